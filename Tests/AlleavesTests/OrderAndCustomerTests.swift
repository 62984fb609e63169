import HTTPTransport
import JSON
import Testing

@testable import Alleaves
@testable import PointOfSale

@Suite struct OrderAndCustomerTests {
    private static func answering(
        _ path: String, _ answer: @escaping @Sendable (Int) -> FakePOS.Answer
    ) -> Fixture {
        Fixture { request, before in
            request.path == "/api" + path ? answer(before) : .init()
        }
    }

    private static let start = CalendarDate(packed: 2026_01_01)
    private static let end = CalendarDate(packed: 2026_01_31)

    @Test func ordersAreReadUnderAnyOfTheirNames() throws {
        let body = #"""
            {"orders":[
             {"id":7,"id_customer":0,"customer":{"id":5,"first_name":"J","email":"j@x.org"},
              "status":"VOIDED","created_at":"2026-01-02","subtotal":"10.005","tax":1,"amount":11,
              "items":[{"product_id":"9","product_name":"P","quantity":"3.5","unit_price":"2.86"}]},
             {"id_order":"A-8","id_customer":-1,"total":-3.5,"name_first":"K","items":null},
             {"status":"x"}]}
            """#
        let fixture = Self.answering("/order") { .status(200, $0 == 0 ? body : "[]") }
        var orders: [POSOrder] = []
        let end = try fixture.client.orders(
            from: Self.start, through: Self.end, pagesMax: 3, deadline: fixture.deadline()
        ) { orders += $0 }
        #expect(end.isWhole && orders.map(\.id) == ["7", "A-8"])
        #expect(end.withoutID == 1 && end.count == 2)
        let first = try #require(orders.first)
        #expect(first.idCustomer == "5" && first.customer.email == "j@x.org")
        #expect(first.subtotalCents == 1001 && first.totalCents == 1100 && first.taxCents == 100)
        #expect(first.items.first?.idItem == "9")
        #expect(first.items.first?.quantityThousandths == 3500)
        #expect(first.items.first?.priceCents == 286)
        #expect(orders[1].idCustomer == nil && orders[1].totalCents == -350)
        #expect(!"\(first)".contains("j@x.org"))
        #expect(
            fixture.pos.requests(to: "/order").first?.url.hasSuffix(
                "/order?page=1&pageSize=100&startDate=2026-01-01&endDate=2026-01-31") == true)
    }

    /// Names come as the POS's web forms escaped them.
    @Test func namesOfBuyersAndOfWhatTheyBoughtAreDecodedOnce() throws {
        let body = #"""
            [{"id":7,"name_first":"Se&#225;n","name_last":"O&#039;Brien",
              "items":[{"id_item":9,"item":"Mary &amp; Jane","category":"A &amp;lt; B"}]}]
            """#
        let fixture = Self.answering("/order") { .status(200, $0 == 0 ? body : "[]") }
        var orders: [POSOrder] = []
        _ = try fixture.client.orders(
            from: Self.start, through: Self.end, pagesMax: 3, deadline: fixture.deadline()
        ) { orders += $0 }
        let order = try #require(orders.first)
        #expect(order.customer.displayName == "Seán O'Brien")
        #expect(order.items.map(\.name) == ["Mary & Jane"])
        #expect(order.items.map(\.category) == ["A &lt; B"])
    }

    /// A page of 100 orders with ids from `first` on.
    private static func page(_ first: Int) -> String {
        "[" + (first..<first + 100).map { "{\"id\":\($0)}" }.joined(separator: ",") + "]"
    }

    @Test func pagesAreReadUntilOneIsShort() throws {
        let fixture = Self.answering("/order") { before in
            .status(200, before < 2 ? Self.page(before * 100 + 1) : #"[{"id":201}]"#)
        }
        var count = 0
        let end = try fixture.client.orders(
            from: Self.start, through: Self.end, pagesMax: 10, deadline: fixture.deadline()
        ) { count += $0.count }
        #expect(end.isWhole && count == 201)
    }

    @Test func theBoundOfPagesIsReported() throws {
        let fixture = Self.answering("/order") { .status(200, Self.page($0 * 100 + 1)) }
        let end = try fixture.client.orders(
            from: Self.start, through: Self.end, pagesMax: 2, deadline: fixture.deadline()
        ) { _ in }
        #expect(!end.isWhole && fixture.pos.requests(to: "/order").count == 2)
    }

    @Test func aPageServedTwiceIsSuspicious() {
        let fixture = Self.answering("/order") { _ in .status(200, Self.page(1)) }
        let error = listingFailure { () throws(ListingFailure) in
            try fixture.client.orders(
                from: Self.start, through: Self.end, pagesMax: 10, deadline: fixture.deadline()
            ) { _ in }
        }
        #expect(error?.code == .suspicious)
    }

    @Test(arguments: [
        #"{"10":{"id_customer":3},"2":{"id_customer":2},"total":9,"0":{"id":1}}"#,
        #"[{"id_customer":1},{"id":"2"},{"customer":{"id_customer":3}}]"#,
        #"{"customers":[{"id":1},{"id":2},{"id":3}]}"#, #"{"data":[{"id":1},{"id":2},{"id":3}]}"#,
        #"{"customers":{"1":{"id":2},"0":{"id":1},"2":{"id":3},"3":null}}"#,
    ])
    func customersComeInManyShapes(_ body: String) throws {
        let fixture = Self.answering("/customer/search") { .status(200, $0 == 0 ? body : "{}") }
        var ids: [String] = []
        _ = try fixture.client.customers(pagesMax: 5, deadline: fixture.deadline()) {
            ids += $0.map(\.id)
        }
        #expect(ids == ["1", "2", "3"])
        #expect(
            fixture.pos.requests(to: "/customer/search").map(\.text)
                == [1, 2].map { #"{"page":\#($0),"pageSize":100,"query":""}"# })
    }

    @Test(arguments: [("null", true), ("[]", true), ("{}", true), (#"{"error":"x"}"#, false)])
    func anEmptyAnswerIsNotAnError(_ body: String, _ isList: Bool) {
        let fixture = Self.answering("/customer/search") { _ in .status(200, body) }
        let error = listingFailure { () throws(ListingFailure) in
            try fixture.client.customers(pagesMax: 5, deadline: fixture.deadline()) { _ in }
        }
        #expect((error == nil) == isList)
    }

    @Test func writesAreSentAsThePOSExpectsThem() throws {
        let fixture = Fixture { request, _ in
            switch request.path {
            case "/api/auth": .init()
            case "/api/customer/5/credit": .status(200, #"{"customer":{"credit_balance":"12.5"}}"#)
            case "/api/customer/5/loyalty": .status(204, "")
            case "/api/discount/9": .status(200, #"{"success":true}"#)
            case "/api/discount": .status(200, #"{"discount":{"id_discount":10}}"#)
            case "/api/locations/1000/customers": .status(200, #"{"customer":{"id":"71"}}"#)
            case "/api/order/3/discount": .status(200, #"{"order":{"id_order":3}}"#)
            default: .status(200, #"{"order":{"id":"81","total":"9.99"}}"#)
            }
        }
        let client = fixture.client
        let deadline = fixture.deadline()
        #expect(
            try client.addStoreCredit("5", cents: 1250, reason: "r", deadline: deadline)
                == .known(1250))
        #expect(
            try client.changeLoyaltyPoints("5", by: -3, reason: "r", deadline: deadline)
                == .absent)
        var change = POSDiscountChange()
        change.isActive = false
        try client.updateDiscount("9", change, deadline: deadline)
        change.name = "Sale"
        change.type = "percent"
        change.value = "12.50"
        change.products = ["7"]
        #expect(try client.createDiscount(change, deadline: deadline).idDiscount == "10")
        let customer = POSNewCustomer(firstName: "A", lastName: "B", email: "a@b.org")
        #expect(try client.createCustomer(customer, deadline: deadline).id == "71")
        let items = [
            POSNewOrderItem(productID: "7", quantityThousandths: 1500, unitPriceCents: 999)
        ]
        let order = try client.submitOrder(
            customerID: "c1", items: items, notes: nil, source: "web", locationID: "a/b",
            deadline: deadline
        ).order
        #expect(order.id == "81" && order.totalCents == 999)
        #expect(try client.applyDiscount("9", toOrder: "3", deadline: deadline).id == "3")
        #expect(
            fixture.pos.requests.dropFirst().map { "\($0.method.rawValue) \($0.path) \($0.text)" }
                == [
                    #"POST /api/customer/5/credit {"amount":12.5,"reason":"r"}"#,
                    #"POST /api/customer/5/loyalty {"points_change":-3,"reason":"r"}"#,
                    #"PUT /api/discount/9 {"active":false}"#,
                    #"POST /api/discount {"name":"Sale","discount_value":12.5,"#
                        + #""discount_type":"percent","conditions":{"products":[7]},"#
                        + #""active":false}"#,
                    #"POST /api/locations/1000/customers {"first_name":"A","last_name":"B","#
                        + #""email":"a@b.org"}"#,
                    #"POST /api/locations/a%2Fb/orders {"customer_id":"c1","items":[{"#
                        + #""product_id":"7","quantity":1.5,"unit_price":9.99}],"source":"web"}"#,
                    #"POST /api/order/3/discount {"id_discount":9}"#,
                ])
    }

    @Test(arguments: [(FakePOS.Answer.failure(.timeout), 1), (.status(500), 1), (.status(429), 5)])
    func writesAreNotRepeatedBlindly(_ answer: FakePOS.Answer, _ count: Int) {
        let fixture = Self.answering("/customer/5/credit") { _ in answer }
        let error = failure { () throws(POSError) in
            try fixture.client.addStoreCredit(
                "5", cents: 1, reason: "", deadline: fixture.deadline())
        }
        #expect(error != nil)
        #expect(fixture.pos.requests(to: "/customer/5/credit").count == count)
    }

    @Test func anInvalidChangeIsNotSent() {
        let fixture = Self.answering("/discount") { _ in .status(200, "{}") }
        var change = POSDiscountChange()
        change.value = "12,5"
        let error = failure { () throws(POSError) in
            try fixture.client.createDiscount(change, deadline: fixture.deadline())
        }
        #expect(error?.code == .invalidRequest)
        #expect(fixture.pos.requests.isEmpty)
    }

    @Test(arguments: [
        (0, 2, "0"), (5, 2, "0.05"), (-1250, 2, "-12.5"), (100, 2, "1"), (1_000, 3, "1"),
        (123_456, 3, "123.456"),
    ])
    func decimalsAreWrittenExactly(_ value: Int64, _ scale: Int, _ text: String) {
        #expect(JSONValue.decimal(value, scale: scale) == .number(text))
    }
}
