import MirrorMessages

/// QueryMenu: one category, a price range, on sale, by ascending price, the first 50 and the total.
enum MenuQueryWorkload {
    static let minCents: Int64 = 1000
    static let maxCents: Int64 = 4000
    static let limit: Int32 = 50

    static func measure(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let daemon = try BenchDaemon(options)
        let client = try daemon.client()
        let requests = BenchProduct.categories.map { Self.request($0) }
        var hash: UInt64 = 0
        for (number, request) in requests.enumerated() {
            hash &+= Self.hash(try inEnvironment { try client.queryMenu(request) }, number)
        }
        var watch = Stopwatch()
        for run in 0..<(options.runs ?? 240) {
            let request = requests[run % requests.count]
            _ = try watch.time { try client.queryMenu(request) }
        }
        var report = BenchReport("menu-query", options)
        report.set(watch.samples)
        report.residentMegabytes = daemon.residentMegabytes
        report.hash = hash
        client.close()
        try daemon.stop()
        return report
    }

    private static func request(_ category: String) -> QueryMenuRequest {
        var filter = MenuFilter()
        filter.category = [category]
        filter.minPriceCents = minCents
        filter.maxPriceCents = maxCents
        filter.onSale = true
        var request = QueryMenuRequest()
        request.orgId = BenchCatalog.org
        request.filter = filter
        request.sort = .priceAsc
        request.limit = limit
        return request
    }

    /// A hash of the total, and of each item and price; the same as in prices.py.
    private static func hash(_ page: QueryMenuReply, _ number: Int) -> UInt64 {
        var sum = PriceHash.term(
            itemId: UInt64(number), saleCents: UInt64(page.total), rule: 0)
        for (place, item) in page.items.enumerated() {
            let itemId = UInt64(item.externalId) ?? 0
            sum &+= PriceHash.term(
                itemId: itemId, saleCents: UInt64(item.salePriceCents ?? item.priceCents),
                rule: UInt64(number * 1000 + place))
        }
        return sum
    }
}
