import AlleavesSimulator
import FirestoreModel
import Synchronization
import Testing

@testable import Sync

/// Everything of a tenant, and of all tenants.
@Suite struct OrgSyncTests {
    private static let paths = [
        "products": "/inventory/search", "discounts": "/discount", "metadata": "/inventory/brand",
        "customers": "/customer/search", "orders": "/order",
    ]

    @Test func everythingLandsAndTheCountsAreThoseOfThePOS() throws {
        try withPeople(orders: 350, customers: 120, { $0.discounts = 6 }) { mirror in
            let report = mirror.sync(.org)
            #expect(report.posProductsCount == 40)
            #expect(report.customersCount == 120)
            #expect(report.ordersCount == 350)
            #expect(report.discountsFound == 6)
            #expect((report.brands ?? 0) > 0)
            #expect(
                report.parts.map(\.kind)
                    == [.products, .discounts, .metadata, .customers, .orders])
            #expect(report.parts.allSatisfy { $0.success })
            #expect(try mirror.collection("customers").count == mirror.pos.customerCount)
            #expect(try mirror.collection("orders").count == mirror.pos.orderCount)
            #expect(try mirror.menu().count == 40)
            let status = try mirror.status()
            #expect(status["status"] == "success")
            #expect(status["customersCount"] == .integer(120))
            #expect(status["ordersCount"] == .integer(350))
        }
    }

    @Test func runningTwiceChangesNoByte() throws {
        try withPeople(orders: 200, customers: 120, { $0.discounts = 6 }) { mirror in
            mirror.sync(.org)
            let before = try mirror.everything()
            mirror.sync(.org)
            #expect(try mirror.everything() == before)
        }
    }

    @Test(arguments: ["products", "discounts", "customers", "orders"])
    func aPartThatFailsKeepsNoOtherFromLanding(part: String) throws {
        try withPeople(orders: 50, customers: 20, { $0.discounts = 6 }) { mirror in
            mirror.pos.setDown(try #require(Self.paths[part]))
            let report = mirror.engine.run(.org, org: "acme")
            #expect(!report.success)
            #expect(report.error.hasPrefix("\(part): POS: "))
            for done in report.parts {
                #expect(done.success == (done.kind.rawValue != part), "\(done.kind)")
            }
            let parts = try #require(try mirror.status()["parts"]?.mapValue)
            #expect(parts[part]?.mapValue?["status"] == "error")
            #expect(parts["metadata"]?.mapValue?["status"] == "success")
            #expect(try mirror.collection("orders").count == (part == "orders" ? 0 : 50))
            #expect(try mirror.collection("customers").count == (part == "customers" ? 0 : 20))
            mirror.pos.setDown(try #require(Self.paths[part]), false)
            #expect(mirror.sync(.org).ordersCount == 50)
        }
    }

    @Test func partsGoSideBySide() throws {
        try withPeople(orders: 20, customers: 20) { mirror in
            let gates = ["/inventory/search", "/discount", "/customer/search", "/order"].map {
                mirror.pos.hold($0)
            }
            let call = RunThread(mirror.engine, .org)
            // Each is held while the others are: none waits for another.
            for gate in gates { #expect(gate.waitUntilHeld()) }
            for gate in gates { gate.release() }
            let report = try call.wait()
            #expect(report.success)
        }
    }

    @Test func oneLoginServesAllParts() throws {
        try withPeople(orders: 20, customers: 20) { mirror in
            mirror.sync(.org)
            #expect(mirror.pos.requestCount("/auth") == 1)
        }
    }

    @Test func itEndsInTimeWhereThePOSNeverAnswersWell() throws {
        try withPeople(orders: 20, customers: 20) { mirror in
            for path in Self.paths.values { mirror.pos.setDown(path) }
            let start = mirror.clock.environment.monotonicMilliseconds()
            let report = mirror.engine.run(.org, org: "acme")
            #expect(!report.success)
            let took = mirror.clock.environment.monotonicMilliseconds() - start
            #expect(took < SyncLimits.runMilliseconds + 60_000)
            let status = try mirror.status()
            #expect(status["status"] == "error")
        }
    }

    @Test func oneCallInThreeFailsAndTheMirrorComesOutRight() throws {
        try withPeople(orders: 400, customers: 300) { mirror in
            mirror.pos.setFailRate(0.33)
            var runs = 0
            while !mirror.engine.run(.org, org: "acme").success, runs < 20 { runs += 1 }
            mirror.pos.setFailRate(0)
            mirror.sync(.org)
            let orders = try mirror.collection("orders")
            #expect(orders.count == 400)
            #expect(try mirror.collection("customers").count == 300)
            #expect(try mirror.menu().count == 40)
        }
    }

    @Test func aRateLimitIsWaitedFor() throws {
        try withPeople(orders: 300, customers: 300) { mirror in
            mirror.pos.failNext(3, "/order", status: 429, headers: [("Retry-After", "7")])
            mirror.pos.failNext(3, "/customer/search", status: 429)
            mirror.sync(.org)
            let orders = try mirror.collection("orders")
            #expect(orders.count == 300)
            #expect(mirror.clock.sleeps.filter { $0 >= 7_000 }.count >= 3)
        }
    }

    @Test func aPOSThatTakesTwoSecondsACallIsReadInTimeOrInSeveralRuns() throws {
        try withPeople(products: 5, orders: 9_000, customers: 4_000) { mirror in
            // The clock is one for all threads: the run sees the calls as if one by one.
            mirror.transport.beforeEach { [clock = mirror.clock] in
                clock.advance(milliseconds: 2_000)
            }
            var runs = 0
            var report = SyncReport(org: "acme", kind: .org)
            repeat {
                let start = mirror.clock.environment.monotonicMilliseconds()
                report = mirror.engine.run(.org, org: "acme")
                let took = mirror.clock.environment.monotonicMilliseconds() - start
                #expect(took < SyncLimits.runMilliseconds + 30_000)
                let status = try #require(try mirror.status()["status"]?.stringValue)
                #expect(status == (report.success ? "success" : "error"))
                runs += 1
            } while !(report.success && report.isComplete && report.customersCount == 4_000)
                && runs < 10
            #expect(runs > 1)
            #expect(report.ordersCount == 9_000)
            #expect(try mirror.menu().count == 5)
        }
    }

    @Test func progressNamesThePartsAndTellsTheTimeLeft() throws {
        try withPeople(orders: 500, customers: 300) { mirror in
            let heard = Heard()
            mirror.engine.onProgress { heard.add($0) }
            mirror.sync(.org)
            let steps = heard.steps
            #expect(steps.allSatisfy { $0.kind == .org })
            #expect(steps.first?.phase == .started)
            #expect(steps.last?.phase == .finished)
            #expect(Set(steps.map(\.part)) == Set(SyncKind.allCases))
            let orders = steps.filter { $0.part == .orders && $0.unit == "orders" }
            #expect(orders.last?.done == 500)
            #expect(steps.contains { $0.part == .customers && $0.remainingMs != nil })
        }
    }

    private final class Heard: Sendable {
        private let list = Mutex<[SyncProgress]>([])
        var steps: [SyncProgress] { list.withLock { $0 } }
        func add(_ step: SyncProgress) { list.withLock { $0.append(step) } }
    }

    // MARK: - All tenants

    @Test func d30AllTenantsWithAnActiveLocationOneAfterAnother() throws {
        try withPeople(orders: 30, customers: 10) { mirror in
            try mirror.putLocation("acme-2", config: ["locationId": "1001"])
            try mirror.putLocation("b", org: "bravo")
            try mirror.putLocation("c", org: "closed", config: ["status": "inactive"])
            try mirror.putLocation("d", org: "dutch", config: ["provider": "dutchie"])
            try mirror.putLocation("e", org: "echo", config: ["password": nil])
            let before = mirror.clock.sleeps.count
            let reports = try mirror.engine.runAll()
            #expect(reports.map(\.org) == ["acme", "bravo", "echo"])
            #expect(reports.map(\.success) == [true, true, false])
            #expect(reports[2].error.contains("lacks username or password"))
            #expect(mirror.clock.sleeps.dropFirst(before) == [1_000, 1_000])
            #expect(reports[1].ordersCount == 30)
        }
    }

    @Test func d31ATenantIsNeverReadWithAnothersAccount() throws {
        try withPeople(orders: 5, customers: 5) { mirror in
            try mirror.putLocation("e", org: "echo", config: ["username": nil, "password": nil])
            _ = try mirror.engine.runAll()
            let fields = try mirror.document("tenants", "echo", "integrations", "pos")
            #expect(fields?["status"] == "error")
            #expect(try mirror.menu(org: "echo").isEmpty)
        }
    }
}
