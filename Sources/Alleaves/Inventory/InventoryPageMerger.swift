import JSON
import Memory
import PointOfSale

/// Merges the pages of one listing: each row in its latest version, as often as it occurred at most
/// in a single response.
///
/// A value type; one thread at a time.
struct InventoryPageMerger {
    private struct PageRow {
        var page: Int32
        var row: Int32
    }

    private var pages: [Inventory] = []
    /// The rows to keep, in order of first receipt.
    private var rows: [PageRow] = []
    private var placeOfKey: [UInt64: Int] = [:]
    /// The number of kept rows that repeat another one of the same response.
    private var repeatedRows = 0
    private var unreadable = UnreadableValues()
    private var receivedRows = 0
    private var receivedBytes = 0

    /// The number of distinct rows.
    var count: Int { rows.count - repeatedRows }

    /// Adds a page; returns the number of new rows. Throws `tooLarge` above the limits of an
    /// inventory.
    mutating func take(_ page: Inventory) throws(JSONFault) -> Int {
        receivedRows += page.rowCount
        receivedBytes += page.rows.byteCount
        guard receivedRows <= POSLimits.rowsMax,
            receivedBytes <= POSLimits.arenaBytesMax
        else { throw JSONFault(.tooLarge, offset: receivedBytes) }
        let before = count
        let number = Int32(truncatingIfNeeded: pages.count)
        pages.append(page)
        for (index, (key, isRepeated)) in Self.keys(page).enumerated() {
            let pageRow = PageRow(page: number, row: Int32(truncatingIfNeeded: index))
            if let known = placeOfKey[key] {
                rows[known] = pageRow
            } else {
                placeOfKey[key] = rows.count
                rows.append(pageRow)
                if isRepeated { repeatedRows += 1 }
            }
        }
        // A repeated page repeats its unreadable values too.
        if count > before { unreadable.merge(page.unreadable) }
        return count - before
    }

    /// A key for each row of a response, and whether the row repeats another one exactly. Rows of
    /// one batch and area that differ are different rows.
    private static func keys(_ page: Inventory) -> [(key: UInt64, isRepeated: Bool)] {
        var firstRows: [UInt64: Int] = [:]
        var contents: [UInt64: [UInt64]] = [:]
        return (0..<page.rowCount).map { index in
            let key = InventoryRowKey.key(ofRow: index, in: page.rows)
            guard let first = firstRows[key] else {
                firstRows[key] = index
                return (key, false)
            }
            let row = page.row(index)
            let content = InventoryHash.hash(row, in: page.rows)
            var known = contents[key] ?? [InventoryHash.hash(page.row(first), in: page.rows)]
            // Without both ids, equal rows may be different ones.
            let isNamed = row.number(.idItem) != nil && row.number(.idBatch) != nil
            let isRepeated = isNamed && known.contains(content)
            known.append(content)
            contents[key] = known
            return (InventoryRowKey.key(key, occurrence: known.count - 1), isRepeated)
        }
    }

    /// Bytes that ``build(isShort:total:lease:)`` takes beside the pages.
    var buildBytes: Int {
        guard pages.count > 1 else { return 0 }
        let storage = pages.reduce(0) { $0 + $1.rows.memoryBytes }
        return Inventory.memoryBytes(rows: rows.count, storage: storage)
    }

    /// All rows as one inventory, whose memory is `lease` where it is none of the pages.
    func build(isShort: Bool, total: ListingTotal, lease: MemoryLease? = nil) -> Inventory {
        if pages.count == 1, let only = pages.first, only.rowCount == rows.count,
            only.isShort == isShort
        {
            return only
        }
        var chosen = Array(repeating: [Int](), count: pages.count)
        for pageRow in rows { chosen[Int(pageRow.page)].append(Int(pageRow.row)) }
        var storage = RowStorage(rowCapacity: rows.count + 1, byteCapacity: receivedBytes + 1)
        for (page, indices) in zip(pages, chosen) {
            storage.append(indices, of: page.rows, source: 0)
        }
        return Inventory(
            owning: storage, isShort: isShort, total: total, unreadable: unreadable,
            lease: lease)
    }
}
