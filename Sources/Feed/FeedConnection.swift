import FeedMapping
import LinuxSystem
import PointOfSale
import StatusCodes
import Synchronization

/// The feeds of one location, as the source of a sync. Caches what it parsed: a document that the
/// server reports as unchanged, or an unchanged file, is not read again.
///
/// Any thread; a call blocks its thread, and concurrent calls share one read.
final class FeedConnection: PointOfSale {
    private let config: FeedConfig
    private let fetcher: FeedFetcher
    private let products = Mutex<Kept<FeedProducts>?>(nil)
    private let rules = Mutex<Kept<FeedRules>?>(nil)
    private let orders = Mutex<Kept<FeedOrders>?>(nil)

    /// Parsed contents, and the validator of the bytes that they come from.
    private struct Kept<Content: Sendable>: Sendable {
        let content: Content
        let validator: FeedValidator
    }

    init(_ config: FeedConfig, _ fetcher: FeedFetcher) {
        self.config = config
        self.fetcher = fetcher
    }

    var offers: Set<POSOffer> {
        config.orders == nil ? [.discounts, .names] : [.discounts, .names, .orders]
    }

    func deadline(
        afterMilliseconds duration: Int64, cancellation: CancellationFlag?
    ) -> POSDeadline {
        let now = fetcher.environment.monotonicMilliseconds()
        return POSDeadline(
            monotonicMilliseconds: now.addingReportingOverflow(duration).partialValue,
            cancellation: cancellation)
    }

    // MARK: - Calls

    func inventoryListing(
        provedRows: Int, deadline: POSDeadline
    ) throws(POSError) -> InventoryListing {
        let products = try products(deadline)
        var listing = InventoryListing(
            products.inventory, totalRows: products.report.total,
            products.report.doubt.map { .told($0) })
        listing.details = products.details
        listing.warnings = products.warnings
        return listing
    }

    func discounts(deadline: POSDeadline) throws(POSError) -> POSDiscountList {
        var list = POSDiscountList(discounts: [], unreadableCount: 0)
        if let source = config.discounts { list = try rules(source, deadline).list }
        let products = try products(deadline)
        let known = Set(list.discounts.map(\.idDiscount))
        list.discounts += products.sales.filter { !known.contains($0.idDiscount) }
        // A product that is missing from an incomplete feed may be on sale.
        if !products.report.isWhole { list.isShort = true }
        return list
    }

    func brands(deadline: POSDeadline) throws(POSError) -> POSNameList {
        try names(deadline) { $0.brands }
    }

    func categories(deadline: POSDeadline) throws(POSError) -> POSNameList {
        try names(deadline) { $0.categories }
    }

    func vendors(deadline: POSDeadline) throws(POSError) -> POSNameList {
        try names(deadline) { $0.vendors }
    }

    private func names(
        _ deadline: POSDeadline, _ names: (FeedProducts) -> [String]
    ) throws(POSError) -> POSNameList {
        let products = try products(deadline)
        var list = POSNameList(names: names(products).map { POSName(id: nil, name: $0) })
        list.isShort = !products.report.isWhole
        return list
    }

    func orders(
        from start: CalendarDate, through end: CalendarDate, pagesMax: Int, shortOf: Int,
        deadline: POSDeadline, onPage: ([POSOrder]) throws(Status) -> Void
    ) throws(ListingFailure) -> ListingEnd {
        guard let source = config.orders else { return ListingEnd() }
        let orders: FeedOrders
        do throws(POSError) {
            orders = try self.orders(source, deadline)
        } catch {
            throw .pos(error)
        }
        let page = orders.between(start, end)
        do throws(Status) { try onPage(page) } catch { throw .refused(error) }
        var listing = ListingEnd()
        (listing.pages, listing.count, listing.longestPage) = (1, page.count, page.count)
        listing.isWhole = orders.report.isWhole
        listing.isShort = !orders.report.isWhole
        listing.withoutID = orders.report.withoutID
        return listing
    }

    // MARK: - Reading

    private func products(_ deadline: POSDeadline) throws(POSError) -> FeedProducts {
        try read(config.products, products, deadline) { pages throws(POSError) in
            let builder = FeedProductsBuilder(store: config.store)
            let report = try pages.report { bytes in
                FeedReader.products(bytes, config.products.format, config.products.mapping) {
                    builder.add($0)
                }
            }
            return try builder.build(report)
        }
    }

    private func rules(
        _ source: FeedSource, _ deadline: POSDeadline
    ) throws(POSError) -> FeedRules {
        try read(source, rules, deadline) { pages throws(POSError) in
            var rules = FeedRules(unites: source.mapping.unites)
            let report = try pages.report { bytes in
                FeedReader.rules(bytes, source.format, source.mapping) { rules.add($0) }
            }
            rules.end(report)
            return rules
        }
    }

    private func orders(
        _ source: FeedSource, _ deadline: POSDeadline
    ) throws(POSError) -> FeedOrders {
        try read(source, orders, deadline) { pages throws(POSError) in
            var orders = FeedOrders()
            let report = try pages.report { bytes in
                FeedReader.orderLines(bytes, source.format, source.mapping) { orders.add($0) }
            }
            orders.end(report)
            return orders
        }
    }

    private func read<Content: Sendable>(
        _ source: FeedSource, _ kept: borrowing Mutex<Kept<Content>?>, _ deadline: POSDeadline,
        _ make: (FeedPages) throws(POSError) -> Content
    ) throws(POSError) -> Content {
        // Held while reading, so that concurrent callers wait for the result instead of reading
        // twice.
        try kept.withLock { kept throws(POSError) in
            let pages = FeedPages(
                fetcher: fetcher, source: source, known: kept?.validator, deadline: deadline)
            if try pages.isUnchanged(), let content = kept?.content { return content }
            let content = try make(pages)
            kept = pages.validator.map { Kept(content: content, validator: $0) }
            return content
        }
    }
}
