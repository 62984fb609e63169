import AlleavesSimulator
import CivilTime
import FirestoreModel
import Testing

@testable import Sync

/// Orders by the store's own books: all of them, newest first, with what changes later, and
/// nothing made up.
@Suite struct OrderBooksTests {
    /// A day so many days before today.
    private static func day(_ ago: Int64) -> String {
        let today = CivilDate(TestMirror.today)?.number ?? 0
        return "\(CivilDate(number: today - ago))"
    }

    private static func capped(_ mirror: TestMirror, _ cap: Int?) {
        var shapes = SimulatorShapes()
        shapes.pageEntriesMax = cap
        mirror.pos.setShapes(shapes)
    }

    @Test(arguments: [7, 50, 99, nil] as [Int?])
    func aCappedPOSGivesAllOrdersAndCustomers(cap: Int?) throws {
        try withPeople(products: 5, orders: 230, customers: 205) { mirror in
            Self.capped(mirror, cap)
            #expect(mirror.sync(.orders).ordersCount == 230)
            #expect(mirror.sync(.customers).customersCount == 205)
        }
    }

    /// What a mirror of the version before holds: 50 of 230 orders, "complete".
    @Test func whatAnEarlierVersionPassedOverIsFound() throws {
        try withPeople(products: 5, orders: 230) { mirror in
            try mirror.put(
                ["tenants", "acme", "integrations", "pos_orders"],
                [
                    "locations": .map([
                        "main": .map([
                            "since": "2020-01-01", "through": .string(TestMirror.today),
                        ])
                    ])
                ])
            Self.capped(mirror, 50)
            let report = mirror.sync(.orders)
            #expect(report.ordersCount == 230)
            #expect(report.isComplete)
        }
    }

    @Test func tenThousandOrdersCostLittleMoreThanTheirPages() throws {
        try withPeople(products: 5, orders: 10_000, customers: 50) { mirror in
            let report = mirror.sync(.orders)
            #expect(report.isComplete)
            #expect(report.ordersRead == 10_000)
            #expect(mirror.pos.requestCount("/order") <= 120)
            #expect(report.ordersSince == "2020-01-01")
        }
    }

    @Test func theNewestOrdersComeInTheFirstRunAndEachWindowOnce() throws {
        try withPeople(products: 5, orders: 30_000, customers: 50) { mirror in
            let orders = mirror.pos.generatedOrders
            let first = mirror.sync(.orders)
            #expect(!first.isComplete)
            for order in orders.suffix(50) { _ = try mirror.order(order.idOrder) }
            let newest = try #require(orders.last)
            let last = CivilDate(number: Int64(newest.createdMilliseconds / 86_400_000))
            #expect(first.ordersThrough == "\(last)")
            #expect(first.ordersSince > "2020-01-01")
            var read = first.ordersRead
            for _ in 0..<5 {
                let nightly = OrderSyncOptions(lateChanges: .nightly)
                let report = mirror.engine.run(.orders, org: "acme", orders: nightly)
                read += report.ordersRead
                if report.isComplete { break }
            }
            #expect(try mirror.collection("orders").count == 30_000)
            // The last days of each run, and the nightly look.
            #expect(read < 30_000 * 13 / 10)
        }
    }

    @Test func ordersAheadOfTheClockAreSeen() throws {
        try withPeople(products: 5, orders: 20) { mirror in
            for ahead in [1, 3, 200] as [Int64] {
                mirror.pos.addOrder(
                    json: """
                        {"id_order":\(800_000 + ahead),"status":"completed","total":1,
                         "date_created":"\(Self.day(-ahead))T10:00:00.000Z"}
                        """)
            }
            #expect(mirror.sync(.orders).ordersCount == 23)
            let through = try #require(try mirror.orderPosition().through)
            #expect("\(through)" <= Self.day(0))
            // A later run sees what is new today all the same.
            mirror.pos.addOrder(
                json: #"{"id_order":800500,"date_created":"\#(Self.day(0))","total":1}"#)
            #expect(mirror.sync(.orders).created == 1)
        }
    }

    @Test func aBackfillReadsAllAgainAndADayBoundsARun() throws {
        try withPeople(products: 5, orders: 400) { mirror in
            mirror.sync(.orders)
            let options = OrderSyncOptions(isBackfill: true)
            let report = mirror.engine.run(.orders, org: "acme", orders: options)
            #expect(report.ordersRead == 400)
            #expect(report.isComplete)
            let position = try mirror.orderPosition()
            #expect(position.backfillNext == nil)
            let since = OrderSyncOptions(since: CivilDate(Self.day(20)))
            let few = mirror.engine.run(.orders, org: "acme", orders: since)
            #expect(few.ordersRead < 200)
        }
    }

    // MARK: - Later changes

    @Test(arguments: [10, 30, 59])
    func aRefundOfSoManyDaysAfterTheSaleIsFound(days: Int64) throws {
        try withPeople(products: 5, orders: 0) { mirror in
            mirror.sync(.products)
            let item = try #require(mirror.pos.idItems.first)
            for (id, ago) in [(1, days), (2, 1)] {
                mirror.pos.addOrder(
                    json: """
                        {"id_order":\(id),"id_customer":7,"status":"completed","total":50,
                         "date_created":"\(Self.day(ago))T12:00:00.000Z",
                         "items":[{"id_item":\(item),"quantity":1,"price":50}]}
                        """)
            }
            mirror.sync(.orders)
            #expect(
                try mirror.collection("customer_spending")["cid_7"]?["totalSpent"]
                    == .double(100))
            mirror.pos.changeOrder(id: 1, json: #"{"status":"Refunded","total":0}"#)
            mirror.sync(.orders)
            #expect(try mirror.order(1)["status"] == "cancelled")
            #expect(
                try mirror.collection("customer_spending")["cid_7"]?["totalSpent"]
                    == .double(50))
            let product = try mirror.document("products", "acme_alleaves_\(item)")
            #expect(product?["salesCount"] == .double(1))
            // The last sale goes as well: the counters go back.
            mirror.pos.changeOrder(id: 2, json: #"{"status":"returned"}"#)
            mirror.sync(.orders)
            let after = try mirror.document("products", "acme_alleaves_\(item)")
            #expect(after?["salesCount"] == .double(0))
            #expect(after?["lastSaleAt"] == .null)
        }
    }

    @Test func theScheduleLooksOnceANight() throws {
        try withPeople(products: 5, orders: 300) { mirror in
            mirror.sync(.org)
            let first = mirror.sync(.org).ordersRead
            #expect(first <= 10)
            mirror.clock.advance(milliseconds: 86_400_000)
            #expect(mirror.sync(.org).ordersRead > first)
            #expect(mirror.sync(.org).ordersRead <= 10)
        }
    }

    @Test(arguments: [
        ("declined", "cancelled"), ("Abandoned", "cancelled"), ("refund", "cancelled"),
        ("No Show", "cancelled"), ("no-show", "cancelled"), ("rejected", "cancelled"),
        ("draft", "unknown"), ("layaway", "unknown"), ("null", "unknown"),
    ])
    func aStateThatIsNoSaleIsNeverSpent(word: String, status: String) throws {
        try withPeople(products: 3, orders: 0) { mirror in
            mirror.sync(.products)
            let item = try #require(mirror.pos.idItems.first)
            mirror.pos.addOrder(
                json: """
                    {"id_order":1,"id_customer":7,"status":"\(word)","total":50,
                     "date_created":"\(Self.day(1))","items":[{"id_item":\(item),"quantity":2}]}
                    """)
            let report = mirror.sync(.orders)
            let fields = try mirror.order(1)
            #expect(fields["status"] == .string(status))
            #expect(fields["posStatus"] == .string(word))
            let spent = try mirror.collection("customer_spending")["cid_7"]
            #expect(spent?["totalSpent"] == .double(0))
            #expect(spent?["orderCount"] == .integer(0))
            let product = try mirror.document("products", "acme_alleaves_\(item)")
            #expect(product?["salesCount"] == nil)
            #expect(
                report.unreadable.entries["orders.status"]?.count
                    == (status == "unknown" ? 1 : nil))
        }
    }

    // MARK: - Values

    @Test func aReturnTakesASaleBack() throws {
        try withPeople(products: 3, orders: 0) { mirror in
            mirror.sync(.products)
            let item = try #require(mirror.pos.idItems.first)
            for (id, quantity) in [(1, "3"), (2, "-1"), (3, "0")] {
                mirror.pos.addOrder(
                    json: """
                        {"id_order":\(id),"status":"completed","total":1,
                         "date_created":"\(Self.day(1))",
                         "items":[{"id_item":\(item),"quantity":\(quantity),"price":20}]}
                        """)
            }
            mirror.sync(.orders)
            let quantities = try [1, 2, 3].map {
                try mirror.order($0)["items"]?.arrayValue?.first?.mapValue?["qty"]
            }
            #expect(quantities == [.double(3), .double(-1), .double(0)])
            let product = try mirror.document("products", "acme_alleaves_\(item)")
            #expect(product?["salesCount"] == .double(2))
        }
    }

    @Test func whatCannotBeReadIsNullNamedAndLeftOut() throws {
        try withPeople(products: 3, orders: 0) { mirror in
            mirror.pos.addOrder(
                json: """
                    {"id_order":1,"id_customer":7,"status":"completed","total":20,
                     "date_created":"\(Self.day(1))"}
                    """)
            mirror.pos.addOrder(
                json: """
                    {"id_order":2,"id_customer":7,"status":"completed","total":"1,020.50",
                     "tax":"$2.00","date_created":"\(Self.day(1))","date_updated":"03/04/2026",
                     "items":[{"id_item":1,"quantity":"1,000","price":1},{"quantity":1}]}
                    """)
            let report = mirror.sync(.orders)
            let fields = try mirror.order(2)
            #expect(fields["totals"] == .map(["tax": .null, "total": .null]))
            #expect(fields["items"]?.arrayValue?.first?.mapValue?["qty"] == .null)
            #expect(fields["updatedAt"] == fields["createdAt"])
            let spent = try mirror.collection("customer_spending")["cid_7"]
            #expect(spent?["totalSpent"] == .double(20))
            #expect(spent?["avgOrderValue"] == .double(20))
            #expect(spent?["orderCount"] == .integer(2))
            #expect(spent?["isPartial"] == true)
            #expect(spent?["ordersWithoutTotal"] == .integer(1))
            for field in ["orders.total", "orders.tax", "orders.items.quantity"] {
                #expect(report.unreadable.entries[field]?.example == "2", "\(field)")
                #expect(report.allWarnings.contains { $0.contains(field) })
            }
            #expect(report.allWarnings.contains { $0.contains("names no item") })
            #expect(!report.allWarnings.contains { $0.contains("020.50") })
            // Once it can be read it is right.
            mirror.pos.changeOrder(id: 2, json: #"{"total":1020.50}"#)
            mirror.sync(.orders)
            let after = try mirror.collection("customer_spending")["cid_7"]
            #expect(after?["totalSpent"] == .double(1040.5))
            #expect(after?["isPartial"] == nil)
        }
    }

    @Test func aDateIsReadOrAbsentAndNeverTheTimeOfTheSync() throws {
        try withPeople(products: 3, orders: 0) { mirror in
            let dates =
                [
                    ("1772600767", 1_772_600_767_000_000), ("1772600767089", 1_772_600_767_089_000),
                    ("\"Wed, 04 Mar 2026 05:06:07 GMT\"", 1_772_600_767_000_000),
                    ("\"03/04/2026\"", nil), ("null", nil), ("\"0001-01-01\"", nil),
                ] as [(String, Int64?)]
            let rows = dates.enumerated().map { place, date in
                #"{"id_order":\#(place),"status":"completed","total":1,"date_created":\#(date.0)}"#
            }
            mirror.pos.override("/order", pages: ["[\(rows.joined(separator: ","))]"])
            // An earlier version took the time of its sync.
            try mirror.put(
                ["tenants", "acme", "orders", "alleaves_3"],
                ["createdAt": .timestamp(Timestamp(seconds: 1_790_000_000))])
            mirror.sync(.orders)
            for (place, date) in dates.enumerated() {
                let fields = try mirror.order(place)
                #expect(fields["createdAt"]?.timestampValue?.microseconds == date.1)
                #expect((fields["firstSeenAt"] == nil) == (date.1 != nil))
            }
            let before = try mirror.data()
            mirror.clock.advance(milliseconds: 60_000)
            mirror.sync(.orders)
            #expect(try mirror.data() == before)
        }
    }

    @Test func ordersWithoutAnIdAreSaidAndReadAgain() throws {
        try withPeople(products: 3, orders: 0) { mirror in
            let rows = #"{"id_order":1,"date_created":"\#(Self.day(400))","status":"ready"}"#
            mirror.pos.addOrder(json: rows)
            mirror.pos.addOrder(json: #"{"date_created":"\#(Self.day(400))","total":5}"#)
            mirror.pos.addOrder(json: #"{"id_order":9,"date_created":"\#(Self.day(1))"}"#)
            for _ in 0..<3 {
                let report = mirror.sync(.orders)
                #expect(!report.isComplete)
                // Nobody who waits for the end waits for ever.
                #expect(!report.ordersGoOn)
                #expect(report.incomplete.map(\.code) == [.unreadable])
                #expect(report.warnings.contains { $0.contains("no id") })
            }
            // No watermark has passed them.
            mirror.pos.addOrder(
                json: #"{"id_order":2,"date_created":"\#(Self.day(400))","status":"ready"}"#)
            mirror.sync(.orders)
            _ = try mirror.order(2)
        }
    }
}
