import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

/// Orders and customers on their way to the POS, by either family of calls (lines 25 and 27b).
@Suite struct OrderWriteTests {
    private func withShop(
        _ calls: WriteCalls = .both, missing status: Int = 404,
        _ body: (TestDaemon) throws -> Void
    ) throws {
        try withDaemon(
            products: 60,
            {
                $0.customers = 5
                $0.orders = 5
                $0.writeCalls = calls
                $0.missingCallStatus = status
            },
            { daemon in
                for id in 1000..<1010 { daemon.pos.setStock(idItem: id, units: 8) }
                try daemon.sync(.products)
                try body(daemon)
            })
    }

    private func request(
        _ daemon: TestDaemon, _ items: [(id: Int, quantity: Double)], key: String = "k"
    ) -> SubmitOrderRequest {
        var request = SubmitOrderRequest()
        request.orgId = "acme"
        request.idempotencyKey = key
        request.customerId = String(daemon.pos.idCustomers.lowerBound)
        request.items = items.map { item in
            var line = NewOrderItem()
            line.productId = "alleaves_\(item.id)"
            line.quantity = item.quantity
            return line
        }
        return request
    }

    private func stored(_ daemon: TestDaemon, _ id: String) throws -> Fields {
        try daemon.client.document(
            ResourcePath(uncheckedSegments: ["tenants", "acme", "orders", "alleaves_\(id)"])
        ).fields
    }

    private func count(_ daemon: TestDaemon, _ collection: String) throws -> Int {
        try daemon.documents(
            ResourcePath(uncheckedSegments: ["tenants", "acme", collection])
        ).count
    }

    private func firstNewOrder(_ daemon: TestDaemon) -> Int { daemon.pos.idOrders.upperBound }

    // MARK: - Line 25

    @Test(arguments: [WriteCalls.native, .located])
    func aSubmittedOrderIsInTheMirrorWhenTheCallReturns(_ calls: WriteCalls) throws {
        try withShop(calls) { daemon in
            let reply = try daemon.client.submitOrder(request(daemon, [(1000, 2), (1001, 1)]))
            let fields = try stored(daemon, reply.orderId)
            #expect(fields["userId"] == .string(String(daemon.pos.idCustomers.lowerBound)))
            let items = fields["items"]?.arrayValue?.compactMap(\.mapValue) ?? []
            #expect(items.map { $0["productId"] } == ["1000", "1001"])
            #expect(items.map { $0["qty"] } == [2.0, 1.0])
            #expect(items.allSatisfy { $0["name"] != "Unknown Item" })
            try daemon.sync(.orders)
            let synced = try stored(daemon, reply.orderId)
            #expect(synced["totals"] == fields["totals"])
            #expect(synced["externalId"] == fields["externalId"])
            #expect(try count(daemon, "orders") == daemon.pos.orderCount)
        }
    }

    @Test(arguments: [WriteCalls.native, .located])
    func aCreatedCustomerIsInTheMirrorWhenTheCallReturns(_ calls: WriteCalls) throws {
        try withShop(calls) { daemon in
            var customer = CreateCustomerRequest()
            customer.orgId = "acme"
            customer.firstName = "Ann"
            customer.lastName = "Lee"
            customer.email = "Ann@Example.com"
            customer.dateOfBirth = "1990-12-31"
            let reply = try daemon.client.createCustomer(customer)
            let path = ResourcePath(
                uncheckedSegments: ["tenants", "acme", "customers", "alleaves_\(reply.customerId)"])
            let fields = try daemon.client.document(path).fields
            #expect(fields["displayName"] == "Ann Lee")
            #expect(fields["email"] == "ann@example.com")
            #expect(fields["dateOfBirth"] == "1990-12-31")
            try daemon.sync(.customers)
            #expect(try daemon.client.document(path).fields["email"] == "ann@example.com")
            #expect(try count(daemon, "customers") == daemon.pos.customerCount)
        }
    }

    @Test func anOrderForMoreThanIsInStockIsRefusedUnlessTheCallerSaysOtherwise() throws {
        try withShop { daemon throws in
            daemon.pos.setStock(idItem: 1000, units: 3)
            try daemon.sync(.products)
            let orders = daemon.pos.requestCount("/order*")
            // Neither line alone is too much.
            var order = request(daemon, [(1000, 2), (1001, 1), (1000, 1.5)])
            let error = failure { _ = try daemon.client.submitOrder(order) }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message.contains("1000") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("allow_oversell") == true)
            // What the mirror does not know is not in stock either.
            var strange = request(daemon, [(4711, 1)], key: "strange")
            strange.items[0].unitPriceCents = 100
            #expect(
                failure { _ = try daemon.client.submitOrder(strange) }?.code == .failedPrecondition)
            #expect(daemon.pos.requestCount("/order*") == orders)
            order.allowOversell = true
            let reply = try daemon.client.submitOrder(order)
            let lines = daemon.pos.writtenLines(id: try #require(Int(reply.orderId)))
            #expect(lines.filter { $0.idItem == 1000 }.reduce(0) { $0 + $1.thousandths } == 3500)
        }
    }

    @Test(arguments: [WriteCalls.native, .located])
    func thePriceOfTheMenuIsSentForEveryKindOfSale(_ calls: WriteCalls) throws {
        try withShop(calls) { daemon in
            let rules = [
                rule("percent", "33.33", #""products":[1000]"#),
                rule("amount", "1.01", #""products":[1001]"#),
                rule("fixed_price", "0.99", #""products":[1002]"#),
                rule("bogo", "50", #""products":[1003]"#),
                rule("percent", "40", #""products":[1004],"min_qty":3"#),
            ]
            for id in 1000...1004 { daemon.pos.setPrice(idItem: id, cents: 1999 + id) }
            for rule in rules { #expect(daemon.pos.addDiscount(json: rule) != nil) }
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            let menu = try daemon.menu()
            let reply = try daemon.client.submitOrder(
                request(
                    daemon, [(1000, 3), (1001, 3), (1002, 3), (1003, 1), (1003, 2), (1004, 3)]))
            #expect(reply.warnings == [] && reply.priceDifferences.isEmpty)
            let lines = daemon.pos.writtenLines(id: try #require(Int(reply.orderId)))
            for id in [1000, 1001, 1002] {
                let sale = try #require(menu["alleaves_\(id)"]?.salePriceCents)
                #expect(lines.filter { $0.idItem == id }.allSatisfy { $0.cents == Int(sale) })
            }
            let bogo = try #require(menu["alleaves_1003"])
            let unit = Int(try #require(bogo.bogoUnitPriceCents))
            #expect(
                lines.filter { $0.idItem == 1003 }.map { [$0.thousandths, $0.cents] }
                    == [[2000, unit], [1000, Int(bogo.priceCents)]])
            // An offer with a condition changes no price of the menu.
            let base = try #require(menu["alleaves_1004"]?.priceCents)
            #expect(lines.filter { $0.idItem == 1004 }.allSatisfy { $0.cents == Int(base) })
        }
    }

    @Test func aCallerThatNamesAnotherPriceThanTheMenusIsTold() throws {
        try withShop { daemon in
            var order = request(daemon, [(1000, 1), (1001, 1)])
            let menu = try #require(try daemon.menu()["alleaves_1000"]?.priceCents)
            order.items[0].unitPriceCents = 1
            for _ in 0..<2 {
                let reply = try daemon.client.submitOrder(order)
                #expect(reply.priceDifferences.map(\.productId) == ["1000"])
                #expect(reply.priceDifferences.first?.menuPriceCents == menu)
                #expect(reply.priceDifferences.first?.unitPriceCents == 1)
            }
            let lines = daemon.pos.writtenLines(id: firstNewOrder(daemon))
            #expect(lines.first { $0.idItem == 1000 }?.cents == 1)
        }
    }

    @Test func thePOSsReasonReachesTheCallerScrubbed() throws {
        try withShop { daemon throws in
            daemon.pos.override(
                "/order", status: 422,
                body: #"{"message":"Purchase limit reached for Zelda Marker-Lee, "#
                    + #"zelda@marker.example, (555) 019-9123, 12 Marker Hill Street, "#
                    + #"key=eyJhbGciOi.marker.x"}"#)
            var order = request(daemon, [(1000, 1)])
            order.notes = "for Zelda Marker-Lee"
            let error = failure { _ = try daemon.client.submitOrder(order) }
            #expect(error?.code == .invalidArgument)
            let text = error?.message ?? ""
            #expect(text.contains("Purchase limit reached"), "\(text)")
            for secret in ["Zelda", "arker", "555", "9123", "Hill", "eyJ"] {
                #expect(!text.contains(secret), "\(secret) in \(text)")
                #expect(!daemon.log.contains(secret))
            }
            let known = try daemon.client.posWrite(orgID: "acme", idempotencyKey: "k")
            #expect(known.error.contains("limit") && !known.error.contains("arker"))
        }
    }

    @Test(arguments: [500, 502, 503, 504])
    func anAnswerThatCameIsNotCalledNone(_ status: Int) throws {
        try withShop { daemon throws in
            daemon.pos.failNext(1, "/order", status: status)
            for _ in 0..<2 {
                let error = failure {
                    _ = try daemon.client.submitOrder(request(daemon, [(1000, 1)]))
                }
                #expect(error?.code == .unknown)
                #expect(error?.message.contains("HTTP \(status)") == true)
                #expect(error?.message.contains("no answer") == false)
            }
        }
    }

    @Test func anUnknownOutcomeHasAnExitCodeOfItsOwn() throws {
        try withShop { daemon in
            daemon.pos.loseNext(1, "/order")
            let customer = String(daemon.pos.idCustomers.lowerBound)
            let lost = try daemon.posmirror(
                "pos", "order", "acme", customer, "--item", "1000:1", "--key", "k")
            #expect(lost.end == .exit(7), "\(lost.error)")
            #expect(try daemon.posmirror("pos", "write", "acme", "k").end == .exit(7))
            let much = try daemon.posmirror(
                "pos", "order", "acme", customer, "--item", "1000:100")
            #expect(much.end == .exit(1), "\(much.error)")
            let all = try daemon.posmirror(
                "pos", "order", "acme", customer, "--item", "1000:100", "--allow-oversell")
            #expect(all.end == .exit(0), "\(all.error)")
            #expect(try daemon.posmirror("--help").output.contains("may or may not"))
        }
    }

    // MARK: - Line 27b

    @Test(arguments: [404, 405])
    func theCallsThatAnAccountAnswersAreLearnt(_ status: Int) throws {
        try withShop(.located, missing: status) { daemon in
            let (order, located) = ("/order", "/locations/1000/orders")
            for (number, key) in ["a", "b", "c"].enumerated() {
                let reply = try daemon.client.submitOrder(
                    request(daemon, [(1000, 1)], key: key))
                #expect(reply.steps.isEmpty)
                #expect(daemon.pos.requestCount(order) == 1)
                #expect(daemon.pos.requestCount(located) == number + 1)
            }
            // Learnt anew where the POS has changed.
            daemon.pos.setWriteCalls(.native)
            let reply = try daemon.client.submitOrder(request(daemon, [(1000, 1)], key: "d"))
            #expect(reply.steps.map(\.call) == ["openOrder", "addLine"])
            _ = try daemon.client.submitOrder(request(daemon, [(1000, 1)], key: "e"))
            #expect(daemon.pos.requestCount(located) == 4)
            #expect(daemon.pos.newOrderIds.count == 5)
        }
    }

    @Test func aRefusalOfBothFamiliesIsARefusal() throws {
        try withShop { daemon throws in
            daemon.pos.override("/order", status: 404, body: #"{"message":"no such customer"}"#)
            daemon.pos.override("/locations/1000/orders", status: 404, body: "{}")
            let error = failure {
                _ = try daemon.client.submitOrder(request(daemon, [(1000, 1)]))
            }
            #expect(error?.code == .notFound && error?.message.contains("such") == true)
            daemon.pos.clearOverride("/order")
            #expect(
                try daemon.client.submitOrder(request(daemon, [(1000, 1)])).state == "done")
        }
    }

    @Test func batchesThatExpireFirstGoFirstAndOneThatIsNotEnoughIsSplit() throws {
        try withDaemon(products: 400, { $0.customers = 5 }) { daemon in
            try daemon.sync(.products)
            // Any product that lies in two sellable batches.
            var found: (id: Int, batches: [Fields])?
            for document in try daemon.documents(ResourcePath(uncheckedSegments: ["products"])) {
                let batches = (document.fields["batches"]?.arrayValue ?? [])
                    .compactMap(\.mapValue)
                    .filter { $0["sellable"] == true && ($0["available"]?.integerValue ?? 0) > 0 }
                let id = document.fields["externalId"]?.stringValue.flatMap { Int($0) }
                if batches.count == 2, let id { found = (id, batches) }
            }
            let product = try #require(found)
            let total = product.batches.reduce(0) { $0 + ($1["available"]?.integerValue ?? 0) }
            let reply = try daemon.client.submitOrder(
                request(daemon, [(product.id, Double(total))]))
            let expected = product.batches.sorted {
                let (left, right) = (
                    $0["expirationDate"]?.stringValue ?? "~",
                    $1["expirationDate"]?.stringValue ?? "~"
                )
                return left == right
                    ? Int($0["batchId"]?.stringValue ?? "") ?? 0
                        < Int($1["batchId"]?.stringValue ?? "") ?? 0
                    : left < right
            }
            let lines = daemon.pos.writtenLines(id: try #require(Int(reply.orderId)))
            #expect(
                lines.map { $0.idBatch.map { "\($0)" } }
                    == expected.map { $0["batchId"]?.stringValue })
            #expect(
                lines.map { Int64($0.thousandths / 1000) }
                    == expected.map { $0["available"]?.integerValue })
        }
    }

    /// Every step of an order fails in every way; then the same key is tried until it has ended.
    @Test(arguments: 0..<28)
    func noStepIsRepeatedThatIsCertainOrUnknown(_ variant: Int) throws {
        try withShop(.native) { daemon in
            let id = firstNewOrder(daemon)
            let step = variant % 4
            let path = step == 0 ? "/order" : "/order/\(id)/item"
            let skipping = step == 0 ? 0 : step - 1
            let isLost = variant >= 24
            let status = [422, 503, 429, 404, 500, 405][variant / 4 % 6]
            if isLost {
                daemon.pos.loseNext(1, path, skipping: skipping)
            } else {
                daemon.pos.failNext(1, path, status: status, skipping: skipping)
            }
            let order = request(daemon, [(1000, 2), (1001, 1), (1002, 3)])
            var ends: [StatusCode] = []
            for _ in 0..<3 {
                do throws(MirrorClientError) {
                    _ = try daemon.client.submitOrder(order)
                    ends.append(.ok)
                } catch {
                    ends.append(error.code)
                }
            }
            // A refusal is certain; an answer that is lost after the order is there is looked up.
            let mayEnd = isLost ? step > 0 : status < 500
            #expect(ends.last == (mayEnd ? .ok : .unknown), "\(ends)")
            let lines = daemon.pos.writtenLines(id: id)
            let wanted = [[1000, 2000], [1001, 1000], [1002, 3000]]
            let seen = lines.map { [$0.idItem, $0.thousandths] }
            #expect(seen == Array(wanted.prefix(seen.count)), "nothing twice")
            if ends.last == .ok { #expect(seen == wanted) }
            #expect(daemon.pos.newOrderIds.count <= 1)
        }
    }

    @Test func anOrderGoesOnAfterTheDaemonWasKilledInItsMiddle() throws {
        try withShop(.native) { daemon in
            let id = firstNewOrder(daemon)
            let gate = daemon.pos.hold("/order/\(id)/item")
            let order = request(daemon, [(1000, 2), (1001, 1)])
            let client = try daemon.connect()
            let caller = SystemThread(name: "test-caller") {
                _ = try? client.submitOrder(order)
            }
            #expect(daemon.pos.waitForRequest("/order/\(id)/item"))
            daemon.kill()
            caller.join()
            try daemon.restart()
            let known = try daemon.client.posWrite(orgID: "acme", idempotencyKey: "k")
            #expect(known.state == "unknown" && known.orderId == String(id))
            #expect(known.steps.map(\.state) == ["done", "sending", "waiting"])
            // Not there yet, perhaps on its way: it must not be sent again.
            #expect(failure { _ = try daemon.client.submitOrder(order) }?.code == .unknown)
            #expect(daemon.pos.requestCount("/order/\(id)/item") == 1)
            gate.release()
            #expect(eventually { daemon.pos.writtenLines(id: id).count == 1 })
            let reply = try daemon.client.submitOrder(order)
            #expect(reply.state == "done" && reply.orderId == String(id))
            #expect(
                daemon.pos.writtenLines(id: id).map { [$0.idItem, $0.thousandths] }
                    == [[1000, 2000], [1001, 1000]])
            #expect(try stored(daemon, reply.orderId)["items"]?.arrayValue?.count == 2)
            #expect(try daemon.client.submitOrder(order).replayed)
        }
    }

    @Test func anOrderWhoseOpeningIsUnknownIsNotOpenedAgain() throws {
        try withShop(.native) { daemon in
            let gate = daemon.pos.hold("/order")
            let order = request(daemon, [(1000, 2)])
            let client = try daemon.connect()
            let caller = SystemThread(name: "test-caller") {
                _ = try? client.submitOrder(order)
            }
            #expect(daemon.pos.waitForRequest("/order"))
            daemon.kill()
            caller.join()
            gate.release()
            try daemon.restart()
            #expect(eventually { daemon.pos.newOrderIds.count == 1 })
            for _ in 0..<2 {
                #expect(failure { _ = try daemon.client.submitOrder(order) }?.code == .unknown)
            }
            #expect(daemon.pos.newOrderIds.count == 1)
        }
    }
}
