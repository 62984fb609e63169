import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import PointOfSale
import Testing

@testable import Sync

/// Spending and sales counters against plain sums over what the POS serves.
@Suite struct SalesTests {
    private struct Spent: Equatable {
        var cents = 0
        var count = 0
        var cancelledCents = 0
        var cancelledCount = 0
        var first = Int.max
        var last = Int.min
    }

    private static let cancelled: Set = [
        "voided", "void", "cancelled", "canceled", "refunded", "returned", "expired",
    ]

    /// Spending by key, computed the simple way; simulated people share no address.
    private static func spending(_ orders: [SimulatedOrder]) -> [String: Spent] {
        var expected: [String: Spent] = [:]
        for order in orders {
            guard let id = order.idCustomer else { continue }
            let isReal = order.email.hasSuffix("@example.com")
            let key = isReal ? order.email.lowercased() : "cid_\(id)"
            var spent = expected[key] ?? Spent()
            if cancelled.contains(order.status.lowercased()) {
                spent.cancelledCents += order.totalCents
                spent.cancelledCount += 1
            } else if order.status != "on_hold" {
                // Nobody knows whether such an order was ever paid.
                spent.cents += order.totalCents
                spent.count += 1
                spent.first = min(spent.first, order.createdMilliseconds)
                spent.last = max(spent.last, order.createdMilliseconds)
            }
            expected[key] = spent
        }
        return expected
    }

    private static func check(_ mirror: TestMirror) throws {
        let stored = try mirror.collection("customer_spending")
        let expected = spending(mirror.pos.generatedOrders)
        #expect(Set(stored.keys) == Set(expected.keys))
        for (key, spent) in expected {
            let fields = try #require(stored[key])
            #expect(fields["totalSpent"] == .double(Double(spent.cents) / 100), "\(key)")
            #expect(fields["orderCount"] == .integer(Int64(spent.count)))
            #expect(fields["cancelledCount"] == .integer(Int64(spent.cancelledCount)))
            #expect(fields["cancelledTotal"] == .double(Double(spent.cancelledCents) / 100))
            guard spent.count > 0 else {
                #expect(fields["firstOrderDate"] == .null)
                continue
            }
            let cents = (Double(spent.cents) / Double(spent.count)).rounded()
            #expect(fields["avgOrderValue"] == .double(cents / 100))
            for (name, time) in [("firstOrderDate", spent.first), ("lastOrderDate", spent.last)] {
                #expect(fields[name]?.timestampValue?.microseconds == Int64(time) * 1000)
            }
        }
    }

    @Test func d26SpendingIsOfAllStoredOrdersAfterAnyNumberOfRuns() throws {
        try withPeople { mirror in
            mirror.sync(.orders)
            try Self.check(mirror)
            // A run that reads two days only must not make them the whole.
            mirror.sync(.orders)
            try Self.check(mirror)
        }
    }

    @Test func d26ACancelledOrderNoLongerCounts() throws {
        try withPeople { mirror in
            mirror.sync(.orders)
            let last = try #require(mirror.pos.generatedOrders.last { $0.idCustomer != nil })
            for status in ["completed", "refunded", "completed"] {
                mirror.pos.changeOrder(id: last.idOrder, json: #"{"status":"\#(status)"}"#)
                mirror.sync(.orders)
                try Self.check(mirror)
            }
        }
    }

    @Test func whoGetsAnAddressKeepsOneDocument() throws {
        try withPeople(orders: 40, customers: 4) { mirror in
            let orders = mirror.pos.generatedOrders
            let id = try #require(orders.last { $0.idCustomer != nil }?.idCustomer)
            for order in orders where order.idCustomer == id {
                mirror.pos.changeOrder(
                    id: order.idOrder, json: #"{"email":"no-email@alleaves.local"}"#)
            }
            mirror.sync(.orders)
            let before = try mirror.collection("customer_spending")
            let total = try #require(before["cid_\(id)"]?["totalSpent"])
            let newest = try #require(orders.last { $0.idCustomer == id })
            mirror.pos.changeOrder(id: newest.idOrder, json: #"{"email":"New@Example.com"}"#)
            _ = mirror.engine.run(
                .orders, org: "acme", orders: OrderSyncOptions(since: SyncLimits.firstOrderDay))
            let after = try mirror.collection("customer_spending")
            #expect(after["cid_\(id)"] == nil)
            #expect(after["new@example.com"]?["totalSpent"] == total)
            #expect(after["new@example.com"]?["alleavesCustomerId"] == .string("cid_\(id)"))
        }
    }

    @Test func d32PeopleWhoShareAnAddressSpendApart() throws {
        var table = SpendingTable()
        for (user, dollars) in [("1", 1), ("2", 2.5), ("alleaves_customer", 0.4)] {
            let order: Fields = [
                "customer": ["email": "Both@x.org"], "status": "completed",
                "totals": ["total": .double(dollars)], "userId": .string(user),
            ]
            table.add(
                try order.mapValueBytes.withUnsafeBytes {
                    try StoredSale($0, of: POSProvider("alleaves"), hasNumberedIDs: true)
                })
        }
        let entries = table.entries()
        #expect(entries.map(\.key) == ["both@x.org", "cid_1", "cid_2"])
        #expect(entries.map(\.entry.totals.cents) == [40, 100, 250])
    }

    @Test(arguments: [(1, 3, 0), (2, 3, 1), (-1, 2, -1), (5, 2, 3), (100, 3, 33)])
    func theAverageRoundsHalfAwayFromZero(cents: Int64, count: Int64, average: Int64) {
        var totals = SpendingTable.Totals()
        totals.cents = cents
        totals.count = count
        #expect(totals.averageCents == average)
    }

    // MARK: - Sales counters

    /// Units of 1/1,000 sold per item within the last `days`, or ever.
    private static func sold(
        _ mirror: TestMirror, days: Int?, now: Int
    ) -> [Int: Int] {
        var sold: [Int: Int] = [:]
        for order in mirror.pos.generatedOrders {
            let status = OrderStatus(pos: order.status)
            guard status == .completed || status == .ready else { continue }
            if let days, order.createdMilliseconds <= now - days * 86_400_000 { continue }
            for line in order.lines { sold[line.idItem, default: 0] += line.thousandths }
        }
        return sold
    }

    private static func checkCounters(_ mirror: TestMirror, now: Int) throws {
        let week = sold(mirror, days: 7, now: now)
        let month = sold(mirror, days: 30, now: now)
        let all = sold(mirror, days: nil, now: now)
        for item in mirror.pos.idItems {
            for path in [
                ["tenants", "acme", "publicViews", "products", "items", "alleaves_\(item)"],
                ["products", "acme_alleaves_\(item)"],
            ] {
                guard let fields = try mirror.document(at: path) else { continue }
                guard let count = all[item] else {
                    #expect(fields["salesCount"] == nil)
                    continue
                }
                #expect(fields["salesCount"] == .double(Double(count) / 1000))
                #expect(fields["salesLast7Days"] == .double(Double(week[item] ?? 0) / 1000))
                #expect(fields["salesLast30Days"] == .double(Double(month[item] ?? 0) / 1000))
            }
        }
    }

    @Test func d27CountersAreExactAfterAnyNumberOfRunsAndDecayWithTheClock() throws {
        try withPeople(products: 12, orders: 600) { mirror in
            mirror.sync(.products)
            for days in [0, 0, 3, 10, 40] {
                mirror.clock.advance(milliseconds: Int64(days) * 86_400_000)
                mirror.sync(.orders)
                try Self.checkCounters(
                    mirror, now: Int(mirror.clock.environment.wallMilliseconds()))
            }
        }
    }

    @Test func countersMakeNoProductAndSpareTheNextSync() throws {
        try withPeople(products: 12, orders: 100) { mirror in
            mirror.sync(.orders)
            let product = try mirror.document("products", "acme_alleaves_1000")
            #expect(product == nil)
            mirror.sync(.products)
            mirror.sync(.orders)
            let report = mirror.sync(.products)
            #expect(report.updated == 0)
            #expect(report.created == 0)
        }
    }
}
