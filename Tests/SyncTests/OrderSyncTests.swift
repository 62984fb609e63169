import AlleavesSimulator
import FirestoreModel
import Testing

@testable import Sync

/// Orders from the POS into tenants/{org}/orders.
@Suite struct OrderSyncTests {
    @Test func everyOrderIsMirroredUnderItsIdWithItsFields() throws {
        try withPeople { mirror in
            let report = mirror.sync(.orders)
            #expect(report.ordersCount == 300)
            #expect(report.ordersRead == 300)
            #expect(report.isComplete)
            let stored = try mirror.collection("orders")
            let orders = mirror.pos.generatedOrders
            #expect(Set(stored.keys) == Set(orders.map { "alleaves_\($0.idOrder)" }))
            for order in orders { try Self.check(order, stored) }
        }
    }

    /// The document against the order, field by field (Protocol/tree.md, Orders).
    private static func check(_ order: SimulatedOrder, _ stored: [String: Fields]) throws {
        let fields = try #require(stored["alleaves_\(order.idOrder)"])
        #expect(fields["id"] == .string("alleaves_\(order.idOrder)"))
        #expect(fields["brandId"] == .string(TestMirror.org))
        #expect(fields["orgId"] == .string(TestMirror.org))
        #expect(fields["retailerId"] == "1000")
        #expect(fields["mode"] == "live")
        #expect(fields["source"] == "alleaves")
        #expect(fields["posStatus"] == .string(order.status))
        #expect(
            fields["userId"]
                == .string(order.idCustomer.map { String($0) } ?? "alleaves_customer"))
        let created = try #require(fields["createdAt"]?.timestampValue)
        #expect(created.microseconds == Int64(order.createdMilliseconds) * 1000)
        let totals = try #require(fields["totals"]?.mapValue)
        #expect(totals["total"] == .double(Double(order.totalCents) / 100))
        let lines = try #require(fields["items"]?.arrayValue)
        #expect(lines.count == order.lines.count)
        for (value, line) in zip(lines, order.lines) {
            let item = try #require(value.mapValue)
            #expect(item["productId"] == .string(String(line.idItem)))
            #expect(item["qty"] == .double(Double(line.thousandths) / 1000))
            #expect(item["price"] == .double(Double(line.priceCents) / 100))
        }
        let email = fields["customer"]?.mapValue?["email"]
        #expect(
            email == (order.email.hasSuffix("@example.com") ? .string(order.email) : .null))
    }

    @Test(arguments: SimulatorShapes.Orders.allCases)
    func everyShapeOfAListIsRead(shape: SimulatorShapes.Orders) throws {
        try withPeople(orders: 130) { mirror in
            var shapes = SimulatorShapes()
            shapes.orders = shape
            mirror.pos.setShapes(shapes)
            #expect(mirror.sync(.orders).ordersCount == 130)
        }
    }

    @Test func aSecondRunReadsTheLastDaysAndChangesNoByte() throws {
        try withPeople { mirror in
            mirror.sync(.products)
            mirror.sync(.orders)
            let before = try mirror.data()
            // Late changes are looked for at every call for orders alone, else once a night.
            let nightly = OrderSyncOptions(lateChanges: .nightly)
            for (options, most) in [(nightly, 10), (OrderSyncOptions(), 90)] {
                let report = mirror.engine.run(.orders, org: "acme", orders: options)
                #expect(try mirror.data() == before)
                #expect(report.created == 0)
                #expect(report.updated == 0)
                #expect(report.unchanged == report.ordersRead)
                #expect((1...most).contains(report.ordersRead))
            }
        }
    }

    @Test func aStatusOfOurSideStaysUntilThePOSEndsTheOrder() throws {
        try withPeople(orders: 3) { mirror in
            let id = try #require(mirror.pos.generatedOrders.last).idOrder
            mirror.pos.changeOrder(id: id, json: #"{"status":"Pending"}"#)
            mirror.sync(.orders)
            #expect(try mirror.order(id)["status"] == "pending")
            try mirror.merge(["tenants", "acme", "orders", "alleaves_\(id)"], ["status": "ready"])
            mirror.sync(.orders)
            #expect(try mirror.order(id)["status"] == "ready")
            mirror.pos.changeOrder(id: id, json: #"{"status":"Processing","total":"5.00"}"#)
            mirror.sync(.orders)
            #expect(try mirror.order(id)["status"] == "ready")
            #expect(try mirror.order(id)["posStatus"] == "Processing")
            #expect(try mirror.order(id)["totals"]?.mapValue?["total"] == .double(5))
            mirror.pos.changeOrder(id: id, json: #"{"status":"voided"}"#)
            mirror.sync(.orders)
            #expect(try mirror.order(id)["status"] == "cancelled")
        }
    }

    @Test func fieldsOfOurSideSurvive() throws {
        try withPeople(orders: 3) { mirror in
            mirror.sync(.orders)
            let id = try #require(mirror.pos.generatedOrders.last).idOrder
            let path = ["tenants", "acme", "orders", "alleaves_\(id)"]
            try mirror.merge(path, ["driver": "Kim", "createdBy": "web"])
            mirror.pos.changeOrder(id: id, json: #"{"total":9.99}"#)
            #expect(mirror.sync(.orders).updated == 1)
            let fields = try mirror.order(id)
            #expect(fields["driver"] == "Kim")
            #expect(fields["createdBy"] == "web")
        }
    }

    @Test func anOrderWithEveryFieldUnderItsOtherName() throws {
        try withPeople(orders: 0) { mirror in
            mirror.pos.addOrder(
                json: """
                    {"id":"W-7","created_at":"\(TestMirror.today) 09:30:00","amount":"12.345",
                     "customer":{"id":77,"name":"Ann Lee","email":"Ann@Example.org",
                                 "phone":"315-555-0199"},
                     "id_customer":5,"status":"Delivered","subtotal":null,"date_created":null,
                     "items":[{"product_id":"1001","product_name":"Gummy","quantity":"1.5",
                               "unit_price":"3"},{"name":"Bag"}]}
                    """)
            // The list is filtered by date_created, which this order does not have.
            mirror.pos.override("/order", pages: [try Self.body(mirror)])
            let report = mirror.sync(.orders)
            #expect(report.incomplete.map(\.code).contains(.unreadable))
            let fields = try #require(
                try mirror.document(
                    "tenants", "acme", "orders",
                    "alleaves_W-7"))
            #expect(fields["userId"] == "77")
            #expect(fields["status"] == "completed")
            #expect(fields["phoneLast4"] == "0199")
            #expect(fields["totals"]?.mapValue?["total"] == .double(12.35))
            #expect(fields["totals"]?.mapValue?["subtotal"] == nil)
            #expect(
                fields["customer"]
                    == .map([
                        "email": "Ann@Example.org", "name": "Ann Lee", "phone": "315-555-0199",
                    ]))
            #expect(
                fields["items"]
                    == .array([
                        .map([
                            "category": "other", "name": "Gummy", "price": .double(3),
                            "productId": "1001", "qty": .double(1.5),
                        ]),
                        .map(["category": "other", "name": "Bag", "productId": "unknown"]),
                    ]))
            #expect(fields["updatedAt"] == fields["createdAt"])
        }
    }

    /// The new orders as one page.
    private static func body(_ mirror: TestMirror) throws -> String {
        """
        [{"id":"W-7","created_at":"\(TestMirror.today) 09:30:00","amount":"12.345",
          "customer":{"id":77,"name":"Ann Lee","email":"Ann@Example.org","phone":"315-555-0199"},
          "id_customer":5,"status":"Delivered","subtotal":null,
          "items":[{"product_id":"1001","product_name":"Gummy","quantity":"1.5","unit_price":"3"},
                   {"name":"Bag"}]},
         {"status":"pending","total":1}]
        """
    }

    @Test func aPOSWithoutOrdersIsNoFailure() throws {
        try withPeople(orders: 0) { mirror in
            let report = mirror.sync(.orders)
            #expect(report.ordersCount == 0)
            #expect(report.isComplete)
            let position = try mirror.orderPosition()
            #expect(position.through == nil)
        }
    }

    @Test func twoLocationsOfOneAccountStoreEachOrderOnce() throws {
        try withPeople(orders: 60) { mirror in
            try mirror.putLocation("second", config: ["locationId": "1001"])
            #expect(mirror.sync(.orders).ordersCount == 60)
            let before = try mirror.data()
            mirror.sync(.orders)
            #expect(try mirror.data() == before)
            let places = try mirror.collection("orders").values.map { $0["retailerId"] }
            #expect(places.allSatisfy { $0 == "1000" })
        }
    }
}
