import HTTPTransport
import Testing

@testable import Alleaves
@testable import PointOfSale

/// What an answer of 2xx to a write says of whether it was carried out (lines 25 and 27b).
@Suite struct WriteResponseTests {
    private typealias Call =
        @Sendable (
            AlleavesClient, POSDeadline
        ) throws(POSError) -> Void

    /// Every write of the client, with an answer of success.
    private static let writes: [(name: String, good: String, call: Call)] = [
        (
            "points", #"{"customer":{"loyalty_points":7}}"#,
            { client, deadline throws(POSError) in
                _ = try client.changeLoyaltyPoints("5", by: 1, reason: "r", deadline: deadline)
            }
        ),
        (
            "credit", #"{"credit_balance":"7.50"}"#,
            { client, deadline throws(POSError) in
                _ = try client.addStoreCredit("5", cents: 1, reason: "r", deadline: deadline)
            }
        ),
        (
            "customer", #"{"id_customer":77}"#,
            { client, deadline throws(POSError) in
                let customer = POSNewCustomer(firstName: "A", lastName: "B", email: "a@b.org")
                _ = try client.createCustomer(customer, by: .native, deadline: deadline)
            }
        ),
        (
            "located order", #"{"order":{"id":9,"items":[]}}"#,
            { client, deadline throws(POSError) in
                let item = POSNewOrderItem(
                    productID: "7", quantityThousandths: 1000, unitPriceCents: 1)
                _ = try client.submitOrder(
                    customerID: "5", items: [item], notes: nil, source: "s", deadline: deadline)
            }
        ),
        (
            "open", #"{"id_order":9}"#,
            { client, deadline throws(POSError) in
                _ = try client.openOrder(
                    customerID: "5", notes: nil, source: "s", deadline: deadline)
            }
        ),
        (
            "line", #"{"id_order_item":3,"id_batch":1}"#,
            { client, deadline throws(POSError) in
                let line = POSOrderLine(idBatch: "1", idArea: "2", quantityThousandths: 1000)
                guard try client.addLine(line, toOrder: "9", deadline: deadline) != nil else {
                    throw AlleavesClient.unclear("/order/9/item")
                }
            }
        ),
        (
            "price", #"{"id_order_item":3,"price":1.5}"#,
            { client, deadline throws(POSError) in
                let isSet = try client.setPrice(150, ofLine: "3", inOrder: "9", deadline: deadline)
                guard isSet else { throw AlleavesClient.unclear("/order/9/item/3") }
            }
        ),
        (
            "discount", #"{"discount":{"id_discount":4}}"#,
            { client, deadline throws(POSError) in
                var change = POSDiscountChange()
                (change.name, change.type, change.value) = ("n", "percent", "5")
                _ = try client.createDiscount(change, deadline: deadline)
            }
        ),
        (
            "change", #"{"success":true}"#,
            { client, deadline throws(POSError) in
                var change = POSDiscountChange()
                change.isActive = false
                try client.updateDiscount("4", change, deadline: deadline)
            }
        ),
        (
            "apply", #"{"id_order":9}"#,
            { client, deadline throws(POSError) in
                _ = try client.applyDiscount("4", toOrder: "9", deadline: deadline)
            }
        ),
    ]

    private func outcome(_ call: Call, _ answer: FakePOS.Answer) -> POSError? {
        let fixture = Fixture { request, _ in
            request.path == "/api/auth" ? FakePOS.Answer() : answer
        }
        return failure { () throws(POSError) in
            try call(fixture.client, fixture.deadline())
        }
    }

    @Test func aSuccessIsOne() {
        for write in Self.writes {
            #expect(outcome(write.call, .status(200, write.good)) == nil, "\(write.name)")
        }
    }

    @Test(arguments: [
        #"{"success":false,"error":"till is closed"}"#, #"{"error":"till is closed"}"#,
        #"{"success":"false","message":"till is closed"}"#,
        #"{"success":0,"detail":"till is closed"}"#,
        #"{"status":"error","message":"till is closed"}"#,
        #"{"status":"FAILED","message":"till is closed"}"#,
        #"{"statusCode":422,"message":"till is closed"}"#,
        #"{"errors":[{"message":"till is closed"}]}"#, #"{"errors":{"qty":["till is closed"]}}"#,
        #"{"data":{"success":false,"error":{"code":7,"message":"till is closed"}}}"#,
        #"[{"error":"till is closed"}]"#, #"{"ok":"no","reason":"till is closed"}"#,
        #"{"success":false,"error":"till is closed","order":{"id":"7"}}"#,
        #"{"order":{"items":[]},"error":"till is closed"}"#,
    ])
    func aRefusalIsOneWhateverItsStatus(_ body: String) {
        for write in Self.writes {
            for status in [200, 201, 202] {
                let error = outcome(write.call, .status(status, body))
                #expect(error?.code == .refused && error?.isUntouched == true, "\(write.name)")
                #expect(error?.reason?.contains("till is closed") == true, "\(write.name)")
            }
        }
    }

    @Test(arguments: [
        "", "null", "[]", "{}", "<html>login</html>", #""OK""#, "7", #"{"message":"thanks"}"#,
        #"{"success":"perhaps"}"#, #"{"error":""}"#, #"{"error":null,"errors":[]}"#,
        #"{"order":{"id_order":1,"items":[]}}"#, #"{"customer":{"credit_balance":"n/a"}}"#,
    ])
    func anAnswerThatShowsNothingNeededIsNoSuccess(_ body: String) {
        for write in Self.writes {
            let isOrder = body.contains("id_order")
            guard !(isOrder && ["open", "located order"].contains(write.name)) else { continue }
            let error = outcome(write.call, .status(200, body))
            #expect(error?.isUntouched == false, "\(write.name): \(body)")
        }
    }

    @Test func anErrorBesideTheIdOfANewOrderLeavesOpenWhatWasDone() {
        for write in Self.writes where ["open", "located order"].contains(write.name) {
            let body = #"{"id_order":9,"id":9,"error":"notes were cut"}"#
            let error = outcome(write.call, .status(200, body))
            #expect(error?.code == .suspicious && error?.isUntouched == false)
            #expect(error?.reason == "notes were cut")
        }
        for write in Self.writes {
            let body = #"{"success":true,"error":"stock is low"}"#
            #expect(outcome(write.call, .status(200, body))?.isUntouched == false)
        }
    }

    @Test(arguments: [
        "0", "-3", #""x/../y""#, #""1/../../discount""#, "1.5", "true", #""""#, "null", "[5]",
        "99999999999999999999",
    ])
    func whatIsNewHasAPositiveWholeNumber(_ id: String) {
        let bodies = [
            "customer": #"{"id_customer":\#(id)}"#, "open": #"{"id_order":\#(id)}"#,
            "located order": #"{"order":{"id":\#(id),"items":[]}}"#,
            "discount": #"{"id_discount":\#(id)}"#,
        ]
        for write in Self.writes {
            guard let body = bodies[write.name] else { continue }
            let error = outcome(write.call, .status(201, body))
            #expect(error?.code == .malformed && error?.isUntouched == false, "\(write.name)")
        }
    }

    @Test func anAnswerAboutSomethingElseIsNoSuccess() {
        let bodies = [
            "points": #"{"customer":{"id_customer":6,"loyalty_points":7}}"#,
            "credit": #"{"id_customer":6,"credit_balance":7}"#,
            "line": #"{"id_order":8,"items":[{"id_batch":1,"id_order_item":3}]}"#,
            "price": #"{"order":{"id_order":8,"items":[{"id_order_item":3,"price":1.5}]}}"#,
            "change": #"{"id_discount":5}"#, "apply": #"{"id_order":8}"#,
        ]
        for write in Self.writes {
            guard let body = bodies[write.name] else { continue }
            #expect(
                outcome(write.call, .status(200, body))?.isUntouched == false, "\(write.name)")
        }
    }

    @Test func anOrderThatIsAnotherOneIsUnreadable() {
        for body in [#"{"id_order":9001,"items":[]}"#, #"{"order":{"id":1,"items":[]}}"#] {
            let fixture = Fixture { request, _ in
                request.path == "/api/auth" ? FakePOS.Answer() : .status(200, body)
            }
            let error = failure { () throws(POSError) in
                try fixture.client.order(id: "9003", deadline: fixture.deadline())
            }
            #expect(error?.code == .suspicious)
        }
    }

    @Test func aBalanceThatCannotBeReadIsNotNone() throws {
        for (body, expected) in [
            (#"{"customer":{"id_customer":5,"credit_balance":"n/a"}}"#, POSBalance.unreadable),
            (#"{"success":true}"#, .absent), (#"{"credit_balance":"1.25"}"#, .known(125)),
        ] {
            let fixture = Fixture { request, _ in
                request.path == "/api/auth" ? FakePOS.Answer() : .status(200, body)
            }
            let balance = try fixture.client.addStoreCredit(
                "5", cents: 1, reason: "r", deadline: fixture.deadline())
            #expect(balance == expected)
        }
    }
}
