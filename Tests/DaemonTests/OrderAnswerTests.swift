import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import TTRPC
import Testing

/// What the POS answers to a write is believed as far as it says something (lines 25 and 27b).
@Suite struct OrderAnswerTests {
    private func withShop(
        _ calls: WriteCallsOf = .native, _ body: (TestDaemon) throws -> Void
    ) throws {
        try withDaemon(
            products: 60,
            {
                $0.customers = 5
                $0.orders = 5
                $0.writeCalls = calls == .native ? .native : .located
            },
            { daemon in
                for id in 1000..<1010 {
                    daemon.pos.setStock(idItem: id, units: 8)
                    daemon.pos.setPrice(idItem: id, cents: 1000)
                }
                try daemon.sync(.products)
                try body(daemon)
            })
    }

    enum WriteCallsOf: CaseIterable { case native, located }

    private func request(
        _ daemon: TestDaemon, _ items: [(id: Int, quantity: Double)], key: String = "k"
    ) -> SubmitOrderRequest {
        var request = SubmitOrderRequest()
        request.orgId = "acme"
        request.idempotencyKey = key
        request.customerId = String(daemon.pos.idCustomers.lowerBound)
        request.items = items.map { item in
            var line = NewOrderItem()
            line.productId = String(item.id)
            line.quantity = item.quantity
            return line
        }
        return request
    }

    @Test(arguments: [
        #"{"success":false,"error":"not enough on hand"}"#, #"{"error":"not enough on hand"}"#,
        #"{"status":"error","message":"not enough on hand"}"#,
    ])
    func aLineRefusedInAnAnswerOf200IsRefused(_ body: String) throws {
        try withShop { daemon throws in
            let id = daemon.pos.idOrders.upperBound
            daemon.pos.override("/order/\(id)/item", body: body)
            let order = request(daemon, [(1000, 1), (1001, 1)])
            let error = failure { _ = try daemon.client.submitOrder(order) }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message.contains("not enough on hand") == true)
            #expect(error?.message.contains("order \(id) is open at the POS") == true)
            let known = try daemon.client.posWrite(orgID: "acme", idempotencyKey: "k")
            #expect(known.state == "refused")
            #expect(known.steps.map(\.state) == ["done", "refused", "waiting"])
            // What is refused may be tried again, and goes on there.
            daemon.pos.clearOverride("/order/\(id)/item")
            let reply = try daemon.client.submitOrder(order)
            #expect(reply.orderId == String(id) && reply.warnings == [])
            #expect(daemon.pos.writtenLines(id: id).count == 2)
        }
    }

    @Test(arguments: ["{}", "null", #"{"order":{"id_order":1,"items":[]}}"#])
    func aLineThatNeitherAnswerNorOrderShowsIsUnknown(_ body: String) throws {
        try withShop { daemon throws in
            let id = daemon.pos.idOrders.upperBound
            daemon.pos.override("/order/\(id)/item", body: body)
            let order = request(daemon, [(1000, 1), (1001, 1)])
            for _ in 0..<2 {
                let error = failure { _ = try daemon.client.submitOrder(order) }
                #expect(error?.code == .unknown)
                #expect(error?.message.contains("order \(id) is open at the POS") == true)
            }
            #expect(daemon.pos.requestCount("/order/\(id)/item") == 2)
        }
    }

    /// The answers are empty; the order itself shows what became of it.
    @Test func whatTheAnswersLeaveOpenIsReadFromTheOrder() throws {
        try withShop { daemon throws in
            #expect(
                daemon.pos.addDiscount(json: rule("bogo", "50", #""products":[1003]"#)) != nil)
            try daemon.sync(.discounts)
            let id = daemon.pos.idOrders.upperBound
            daemon.pos.silence("/order/\(id)/item")
            daemon.pos.silence("/order/\(id)/item/*")
            let reply = try daemon.client.submitOrder(request(daemon, [(1003, 3), (1000, 1)]))
            #expect(reply.state == "done" && reply.warnings == [], "\(reply.warnings)")
            #expect(reply.steps.allSatisfy { $0.state == "done" })
            let lines = daemon.pos.writtenLines(id: id).filter { $0.idItem == 1003 }
            #expect(lines.map { [$0.thousandths, $0.cents] } == [[2000, 750], [1000, 1000]])
        }
    }

    @Test(arguments: WriteCallsOf.allCases)
    func whatThePOSShowsOtherwiseIsSaid(_ calls: WriteCallsOf) throws {
        try withShop(calls) { daemon throws in
            let id = daemon.pos.idOrders.upperBound
            let customer = daemon.pos.idCustomers.lowerBound
            let lines = #"[{"id_item":1000,"product_id":1000,"quantity":1,"price":5}]"#
            let path = calls == .native ? "/order/\(id)" : "/locations/1000/orders"
            daemon.pos.override(
                path,
                body: #"{"id_order":\#(id),"id_customer":\#(customer + 1),"#
                    + #""status":"cancelled","total":1,"items":\#(lines)}"#)
            let reply = try daemon.client.submitOrder(request(daemon, [(1000, 2), (1001, 1)]))
            for words in [
                "cancelled", "customer \(customer + 1)'s", "total is 100 cents",
                "product 1000 costs 500 cents", "1 of product 1000 at the POS and not 2",
                "product 1001 is not in the order",
            ] {
                #expect(reply.warnings.contains { $0.contains(words) }, "\(reply.warnings)")
            }
            #expect(reply.orderId == String(id))
        }
    }

    @Test(arguments: WriteCallsOf.allCases)
    func anOrderWithNoneOfTheLinesIsNoSuccess(_ calls: WriteCallsOf) throws {
        try withShop(calls) { daemon throws in
            let id = daemon.pos.idOrders.upperBound
            let path = calls == .native ? "/order/\(id)" : "/locations/1000/orders"
            daemon.pos.override(path, body: #"{"id_order":\#(id),"items":[]}"#)
            let error = failure {
                _ = try daemon.client.submitOrder(request(daemon, [(1000, 2)]))
            }
            #expect(error?.code == .unknown)
            #expect(error?.message.contains("order \(id) is open at the POS") == true)
            let known = try daemon.client.posWrite(orgID: "acme", idempotencyKey: "k")
            #expect(known.state == "unknown" && known.orderId == String(id))
        }
    }

    /// A price that was not answered is set again, since it is the same however often.
    @Test(arguments: [500, 503])
    func aPriceThatWasNotAnsweredIsSetOnTheNextTry(_ status: Int) throws {
        try withShop { daemon throws in
            #expect(
                daemon.pos.addDiscount(json: rule("percent", "50", #""products":[1003]"#)) != nil)
            try daemon.sync(.discounts)
            let id = daemon.pos.idOrders.upperBound
            daemon.pos.failNext(1, "/order/\(id)/item/*", status: status)
            let order = request(daemon, [(1003, 1)])
            let error = failure { _ = try daemon.client.submitOrder(order) }
            #expect(error?.code == .unknown)
            #expect(error?.message.contains("looks there again") == true)
            let reply = try daemon.client.submitOrder(order)
            #expect(reply.state == "done" && reply.warnings == [])
            #expect(daemon.pos.writtenLines(id: id).map(\.cents) == [500])
        }
    }

    /// Lines without an area are found all the same.
    @Test func aLineThatIsShownWithoutItsAreaIsThere() throws {
        try withShop { daemon throws in
            let id = daemon.pos.idOrders.upperBound
            daemon.pos.failNext(1, "/order/\(id)/item", status: 500, skipping: 1)
            let order = request(daemon, [(1000, 1), (1001, 2)])
            #expect(failure { _ = try daemon.client.submitOrder(order) }?.code == .unknown)
            let customer = daemon.pos.idCustomers.lowerBound
            let lines = [(1000, 1), (1001, 2)].map {
                #"{"id_item":\#($0.0),"quantity":\#($0.1),"price":10}"#
            }.joined(separator: ",")
            daemon.pos.override(
                "/order/\(id)",
                body: #"{"id_order":\#(id),"id_customer":\#(customer),"items":[\#(lines)]}"#)
            let reply = try daemon.client.submitOrder(order)
            #expect(reply.state == "done" && reply.customerId == String(customer))
            #expect(daemon.pos.requestCount("/order/\(id)/item") == 2)
        }
    }

    @Test func anotherOrdersAnswerIsNotThisOnes() throws {
        try withShop { daemon throws in
            let id = daemon.pos.idOrders.upperBound
            let other = daemon.pos.idOrders.lowerBound
            daemon.pos.override(
                "/order/\(id)", body: #"{"id_order":\#(other),"id_customer":1,"items":[]}"#)
            let reply = try daemon.client.submitOrder(request(daemon, [(1000, 2)]))
            #expect(reply.orderId == String(id))
            #expect(reply.warnings.contains { $0.contains("could not be read back") })
            let path = ResourcePath(
                uncheckedSegments: ["tenants", "acme", "orders", "alleaves_\(id)"])
            let fields = try daemon.client.document(path).fields
            #expect(
                fields["userId"] == .string(String(daemon.pos.idCustomers.lowerBound)))
        }
    }

    @Test func aBusyPOSIsNoMissingDaemon() throws {
        try withShop { daemon throws in
            let customer = String(daemon.pos.idCustomers.lowerBound)
            let words = ["pos", "credit", "acme", customer, "--reason", "r", "--amount", "1"]
            daemon.pos.override("/customer/\(customer)/credit", status: 429, body: "{}")
            let busy = try daemon.posmirror(words)
            #expect(busy.end == .exit(1), "\(busy.error)")
            #expect(busy.error.contains("busy") && !busy.error.contains("daemon"))
            daemon.pos.stop()
            let gone = try daemon.posmirror(words)
            #expect(gone.end == .exit(1), "\(gone.error)")
            #expect(gone.error.contains("cannot be reached") && !gone.error.contains("daemon"))
        }
    }

    @Test func aConnectionLostDuringAWriteLeavesItsOutcomeOpen() throws {
        try withShop { daemon throws in
            let gate = daemon.pos.hold("/customer/*")
            defer { gate.release() }
            let client = try daemon.connect()
            let id = String(daemon.pos.idCustomers.lowerBound)
            let codes = Monitor<[MirrorClientError]>([])
            let caller = SystemThread(name: "test-caller") {
                var credit = AddStoreCreditRequest()
                credit.orgId = "acme"
                credit.customerId = id
                credit.amountCents = 100
                credit.reason = "r"
                do throws(MirrorClientError) {
                    _ = try client.addStoreCredit(credit)
                } catch {
                    codes.update { $0.append(error) }
                }
            }
            #expect(daemon.pos.waitForRequest("/customer/*"))
            daemon.kill()
            caller.join()
            let error = codes.withLock { $0.first }
            #expect(error?.code == .unknown)
            #expect(error?.message.contains("may or may not") == true)
        }
    }

    @Test func aRefusedCreditIsNotDone() throws {
        try withShop { daemon throws in
            let customer = daemon.pos.idCustomers.lowerBound
            var credit = AddStoreCreditRequest()
            credit.orgId = "acme"
            credit.idempotencyKey = "c"
            credit.customerId = String(customer)
            credit.amountCents = 100
            credit.reason = "r"
            let path = "/customer/\(customer)/credit"
            daemon.pos.override(path, body: #"{"success":"false","error":"customer is blocked"}"#)
            let refused = failure { _ = try daemon.client.addStoreCredit(credit) }
            #expect(refused?.code == .failedPrecondition)
            #expect(refused?.message.contains("customer is blocked") == true)
            daemon.pos.override(path, body: #"{"success":true,"credit_balance":"a lot"}"#)
            let reply = try daemon.client.addStoreCredit(credit)
            #expect(reply.state == "done" && reply.creditCents == nil)
            #expect(reply.warnings == ["the new balance cannot be read in the POS's answer"])
            credit.idempotencyKey = "d"
            daemon.pos.override(path, body: "{}")
            #expect(failure { _ = try daemon.client.addStoreCredit(credit) }?.code == .unknown)
        }
    }
}
