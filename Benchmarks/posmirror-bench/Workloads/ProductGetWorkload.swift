import MirrorMessages
import ProtobufWire

/// GetProduct by id.
enum ProductGetWorkload {
    /// The number of distinct products requested, round robin.
    static let productsAsked = 1000

    /// One connection with one call at a time.
    static func single(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let daemon = try BenchDaemon(options)
        let caller = try SingleCaller(daemon.socket)
        var requests = Self.requests(options)
        var hash: UInt64 = 0
        for place in requests.indices { hash &+= try price(caller.call(&requests[place])).term }
        let before = caller.bytesReceived
        var watch = Stopwatch()
        let runs = options.runs ?? 50_000
        for run in 0..<runs {
            try watch.time { _ = try caller.call(&requests[run % requests.count]) }
        }
        var report = BenchReport("product-get", options)
        report.set(watch.samples)
        report.residentMegabytes = daemon.residentMegabytes
        report.hash = hash
        report.add("request_bytes", Double(requests[0].count))
        report.add("reply_bytes", Double((caller.bytesReceived - before) / runs))
        try daemon.stop()
        return report
    }

    /// Several connections with several calls in flight on each.
    static func pipelined(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let daemon = try BenchDaemon(options)
        let caller = try SingleCaller(daemon.socket)
        var requests = Self.requests(options)
        var hash: UInt64 = 0
        for place in requests.indices { hash &+= try price(caller.call(&requests[place])).term }
        let load = try LoadGenerator(
            .ttrpc, path: daemon.socket, connections: options.connections, depth: options.depth,
            requests: requests)
        var report = try LoadReport.make("product-get-pipelined", options, load)
        report.residentMegabytes = daemon.residentMegabytes
        report.hash = hash
        try daemon.stop()
        return report
    }

    /// Requests for products spread over the catalog, all of one length.
    static func requests(_ options: BenchOptions) -> [[UInt8]] {
        let count = min(productsAsked, options.products)
        return (0..<count).map { place in
            var request = GetProductRequest()
            request.orgId = BenchCatalog.org
            request.productId = id(place, of: count, options)
            return Exchange.request(MenuMethod.getProduct, request.wireBytes)
        }
    }

    /// The id of the product at index `place`.
    static func id(_ place: Int, of count: Int, _ options: BenchOptions) -> String {
        BenchProduct.id(itemId: BenchProduct.itemIdFirst + place * (options.products / count))
    }

    /// Price and version in a Response with a GetProductReply.
    static func price(
        _ response: UnsafeRawBufferPointer
    ) throws(BenchFailure) -> (term: UInt64, item: ItemPrice, version: UInt64) {
        do throws(WireError) {
            var outer = WireReader(response)
            while let field = try outer.nextField() {
                guard field.number == 2 else {
                    try outer.skip(field.type)
                    continue
                }
                return try reply(try outer.rawBytes())
            }
        } catch {
            throw .wrong("a product does not decode: \(error)")
        }
        throw .wrong("a reply has no payload")
    }

    private static func reply(
        _ bytes: UnsafeRawBufferPointer
    ) throws(WireError) -> (term: UInt64, item: ItemPrice, version: UInt64) {
        var reader = WireReader(bytes)
        var item = ItemPrice()
        var version: UInt64 = 0
        while let field = try reader.nextField() {
            switch field.number {
            case 1: item = try ItemPrice(try reader.rawBytes())
            case 2: version = try reader.varint()
            default: try reader.skip(field.type)
            }
        }
        let term = PriceHash.term(itemId: item.itemId, saleCents: item.saleCents, rule: item.rule)
        return (term, item, version)
    }
}

/// The report of a load on a server.
enum LoadReport {
    /// Calls of a timed run, and of the warm-up before it.
    private static let calls = 1_000_000
    private static let warmUpCalls = 100_000

    static func make(
        _ name: String, _ options: BenchOptions, _ load: LoadGenerator
    ) throws(BenchFailure) -> BenchReport {
        // With few calls in flight, each one wakes both sides.
        let isSlow = options.connections * options.depth < 8
        let calls = options.runs ?? (isSlow ? Self.calls / 10 : Self.calls)
        _ = try load.run(calls: min(warmUpCalls, calls))
        let result = try load.run(calls: calls)
        guard result.errors == 0 else { throw .wrong("\(result.errors) calls failed") }
        var report = BenchReport(name, options)
        report.set(result.latencies)
        // Calls overlap, so their rate cannot be computed from their latencies.
        report.operationsPerSecond = Double(result.calls) * 1e9 / Double(result.nanoseconds)
        report.megabytesPerSecond = Double(result.bytesReceived) * 1e3 / Double(result.nanoseconds)
        report.add("connections", Double(options.connections))
        report.add("depth", Double(options.depth))
        report.add("reply_bytes", Double(result.bytesReceived / max(1, result.calls)))
        return report
    }
}
