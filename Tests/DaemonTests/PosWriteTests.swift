import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

/// Writes to the POS: each arrives once, whatever happens on the way.
@Suite struct PosWriteTests {
    private static let credit = "/customer/*"

    private func withShop(_ body: (TestDaemon) throws -> Void) throws {
        try withDaemon(
            products: 60,
            {
                $0.customers = 5
                $0.orders = 5
            }, body)
    }

    private func credit(
        _ daemon: TestDaemon, key: String, cents: Int64 = 1250, client: MirrorClient? = nil
    ) throws(MirrorClientError) -> PosWriteReply {
        var request = AddStoreCreditRequest()
        request.orgId = "acme"
        request.idempotencyKey = key
        request.customerId = String(daemon.pos.idCustomers.lowerBound)
        request.amountCents = cents
        request.reason = "marker-reason"
        return try (client ?? daemon.client).addStoreCredit(request)
    }

    /// What the customer's credit has become, in cents.
    private func balance(_ daemon: TestDaemon) -> Int {
        let id = daemon.pos.idCustomers.lowerBound
        return daemon.pos.writtenBalance(idCustomer: id)?.creditCents ?? 0
    }

    /// Bytes of tenants/acme/posWrites/{key}.
    private func journal(_ daemon: TestDaemon, _ key: String) throws -> Document {
        try daemon.client.document(
            ResourcePath(uncheckedSegments: ["tenants", "acme", "posWrites", key]))
    }

    @Test func everyWriteReachesThePOS() throws {
        try withShop { daemon throws in
            try daemon.sync(.products)
            let client = daemon.client
            var customer = CreateCustomerRequest()
            customer.orgId = "acme"
            customer.firstName = "Ann"
            customer.lastName = "Marker"
            customer.email = "ann.marker@example.com"
            customer.dateOfBirth = "1990-12-31"
            let created = try client.createCustomer(customer)
            #expect(created.state == "done" && !created.customerId.isEmpty)
            #expect(created.idempotencyKey.hasPrefix("auto-"))
            #expect(daemon.pos.newCustomerEmails == ["ann.marker@example.com"])

            let item = try #require(
                try daemon.menu().values.first { $0.priceCents > 0 && $0.stock >= 2 })
            var order = SubmitOrderRequest()
            order.orgId = "acme"
            order.customerId = created.customerId
            var line = NewOrderItem()
            line.productId = item.id
            line.quantity = 2
            order.items = [line]
            let submitted = try client.submitOrder(order)
            let id = try #require(Int(submitted.orderId))
            #expect(daemon.pos.newOrderIds == [id])
            #expect(submitted.subtotalCents == 2 * item.priceCents)
            #expect(daemon.pos.writtenOrder(id: id)?.subtotalCents == Int(2 * item.priceCents))

            let rule = try #require(
                daemon.pos.addDiscount(json: rule("percent", "10", "")))
            var apply = ApplyOrderDiscountRequest()
            apply.orgId = "acme"
            apply.orderId = submitted.orderId
            apply.discountId = String(rule)
            let applied = try client.applyOrderDiscount(apply)
            #expect(applied.discountId == String(rule) && applied.orderId == submitted.orderId)
            #expect(daemon.pos.writtenOrder(id: id)?.idDiscount == rule)

            var points = UpdateLoyaltyPointsRequest()
            points.orgId = "acme"
            points.customerId = created.customerId
            points.pointsChange = 50
            points.reason = "birthday"
            #expect(try client.updateLoyaltyPoints(points).loyaltyPoints == 50)
            points.pointsChange = -20
            #expect(try client.updateLoyaltyPoints(points).loyaltyPoints == 30)
            #expect(try credit(daemon, key: "").creditCents == 1250)
            #expect(balance(daemon) == 1250)
        }
    }

    @Test func aDiscountWrittenToThePOSPricesTheMenuAtOnce() throws {
        try withShop { daemon throws in
            try daemon.sync(.products)
            var request = CreateDiscountRequest()
            request.orgId = "acme"
            request.name = "Friday"
            request.discountType = "percent"
            request.discountValue = "20"
            request.categories = ["Flower"]
            let reply = try daemon.client.createDiscount(request)
            #expect(reply.discountsSynced)
            let sold = try daemon.menu().values.filter(\.isOnSale)
            #expect(!sold.isEmpty)
            #expect(sold.allSatisfy { $0.discountId == reply.discountId })
            var change = UpdateDiscountRequest()
            change.orgId = "acme"
            change.discountId = reply.discountId
            change.active = false
            #expect(try daemon.client.updateDiscount(change).discountsSynced)
            #expect(try daemon.menu().values.allSatisfy { !$0.isOnSale })
        }
    }

    /// A discount in the answer does not make a failure a success.
    @Test func anAnswerWithoutSuccessIsNotDone() throws {
        try withShop { daemon throws in
            daemon.pos.override(
                "/discount",
                body: #"{"success":false,"message":"locked","discount":{"id_discount":99}}"#)
            var request = CreateDiscountRequest()
            request.orgId = "acme"
            request.name = "Friday"
            request.discountType = "percent"
            request.discountValue = "20"
            request.categories = ["Flower"]
            let error = failure { _ = try daemon.client.createDiscount(request) }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message.contains("locked") == true)
            request.categories = ["Flower", " "]
            let refused = failure { _ = try daemon.client.createDiscount(request) }
            #expect(refused?.code == .invalidArgument)
        }
    }

    @Test func aRetryWithTheSameKeyIsAnsweredAndNotSent() throws {
        try withShop { daemon throws in
            let first = try credit(daemon, key: "k-1")
            #expect(!first.replayed)
            for _ in 0..<3 {
                let again = try credit(daemon, key: "k-1")
                #expect(again.replayed && again.creditCents == first.creditCents)
            }
            try daemon.restart()
            #expect(try credit(daemon, key: "k-1").replayed)
            #expect(daemon.pos.requestCount(Self.credit) == 1)
            let other = failure { _ = try credit(daemon, key: "k-1", cents: 1) }
            #expect(other?.code == .alreadyExists)
            #expect(daemon.pos.requestCount(Self.credit) == 1)
            #expect(balance(daemon) == 1250)
            #expect(
                try daemon.client.posWrite(orgID: "acme", idempotencyKey: "k-1").state == "done")
        }
    }

    @Test func anAnswerLostAfterThePOSHasActedIsUnknownAndNotSentAgain() throws {
        try withShop { daemon throws in
            // The login leaves a kept connection, on which libcurl would send once more.
            try daemon.sync(.metadata)
            daemon.pos.loseNext(1, Self.credit)
            for _ in 0..<3 {
                let error = failure { _ = try credit(daemon, key: "k-2") }
                #expect(error?.code == .unknown)
            }
            #expect(daemon.pos.requestCount(Self.credit) == 1)
            #expect(balance(daemon) == 1250)
            let known = try daemon.client.posWrite(orgID: "acme", idempotencyKey: "k-2")
            #expect(known.state == "unknown" && known.error.contains("may or may not"))
            #expect(try credit(daemon, key: "k-3").creditCents == 2500)
        }
    }

    @Test(arguments: [500, 502, 504])
    func anErrorOfTheServerLeavesOpenWhetherItActed(_ status: Int) throws {
        try withShop { daemon throws in
            daemon.pos.failNext(1, Self.credit, status: status)
            #expect(failure { _ = try credit(daemon, key: "k") }?.code == .unknown)
            #expect(failure { _ = try credit(daemon, key: "k") }?.code == .unknown)
            #expect(daemon.pos.requestCount(Self.credit) == 1)
        }
    }

    @Test func aCrashWhileSendingIsUnknownAfterwards() throws {
        try withShop { daemon throws in
            let gate = daemon.pos.hold(Self.credit)
            let client = try daemon.connect()
            let caller = SystemThread(name: "test-caller") { [pos = daemon.pos] in
                var request = AddStoreCreditRequest()
                request.orgId = "acme"
                request.idempotencyKey = "k"
                request.customerId = String(pos.idCustomers.lowerBound)
                request.amountCents = 1250
                request.reason = "marker-reason"
                _ = try? client.addStoreCredit(request)
            }
            #expect(daemon.pos.waitForRequest(Self.credit))
            daemon.kill()
            caller.join()
            gate.release()
            try daemon.restart()
            #expect(
                try daemon.client.posWrite(orgID: "acme", idempotencyKey: "k").state == "unknown")
            #expect(failure { _ = try credit(daemon, key: "k") }?.code == .unknown)
            #expect(daemon.pos.requestCount(Self.credit) == 1)
        }
    }

    @Test func twoCallersWithOneKeyMakeOneWrite() throws {
        try withShop { daemon throws in
            let gate = daemon.pos.hold(Self.credit)
            let clients = try (0..<4).map { _ in try daemon.connect() }
            let replies = Monitor<[Bool]>([])
            let id = String(daemon.pos.idCustomers.lowerBound)
            let callers = clients.map { client in
                SystemThread(name: "test-caller") {
                    var request = AddStoreCreditRequest()
                    request.orgId = "acme"
                    request.idempotencyKey = "k"
                    request.customerId = id
                    request.amountCents = 1250
                    request.reason = "r"
                    let reply = try? client.addStoreCredit(request)
                    replies.update { $0.append(reply?.replayed ?? true) }
                }
            }
            #expect(daemon.pos.waitForRequest(Self.credit))
            gate.release()
            for caller in callers { caller.join() }
            #expect(replies.withLock { $0.filter { !$0 }.count } == 1)
            #expect(daemon.pos.requestCount(Self.credit) == 1)
            #expect(balance(daemon) == 1250)
        }
    }

    @Test func whatThePOSRefusesMayBeTriedAgain() throws {
        try withShop { daemon throws in
            for (status, code) in [
                (400, StatusCode.invalidArgument), (403, .failedPrecondition), (404, .notFound),
                (409, .alreadyExists), (422, .invalidArgument),
            ] {
                daemon.pos.failNext(1, Self.credit, status: status)
                let error = failure { _ = try credit(daemon, key: "k") }
                #expect(error?.code == code, "\(status)")
                #expect(
                    try daemon.client.posWrite(orgID: "acme", idempotencyKey: "k").state
                        == "refused")
            }
            daemon.pos.refuseLogins()
            daemon.pos.expireTokens()
            #expect(failure { _ = try credit(daemon, key: "k") }?.code == .failedPrecondition)
            daemon.pos.refuseLogins(false)
            #expect(try credit(daemon, key: "k").state == "done")
            #expect(balance(daemon) == 1250)
        }
    }

    @Test func aPOSThatCannotBeReachedHasNotActed() throws {
        try withShop { daemon throws in
            #expect(try credit(daemon, key: "first").state == "done")
            daemon.pos.stop()
            #expect(failure { _ = try credit(daemon, key: "second") }?.code == .unavailable)
            #expect(
                try daemon.client.posWrite(orgID: "acme", idempotencyKey: "second").state
                    == "refused")
        }
    }

    @Test func whatThePOSCannotDoIsRefusedWithTheReason() throws {
        try withShop { daemon throws in
            for (method, word) in [
                (PosCall.updateStock, "stock"), (PosCall.updatePrice, "discount rule"),
                (PosCall.updateLoyaltyProgram, "third party"),
            ] {
                var request = UnsupportedWriteRequest()
                request.orgId = "acme"
                let error = failure { _ = try daemon.client.call(method, request) }
                #expect(error?.code == .unimplemented)
                #expect(error?.message.contains(word) == true)
            }
            #expect(daemon.pos.requestCount == 0)
        }
    }

    @Test(arguments: [0, -1, Int64.max])
    func absurdAmountsAreNotSent(_ cents: Int64) throws {
        try withShop { daemon throws in
            let error = failure { _ = try credit(daemon, key: "k", cents: cents) }
            #expect(error?.code == .invalidArgument)
            #expect(daemon.pos.requestCount == 0)
        }
    }

    /// Hazard D31: what belongs to one tenant never goes to another's POS account.
    @Test func d31AWriteOfAnotherTenantIsNeverMadeWithTheseCredentials() throws {
        try withShop { daemon throws in
            try daemon.client.updateDocument(
                ResourcePath(uncheckedSegments: ["locations", "bare"]),
                fields: [
                    "orgId": "other",
                    "posConfig": .map(["provider": "alleaves", "status": "active"]),
                ])
            for org in ["other", "nobody"] {
                var request = AddStoreCreditRequest()
                request.orgId = org
                request.customerId = String(daemon.pos.idCustomers.lowerBound)
                request.amountCents = 100
                request.reason = "r"
                let error = failure { _ = try daemon.client.addStoreCredit(request) }
                #expect(error?.code == .failedPrecondition, "\(org)")
            }
            #expect(daemon.pos.requestCount == 0)
        }
    }

    /// Hazard R1: nobody's name, address or reason is kept or logged.
    @Test func r1NeitherJournalNorLogHoldPeoplesData() throws {
        try withShop { daemon throws in
            let made = try daemon.posmirror(
                "pos", "customer", "acme", "--data", "-", "--key", "signup",
                input: #"{"first_name":"Marker-Ann","last_name":"Marker-Lee","#
                    + #""email":"marker@example.com","phone":"555-0199-marker"}"#)
            #expect(made.end == .exit(0), "\(made.error)")
            _ = try credit(daemon, key: "credit")
            daemon.pos.failNext(1, Self.credit, status: 422)
            _ = failure { _ = try credit(daemon, key: "refused") }
            let texts = try ["signup", "credit", "refused"].map {
                String(decoding: try journal(daemon, $0).wireBytes, as: UTF8.self)
            }
            for text in texts + [daemon.log, made.output, made.error] {
                #expect(!text.lowercased().contains("marker"), "\(text)")
            }
            #expect(daemon.log.contains("[POS_WRITE] org=acme method=CreateCustomer state=done"))
        }
    }

    @Test func theCommandLineWritesAndTellsWhatIsUnknown() throws {
        try withShop { daemon throws in
            let id = String(daemon.pos.idCustomers.lowerBound)
            let words = ["pos", "credit", "acme", id, "--reason", "r", "--amount", "2.50"]
            let run = { (more: [String]) in
                try ProgramRun(
                    "posmirror", ["--socket", daemon.socket] + words + more, in: daemon.directory)
            }
            let done = try run(["--key", "a"])
            #expect(done.end == .exit(0), "\(done.error)")
            #expect(done.output.contains("$2.50") && done.output.contains("done"))
            #expect(try run(["--key", "a"]).output.contains("earlier call"))
            daemon.pos.loseNext(1, Self.credit)
            let lost = try run(["--key", "b"])
            #expect(lost.end == .exit(7))
            #expect(lost.error.contains("may or may not have acted"))
            let known = try daemon.posmirror("pos", "write", "acme", "b")
            #expect(known.output.contains("unknown") && known.end == .exit(7))
            daemon.pos.setStock(idItem: 1000, units: 5)
            daemon.pos.setStock(idItem: 1001, units: 5)
            try daemon.sync(.products)
            let order = try daemon.posmirror(
                "pos", "order", "acme", id, "--item", "1000:2:12.50", "--item", "1001:1.5:1")
            #expect(order.end == .exit(0), "\(order.error)")
            #expect(order.output.contains("$26.50"))
            #expect(order.output.contains("the menu says"))
        }
    }
}
