import FeedMapping
import LinuxSystem
import Memory
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
    private let products = Mutex<Cached<FeedProducts>?>(nil)
    private let rules = Mutex<Cached<FeedRules>?>(nil)
    private let orders = Mutex<Cached<FeedOrders>?>(nil)

    /// Parsed contents, and the validator of the bytes that they come from.
    private struct Cached<Content: Sendable>: Sendable {
        let content: Content
        let validator: FeedValidator
        /// The memory of the content.
        let lease: MemoryLease
    }

    init(_ config: FeedConfig, _ fetcher: FeedFetcher) {
        self.config = config
        self.fetcher = fetcher
    }

    var tellsShapes: Bool { true }
    var credentials: String { "token and headers" }

    var capabilities: Set<POSCapability> {
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
            products.report.incompleteness.map { .told($0) })
        listing.details = products.details
        listing.warnings = products.warnings
        listing.shape = products.shape
        listing.shape?.source = config.products.address.shown
        return listing
    }

    func discounts(deadline: POSDeadline) throws(POSError) -> POSDiscountList {
        var list = POSDiscountList(discounts: [], unreadableCount: 0)
        if let source = config.discounts {
            var rules = try rules(source, deadline)
            // An empty list ends every sale: it is asked for again before it is believed.
            if rules.list.isEmpty { rules = try self.rules(source, deadline) }
            list = rules.list
            list.incompleteness = rules.report.incompleteness
            list.shape = rules.shape
        }
        let products = try products(deadline)
        list.shape = ListingShape(rules: list.shape, products)
        list.shape?.source = (config.discounts ?? config.products).address.shown
        add(products.sales, to: &list)
        // A product that is missing from an incomplete feed may be on sale.
        if let incompleteness = products.report.incompleteness {
            list.isShort = true
            list.incompleteness = list.incompleteness ?? incompleteness
        }
        list.unreadable.merge(products.unreadableSales)
        return list
    }

    /// A rule of the discounts' own feed that has the id of a product's sale is another one.
    private func add(_ sales: [POSDiscount], to list: inout POSDiscountList) {
        let indices = Dictionary(
            list.discounts.enumerated().map { ($1.idDiscount, $0) }, uniquingKeysWith: { $1 })
        for sale in sales {
            guard let index = indices[sale.idDiscount] else {
                list.discounts.append(sale)
                continue
            }
            list.repeatedIDs.append(sale.idDiscount)
            list.discounts[index].meet(sale)
        }
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
        // Undated ones come with the newest days, so that they come at all.
        let now = fetcher.environment.wallMilliseconds() / 86_400_000
        let isNewest = CalendarDate(daysSince1970: now - 1).map { $0 <= end } ?? true
        let page = orders.between(start, end) + (isNewest ? orders.undated : [])
        do throws(Status) { try onPage(page) } catch { throw .refused(error) }
        var listing = ListingEnd()
        (listing.pages, listing.count, listing.longestPage) = (1, page.count, page.count)
        listing.isWhole = orders.report.isWhole
        listing.isShort = !orders.report.isWhole
        listing.withoutID = isNewest ? orders.report.withoutID : 0
        listing.incompleteness = orders.report.incompleteness
        listing.warnings = orders.report.unreadWarning(source.kind).map { [$0] } ?? []
        // Orders leave a feed when they are old: which had a field says nothing.
        listing.shape = ListingShape(orders.report)
        listing.shape?.source = source.address.shown
        return listing
    }

    // MARK: - Reading

    private func products(_ deadline: POSDeadline) throws(POSError) -> FeedProducts {
        try read(config.products, products, deadline) { pages throws(POSError) in
            let builder = FeedProductsBuilder(
                store: config.store, namesStore: config.products.mapping.namesStore)
            var report = try pages.report { bytes in
                FeedReader.products(bytes, config.products.format, config.products.mapping) {
                    if pages.room.take($0.memoryBytes) { builder.add($0) }
                }
            }
            if config.products.address.isPaged, builder.hasRepeated { report.stop(Self.shifted) }
            try pages.room.check(FeedKind.products.rawValue)
            builder.noteUndecided(in: &report)
            return try builder.build(try reliable(report, config.products))
        }
    }

    private func rules(
        _ source: FeedSource, _ deadline: POSDeadline
    ) throws(POSError) -> FeedRules {
        try read(source, rules, deadline) { pages throws(POSError) in
            var rules = FeedRules(unites: source.mapping.unites)
            var report = try pages.report { bytes in
                FeedReader.rules(bytes, source.format, source.mapping) {
                    if pages.room.take(FeedSourceLimits.ruleBytes) { rules.add($0) }
                }
            }
            try pages.room.check(source.kind.rawValue)
            if source.address.isPaged, !rules.list.repeatedIDs.isEmpty {
                report.stop(Self.shifted)
            }
            rules.end(try reliable(report, source))
            return rules
        }
    }

    private func orders(
        _ source: FeedSource, _ deadline: POSDeadline
    ) throws(POSError) -> FeedOrders {
        try read(source, orders, deadline) { pages throws(POSError) in
            var orders = FeedOrders()
            var report = try pages.report { bytes in
                orders.beginPage()
                return FeedReader.orderLines(bytes, source.format, source.mapping) {
                    if pages.room.take(FeedSourceLimits.lineBytes) { orders.add($0) }
                }
            }
            try pages.room.check(source.kind.rawValue)
            if orders.hasRepeated { report.stop(Self.shifted) }
            orders.end(try reliable(report, source))
            return orders
        }
    }

    /// Records that come on a second page again: others were passed over meanwhile.
    private static let shifted = FeedFault(
        .unexpected, "records came twice: the pages changed while they were read")

    /// Throws where the feed has not what its mapping is about: then nothing that was read counts.
    private func reliable(
        _ report: FeedReport, _ source: FeedSource
    ) throws(POSError) -> FeedReport {
        guard let misfit = report.misfit else { return report }
        throw POSError(
            code: .suspicious, path: source.kind.rawValue,
            message: "the feed cannot be relied on: \(misfit)")
    }

    private func read<Content: Sendable>(
        _ source: FeedSource, _ kept: borrowing Mutex<Cached<Content>?>, _ deadline: POSDeadline,
        _ make: (FeedPages) throws(POSError) -> Content
    ) throws(POSError) -> Content {
        // Held while reading, so that concurrent callers wait for the result instead of reading
        // twice.
        try kept.withLock { kept throws(POSError) in
            let pages = FeedPages(
                fetcher: fetcher, source: source, known: kept?.validator, deadline: deadline)
            if try pages.isUnchanged(), let content = kept?.content { return content }
            let content = try make(pages)
            kept = pages.validator.map {
                Cached(content: content, validator: $0, lease: pages.room.recordsLease)
            }
            return content
        }
    }
}

extension FeedProduct {
    /// Approximate bytes that it takes once it is kept.
    fileprivate var memoryBytes: Int {
        FeedSourceLimits.productBytes + FeedSourceLimits.stockBytes * stocks.count
            + (description?.utf8.count ?? 0)
    }
}
