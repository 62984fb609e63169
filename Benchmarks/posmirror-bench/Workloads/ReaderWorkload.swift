import LinuxSystem
import MirrorClient
import MirrorMessages
import Randomness
import Synchronization

/// A reader on one connection, while another one re-prices the whole catalog continuously: its
/// latency compared with an idle daemon, and that it never observes a part of a change.
enum ReaderWorkload {
    /// The alternating percentages of the store-wide sale, in hundredths.
    private static let percents = [1000, 2000]
    private static let pageLimit: Int32 = 200
    /// Calls between two checks of a whole page.
    private static let callsPerPage = 500

    static func measure(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let daemon = try BenchDaemon(options)
        let reader = try Reader(daemon, options)
        let writer = Writer(daemon.socket, options)
        try writer.write(percent: percents[0])
        let calls = options.runs ?? 40_000
        let quiet = try reader.read(calls)
        try writer.start(percents)
        let busy = try reader.read(calls)
        let repriced = try writer.stop()
        guard repriced > 0 else { throw .wrong("nothing was re-priced meanwhile") }
        var report = BenchReport("reader-during-reprice", options)
        report.set(busy)
        report.residentMegabytes = daemon.residentMegabytes
        report.hash = reader.hash
        let before = quiet.sorted()
        report.add("quiet_p50_us", before.microseconds(0.5))
        report.add("quiet_p99_us", before.microseconds(0.99))
        report.add("quiet_p999_us", before.microseconds(0.999))
        report.add("p99_ratio", report.p99 / max(0.001, before.microseconds(0.99)))
        report.add("repriced", Double(repriced))
        report.add("versions_seen", Double(reader.versionCount))
        try daemon.stop()
        return report
    }

    /// Re-prices through the document API, like an agent.
    private final class Writer: Sendable {
        private let socket: String
        private let rule: BenchRules.Rule
        private let isStopped = Atomic<Bool>(false)
        private let count = Atomic<Int>(0)
        private let thread = Mutex<SystemThread?>(nil)
        private let failure = Mutex<BenchFailure?>(nil)

        init(_ socket: String, _ options: BenchOptions) {
            self.socket = socket
            var rule = BenchCatalog(options).rules.rule(BenchRules.wholeShop)
            rule.isActive = true
            // Above all other sales except those of single products.
            rule.priority = 1000
            self.rule = rule
        }

        func write(percent: Int) throws(BenchFailure) {
            let client = try inEnvironment { try MirrorClient(socket: socket) }
            try write(percent, client)
            client.close()
        }

        private func write(_ percent: Int, _ client: MirrorClient) throws(BenchFailure) {
            var rule = rule
            rule.value = percent
            try inEnvironment {
                try client.updateDocument(
                    BenchCatalog.rulePath(rule), fields: try .init(mapValueBytes: rule.fields))
            }
        }

        func start(_ percents: [Int]) throws(BenchFailure) {
            let client = try inEnvironment { try MirrorClient(socket: socket) }
            thread.withLock {
                $0 = SystemThread(name: "bench-reprice") { [self] in
                    do throws(BenchFailure) {
                        while !isStopped.load(ordering: .acquiring) {
                            let turn = count.add(1, ordering: .relaxed).newValue
                            try write(percents[turn % percents.count], client)
                        }
                    } catch {
                        failure.withLock { $0 = error }
                    }
                    client.close()
                }
            }
        }

        /// Stops the writer; returns the number of changes.
        func stop() throws(BenchFailure) -> Int {
            isStopped.store(true, ordering: .releasing)
            thread.withLock { $0.take() }?.join()
            if let failure = failure.withLock({ $0 }) { throw failure }
            return count.load(ordering: .relaxed)
        }
    }

    /// Requests products and checks that each version has a single percentage.
    private final class Reader {
        private let caller: SingleCaller
        private let pages: MirrorClient
        private var requests: [[UInt8]]
        /// By version.
        private var percents: [UInt64: Int] = [:]
        private var lastVersion: UInt64 = 0

        init(_ daemon: BenchDaemon, _ options: BenchOptions) throws(BenchFailure) {
            caller = try SingleCaller(daemon.socket)
            pages = try daemon.client()
            requests = ProductGetWorkload.requests(options)
        }

        var versionCount: Int { percents.count }
        /// The same for every run that observed both percentages and nothing else.
        var hash: UInt64 {
            Set(percents.values).reduce(0) { $0 &+ SeededRandom.scrambled(UInt64($1)) }
        }

        func read(_ calls: Int) throws(BenchFailure) -> LatencySamples {
            var watch = Stopwatch()
            for call in 0..<calls {
                let place = call % requests.count
                var found: UnsafeRawBufferPointer?
                try watch.time { found = try caller.call(&requests[place]) }
                if let found {
                    let answer = try ProductGetWorkload.price(found)
                    try note(answer.item, version: answer.version)
                }
                if call % callsPerPage == 0 { try readPage() }
            }
            return watch.samples
        }

        private func readPage() throws(BenchFailure) {
            var request = QueryMenuRequest()
            request.orgId = BenchCatalog.org
            request.limit = pageLimit
            request.sort = .priceDesc
            let page = try inEnvironment { try pages.queryMenu(request) }
            for item in page.items {
                let price = ItemPrice(
                    itemId: 0, baseCents: UInt64(item.priceCents),
                    saleCents: UInt64(item.salePriceCents ?? 0),
                    rule: item.discountId == "rule-000000" ? 0 : 1)
                try note(price, version: page.version)
            }
        }

        private func note(_ item: ItemPrice, version: UInt64) throws(BenchFailure) {
            // Single products may have their own sale.
            guard item.rule == 0 else { return }
            let percent = ReaderWorkload.percents.first { percent in
                (Int(item.baseCents) * (10_000 - percent) + 5000) / 10_000 == Int(item.saleCents)
            }
            guard let percent else { throw .wrong("a price that no state of the rules gives") }
            guard percents[version, default: percent] == percent else {
                throw .wrong("version \(version) shows two states of the rules")
            }
            percents[version] = percent
        }
    }
}
