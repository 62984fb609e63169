import AlleavesSimulator
import FirestoreModel
import Foundation
import LinuxSystem
import MirrorClient
import MirrorMessages
import Testing

/// Customers, orders and what follows from them, as a client of the daemon sees it.
@Suite struct OrgSyncTests {
    /// A daemon whose POS has people, with orders up to today.
    private func withPeople(
        orders: Int = 120, customers: Int = 60, options: [String] = [],
        _ body: (TestDaemon) throws -> Void
    ) throws {
        try withDaemon(
            options: options,
            { simulator in
                let now = Timestamp(microseconds: SystemClock.wallMilliseconds() * 1000)
                simulator.today = String(now.rfc3339.prefix(10))
                simulator.orders = orders
                simulator.customers = customers
                simulator.discounts = 5
            }, body)
    }

    private func collection(_ name: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["tenants", TestDaemon.org, name])
    }

    private func object(_ run: ProgramRun) throws -> [String: Any] {
        #expect(run.end == .exit(0), "\(run.error)")
        let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        return try #require(value as? [String: Any])
    }

    @Test func oneCommandMirrorsEverythingAndTheCountsAreThePOSs() throws {
        try withPeople { daemon in
            let reply = try object(try daemon.posmirror("sync", "org", "acme", "--json"))
            #expect(reply["success"] as? Bool == true)
            #expect(reply["pos_products_count"] as? Int == 60)
            #expect(reply["customers_count"] as? Int == 60)
            #expect(reply["orders_count"] as? Int == 120)
            #expect((reply["parts"] as? [Any])?.count == 5)
            #expect(try daemon.documents(collection("orders")).count == daemon.pos.orderCount)
            #expect(
                try daemon.documents(collection("customers")).count == daemon.pos.customerCount)
            #expect(try daemon.menu().count == 60)
            #expect(try daemon.menu().values.contains { $0.isOnSale })
            let status = try daemon.status()
            #expect(status.status == "success")
            #expect(status.customersCount == 60)
            #expect(status.ordersCount == 120)
        }
    }

    @Test func aPartThatFailsIsNamedAndTheOthersAreThere() throws {
        try withPeople { daemon in
            daemon.pos.override("/customer/search", status: 400, body: #"{"message":"no"}"#)
            let run = try daemon.posmirror("sync", "org", "acme")
            #expect(run.end == .exit(1))
            #expect(run.error.contains("customers: POS"))
            #expect(run.output.contains("success"))
            #expect(try daemon.documents(collection("orders")).count == 120)
            #expect(try daemon.status().status == "error")
            #expect(try daemon.status().lastError.hasPrefix("customers: "))
            daemon.pos.clearOverride("/customer/search")
            #expect(try daemon.sync(.org).customersCount == 60)
        }
    }

    @Test func allTenantsInOneCommand() throws {
        try withPeople { daemon in
            try daemon.putLocation("second", org: "bravo")
            try daemon.putLocation("third", org: "closed", config: ["status": "inactive"])
            let reply = try object(try daemon.posmirror("sync", "all", "--json"))
            #expect(reply["total"] as? Int == 2)
            #expect(reply["successful"] as? Int == 2)
            let results = try #require(reply["results"] as? [[String: Any]])
            #expect(results.map { $0["org_id"] as? String } == ["acme", "bravo"])
            #expect(try daemon.menu(org: "bravo").count == 60)
        }
    }

    @Test func ordersByCommandFromADayAndByBackfill() throws {
        try withPeople(orders: 900) { daemon in
            let day = { (days: Int64) in
                let now = SystemClock.wallMilliseconds() - days * 86_400_000
                return String(Timestamp(microseconds: now * 1000).rfc3339.prefix(10))
            }
            let few = try object(
                try daemon.posmirror("sync", "orders", "acme", "--since", day(20), "--json"))
            let count = try #require(few["orders_count"] as? Int)
            #expect((1..<100).contains(count))
            let all = try object(
                try daemon.posmirror("sync", "orders", "acme", "--backfill", "--json"))
            #expect(all["orders_count"] as? Int == 900)
            #expect(all["is_complete"] as? Bool == true)
            let bad = try daemon.posmirror("sync", "orders", "acme", "--since", "yesterday")
            #expect(bad.end != .exit(0))
            #expect(bad.error.contains("2026-01-31"))
        }
    }

    @Test func runningEverythingTwiceChangesNoByteButTheStatus() throws {
        try withPeople { daemon in
            let read = {
                try ["orders", "customers", "customer_spending", "discounts", "metadata"]
                    .flatMap { try daemon.documents(collection($0)).map(\.wireBytes) }
                    + daemon.productBytes()
            }
            try daemon.sync(.org)
            let before = try read()
            try daemon.sync(.org)
            #expect(try read() == before)
        }
    }

    @Test func aCrashInTheMiddleIsRepairedByTheNextRun() throws {
        try withPeople(orders: 400) { daemon in
            let gate = daemon.pos.hold("/customer/search")
            let run = try SyncThread(daemon, .org)
            #expect(gate.waitUntilHeld())
            #expect(daemon.pos.waitForRequest("/order", count: 5))
            daemon.kill()
            gate.release()
            #expect(run.error() != nil)
            try daemon.restart()
            #expect(try daemon.status().status == "error")
            let reply = try daemon.sync(.org)
            #expect(reply.ordersCount == 400)
            #expect(reply.customersCount == 60)
        }
    }

    // MARK: - Schedule

    @Test func theScheduleIsVisibleInTheStatus() throws {
        try withPeople(options: ["--schedule", "45"]) { daemon in
            try daemon.sync(.org)
            var next: Int64?
            // The schedule takes new tenants in once a minute; a restart does so at once.
            try daemon.restart()
            let isKnown = try eventually {
                next = try daemon.status().nextScheduledAt?.seconds
                return next != nil
            }
            #expect(isKnown)
            let now = SystemClock.wallMilliseconds() / 1000
            let wait = try #require(next) - now
            #expect((20 * 60...70 * 60).contains(wait))
            #expect(try daemon.client.syncStatus().scheduleMinutes == 45)
            #expect(try daemon.posmirror("status").output.contains("syncs every 45 min"))
        }
    }

    @Test func aScheduleThatIsOffIsSaidToBe() throws {
        try withPeople { daemon in
            let status = try daemon.client.syncStatus()
            let run = try daemon.posmirror("status")
            #expect(status.scheduleMinutes == 0)
            #expect(run.output.contains("no schedule"))
        }
    }

    // MARK: - What readers see

    @Test func afterASyncNoReaderGetsAnOlderMenu() throws {
        try withPeople { daemon in
            try daemon.sync(.org)
            let readers = try (0..<3).map { _ in try VersionReader(daemon) }
            let id = try #require(daemon.pos.idItems.first)
            for cents in [1_111, 2_222, 3_333, 4_444] {
                let before = try daemon.status().menuVersion
                daemon.pos.setPrice(idItem: id, cents: cents)
                try daemon.sync(.org)
                let after = try daemon.status().menuVersion
                #expect(after > before)
                #expect(try daemon.menu()["alleaves_\(id)"]?.priceCents == Int64(cents))
                let product = try daemon.client.product(
                    orgID: "acme", productID: "alleaves_\(id)")
                #expect(product.item?.priceCents == Int64(cents))
            }
            for reader in readers { #expect(reader.stop()) }
        }
    }

    @Test func watchersHearOfWhatASyncChanges() throws {
        try withPeople { daemon in
            try daemon.sync(.org)
            let id = try #require(daemon.pos.idItems.first)
            let watcher = try MenuWatcher(daemon)
            #expect(watcher.wait { $0.count == 1 })
            daemon.pos.setPrice(idItem: id, cents: 4_321)
            try daemon.sync(.org)
            #expect(
                watcher.wait { updates in
                    updates.contains { update in
                        !update.full && update.items.contains { $0.priceCents == 4_321 }
                    }
                })
            #expect(watcher.stop())
        }
    }
}

/// Reads the menu again and again and looks that its version never falls.
private final class VersionReader {
    private let client: MirrorClient
    private let thread: SystemThread
    private let state: Monitor<(isStopped: Bool, isGood: Bool, reads: Int)>

    init(_ daemon: TestDaemon) throws {
        let client = try daemon.connect()
        let state = Monitor((isStopped: false, isGood: true, reads: 0))
        self.client = client
        self.state = state
        thread = SystemThread(name: "test-reader") {
            var last: UInt64 = 0
            while !state.withLock({ $0.isStopped }) {
                var isGood = true
                do throws(MirrorClientError) {
                    try client.menu(orgID: TestDaemon.org) { chunk in
                        isGood = isGood && chunk.version >= last
                        last = max(last, chunk.version)
                    }
                } catch {
                    isGood = false
                }
                state.update { $0 = ($0.isStopped, $0.isGood && isGood, $0.reads + 1) }
            }
        }
    }

    /// Ends it; whether it read at all and every version was at least the one before.
    func stop() -> Bool {
        _ = state.wait { $0.reads > 0 ? true : nil }
        state.update { $0.isStopped = true }
        thread.join()
        client.close()
        return state.withLock { $0.isGood }
    }
}
