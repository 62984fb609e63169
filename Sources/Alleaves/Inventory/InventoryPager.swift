import JSON
import PointOfSale

/// Reads one listing page by page: says what to ask next and when the listing has ended. Pure.
///
/// Every page but the first begins with the row that the page before it ended with. Where that row
/// is not there, rows have moved and others may have been skipped.
struct InventoryPager {
    enum Step: Equatable {
        /// Ask for rows from `skip` on.
        case page(skip: Int)
        /// The listing has ended; nil if complete.
        case end(InventoryListing.Shortfall?)
        /// It changed while being read: start over.
        case moved
    }

    private(set) var pages = InventoryPageMerger()
    private(set) var total = ListingTotal()
    /// Rows of the listing when it was last proved complete.
    private let provedRows: Int
    private var pageCount = 0
    private var stalePages = 0
    private var received = 0
    private var firstKey: UInt64 = 0
    private var lastKey: UInt64 = 0
    private var hasMoved = false

    init(provedRows: Int) { self.provedRows = provedRows }

    /// The step after a page. Throws `tooLarge` beyond the limits of one inventory.
    mutating func take(_ page: Inventory) throws(JSONFault) -> Step {
        if let before = total.rows, let now = page.total.rows, before != now { hasMoved = true }
        total.merge(page.total)
        let new = try pages.take(page)
        pageCount += 1
        return pageCount == 1 ? afterFirst(page) : after(page, new: new)
    }

    /// The end, if the POS does not support paging or has no more pages.
    func ended() -> Step {
        if hasMoved { return .moved }
        if total.hasMore || pages.count < total.rows ?? 0 { return .end(.short) }
        return .end(total.isUnreadable ? .unreadableTotal : nil)
    }

    /// Whether complete by the response's own total, and not fewer than before.
    private var isWhole: Bool {
        total.rows == pages.count && pages.count >= provedRows && !total.hasMore
            && !total.isUnreadable
    }

    private mutating func afterFirst(_ page: Inventory) -> Step {
        guard page.rowCount > 0 else { return ended() }
        firstKey = InventoryRowKey.key(ofRow: 0, in: page.rows)
        lastKey = InventoryRowKey.key(ofRow: page.rowCount - 1, in: page.rows)
        received = page.rowCount
        // Fewer than before, with only the response's own total as evidence: request one more page
        // to confirm.
        if isWhole { return .end(nil) }
        return .page(skip: received - 1)
    }

    private mutating func after(_ page: Inventory, new: Int) -> Step {
        guard page.rowCount > 0 else { return ended() }
        let keys = (0..<page.rowCount).map { InventoryRowKey.key(ofRow: $0, in: page.rows) }
        // The first page again: the POS does not know `skip`.
        if received > 1, keys[0] == firstKey { return ended() }
        if hasMoved || !keys.contains(lastKey) { return .moved }
        received += page.rowCount - 1
        lastKey = keys[keys.count - 1]
        if new == 0 {
            stalePages += 1
            if page.rowCount == 1 || stalePages >= AlleavesLimits.stalePagesMax {
                return ended()
            }
        } else {
            stalePages = 0
        }
        if isWhole { return .end(nil) }
        guard pageCount < AlleavesLimits.inventoryPagesMax else { return .end(.bounded) }
        return .page(skip: received - 1)
    }
}
