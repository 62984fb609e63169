import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import TTRPC
import TestSupport
import Testing

/// The audit trail: who wrote to the POS and who changed a rule (Protocol/tree.md, Audit trail).
@Suite struct AuditTests {
    private static let trail = ResourcePath(uncheckedSegments: ["tenants", "acme", "writeLog"])

    private func entries(_ daemon: TestDaemon) throws -> [Fields] {
        try daemon.documents(Self.trail).map(\.fields)
    }

    private func credit(_ daemon: TestDaemon, key: String) -> AddStoreCreditRequest {
        var request = AddStoreCreditRequest()
        request.orgId = "acme"
        request.idempotencyKey = key
        request.customerId = String(daemon.pos.idCustomers.lowerBound)
        request.amountCents = 100
        request.reason = "marker-reason"
        return request
    }

    private var own: Value { .string("uid:\(SystemProcess.uid)") }

    @Test func aWriteToThePOSKeepsWhoAsked() throws {
        try withDaemon({ $0.customers = 5 }) { daemon throws in
            _ = try daemon.client.addStoreCredit(credit(daemon, key: "a"))
            let token = try daemon.client.createSession(
                role: "dispensary_admin", orgIDs: ["acme"], userID: "u-77"
            ).token
            let session = try daemon.connect(metadata: [("session", token)])
            _ = try session.addStoreCredit(credit(daemon, key: "b"))
            daemon.pos.failNext(1, "/customer/*", status: 422)
            _ = failure { _ = try daemon.client.addStoreCredit(credit(daemon, key: "c")) }
            daemon.pos.loseNext(1, "/customer/*")
            _ = failure { _ = try daemon.client.addStoreCredit(credit(daemon, key: "d")) }
            // What is answered from the journal asks the POS for nothing.
            _ = try daemon.client.addStoreCredit(credit(daemon, key: "a"))
            let found = try entries(daemon)
            #expect(found.map { $0["idempotencyKey"] } == ["a", "b", "c", "d"])
            #expect(found.map { $0["result"] } == ["done", "done", "refused", "unknown"])
            #expect(found.allSatisfy { $0["method"] == "AddStoreCredit" && $0["orgId"] == "acme" })
            #expect(found.allSatisfy { $0["principal"] == own && $0["at"] != nil })
            #expect(found.map { $0["role"] } == ["admin", "dispensary_admin", "admin", "admin"])
            #expect(found.map { $0["user"] } == [nil, "u-77", nil, nil])
            for fields in found {
                let text = String(decoding: fields.mapValueBytes, as: UTF8.self)
                #expect(!text.contains("marker"))
            }
            let log = daemon.log
            #expect(log.contains("principal=uid:\(SystemProcess.uid) role=admin"))
            #expect(log.contains("role=dispensary_admin user=u-77"))
            #expect(log.contains("state=replayed") && log.contains("state=unknown"))
        }
    }

    @Test func aWriteThatTheDaemonDidNotSurviveIsUnknown() throws {
        try withDaemon({ $0.customers = 5 }) { daemon throws in
            let gate = daemon.pos.hold("/customer/*")
            let (client, request) = (try daemon.connect(), credit(daemon, key: "k"))
            let caller = SystemThread(name: "test-caller") {
                _ = try? client.addStoreCredit(request)
            }
            #expect(daemon.pos.waitForRequest("/customer/*"))
            daemon.kill()
            caller.join()
            gate.release()
            try daemon.restart()
            #expect(try entries(daemon).map { $0["result"] } == ["unknown"])
            _ = failure { _ = try daemon.client.addStoreCredit(request) }
            #expect(try entries(daemon).map { $0["result"] } == ["unknown"])
        }
    }

    @Test func anOrderThatTheDaemonDidNotSurviveNamesWhatIsKnown() throws {
        try withDaemon(
            products: 60,
            {
                $0.customers = 5
                $0.writeCalls = .native
            },
            { daemon throws in
                daemon.pos.setStock(idItem: 1000, units: 5)
                try daemon.sync(.products)
                let id = daemon.pos.idOrders.upperBound
                let customer = String(daemon.pos.idCustomers.lowerBound)
                let gate = daemon.pos.hold("/order/\(id)/item")
                let client = try daemon.connect()
                let caller = SystemThread(name: "test-caller") {
                    var request = SubmitOrderRequest()
                    request.orgId = "acme"
                    request.idempotencyKey = "k"
                    request.customerId = customer
                    var line = NewOrderItem()
                    line.productId = "1000"
                    line.quantity = 1
                    request.items = [line]
                    _ = try? client.submitOrder(request)
                }
                #expect(daemon.pos.waitForRequest("/order/\(id)/item"))
                daemon.kill()
                caller.join()
                gate.release()
                try daemon.restart()
                let found = try entries(daemon)
                #expect(found.map { $0["result"] } == ["unknown"])
                #expect(found.map { $0["orderId"] } == [.string(String(id))])
                #expect(found.map { $0["customerId"] } == [.string(customer)])
            })
    }

    @Test func aDocumentBelowARuleIsNoRule() throws {
        try withDaemon { daemon throws in
            try daemon.client.updateDocument(
                ResourcePath(
                    uncheckedSegments: ["tenants", "acme", "discounts", "mine", "notes", "a"]),
                fields: ["text": "for Friday"])
            #expect(try entries(daemon).isEmpty)
        }
    }

    private static func ruleFields(_ name: String) -> Fields {
        [
            "name": .string(name), "discountType": "percent", "discountValue": 10,
            "categories": .array(["Flower"]),
        ]
    }

    @Test func aChangedRuleKeepsWhoAskedByEveryPath() throws {
        try withDaemon { daemon throws in
            let client = daemon.client
            let rule = { (id: String) in
                Write(
                    .update(
                        Document(
                            name: "projects/posmirror/databases/(default)/documents/"
                                + "tenants/acme/discounts/\(id)",
                            fields: Self.ruleFields(id))))
            }
            try client.updateDocument(TestDaemon.rule("one"), fields: Self.ruleFields("One"))
            try client.commit([rule("two"), rule("three")])
            var batch = BatchWriteRequest()
            batch.database = "projects/posmirror/databases/(default)"
            batch.writes = [rule("four").wireBytes, rule("two").wireBytes]
            let _: BatchWriteResponse = try client.call(
                FirestoreCall.batchWrite, batch)
            try client.deleteDocument(TestDaemon.rule("one"))
            // Nothing becomes of these.
            try client.deleteDocument(TestDaemon.rule("one"))
            try client.commit([rule("two")])
            var missing = rule("five")
            missing.currentDocument = .exists(true)
            #expect(failure { try client.commit([missing]) } != nil)
            let found = try entries(daemon)
            #expect(
                found.map { $0["method"] }
                    == ["UpdateDocument", "Commit", "BatchWrite", "DeleteDocument"])
            #expect(
                found.map { $0["ruleIds"]?.arrayValue?.count } == [1, 2, 1, 1])
            #expect(found.allSatisfy { $0["principal"] == own && $0["role"] == "admin" })
            #expect(daemon.log.contains("[AUDIT] org=acme method=Commit principal="))
        }
    }

    @Test func noWayToARuleIsLeftOut() throws {
        try withDaemon(products: 60) { daemon throws in
            try daemon.sync(.products)
            let name = TestDaemon.name(TestDaemon.rule("own"))
            var expected: [String] = []
            for (number, path) in WritePath.allCases.enumerated() {
                let rule = Document(name: name, fields: Self.ruleFields("marker \(number)"))
                #expect(try daemon.send(Write(.update(rule)), by: path) == nil)
                let note = FieldTransform(fieldPath: "seen", kind: .increment(1))
                #expect(
                    try daemon.send(Write(.transform(document: name, [note])), by: path) == nil)
                expected += [path.method, path.method]
            }
            var create = CreateDocumentRequest()
            create.parent = TestDaemon.name(
                ResourcePath(uncheckedSegments: ["tenants", "acme"]))
            create.collectionId = "discounts"
            create.documentId = "made"
            create.document = Document(name: "", fields: Self.ruleFields("marker")).wireBytes
            let _: Document = try daemon.client.call(
                FirestoreCall.createDocument, create)
            // What is not the mirror's own tree, or no rule, is no change of a rule.
            try daemon.client.updateDocument(TestDaemon.item("mug"), fields: ["name": "Mug"])
            let found = try entries(daemon)
            #expect(found.map { $0["method"]?.stringValue } == expected + ["CreateDocument"])
            #expect(found.allSatisfy { $0["principal"] == own && $0["role"] == "admin" })
            #expect(
                found.map { $0["ruleIds"]?.arrayValue ?? [] }
                    == expected.map { _ in ["own"] } + [["made"]])
            #expect(!found.contains { "\($0)".contains("marker") })
            #expect(!daemon.log.contains("marker"))
        }
    }

    @Test func everyWriteToThePOSKeepsWhoAskedAndNothingOfThePerson() throws {
        try withDaemon(products: 60, { $0.customers = 5 }) { daemon throws in
            daemon.pos.setStock(idItem: 1000, units: 5)
            try daemon.sync(.products)
            let client = daemon.client
            var customer = CreateCustomerRequest()
            customer.orgId = "acme"
            customer.firstName = "Marker"
            customer.lastName = "Lee"
            customer.email = "marker@example.com"
            let created = try client.createCustomer(customer)
            var order = SubmitOrderRequest()
            order.orgId = "acme"
            order.customerId = created.customerId
            order.notes = "marker"
            var line = NewOrderItem()
            line.productId = "1000"
            line.quantity = 1
            order.items = [line]
            let ordered = try client.submitOrder(order)
            var discount = CreateDiscountRequest()
            discount.orgId = "acme"
            discount.name = "marker"
            discount.discountType = "percent"
            discount.discountValue = "20"
            discount.categories = ["Flower"]
            let made = try client.createDiscount(discount)
            var change = UpdateDiscountRequest()
            change.orgId = "acme"
            change.discountId = made.discountId
            change.active = false
            _ = try client.updateDiscount(change)
            var apply = ApplyOrderDiscountRequest()
            apply.orgId = "acme"
            apply.orderId = ordered.orderId
            apply.discountId = made.discountId
            _ = try? client.applyOrderDiscount(apply)
            var points = UpdateLoyaltyPointsRequest()
            points.orgId = "acme"
            points.customerId = created.customerId
            points.pointsChange = 5
            points.reason = "marker"
            _ = try client.updateLoyaltyPoints(points)
            let writes = try entries(daemon).filter { $0["principal"] == own }
            #expect(
                writes.map { $0["method"] } == [
                    "CreateCustomer", "SubmitOrder", "CreateDiscount", "UpdateDiscount",
                    "ApplyOrderDiscount", "UpdateLoyaltyPoints",
                ])
            #expect(writes.allSatisfy { $0["role"] == "admin" && $0["orgId"] == "acme" })
            let text = try entries(daemon).map { "\($0)" }.joined().lowercased()
            #expect(!text.contains("marker") && !daemon.log.lowercased().contains("marker"))
        }
    }

    @Test func aRuleChangedByASyncIsTheSyncs() throws {
        try withDaemon { daemon throws in
            daemon.pos.addDiscount(json: rule("percent", "10", #""categories":["Flower"]"#))
            try daemon.sync(.discounts)
            try daemon.sync(.discounts)
            let id = daemon.pos.addDiscount(json: rule("percent", "5", #""brands":["Acme"]"#))
            try daemon.sync(.discounts)
            daemon.pos.removeDiscount(id: try #require(id))
            try daemon.sync(.discounts)
            let found = try entries(daemon)
            #expect(found.count == 3)
            #expect(found.allSatisfy { $0["principal"] == "sync" && $0["rules"] == 1 })
        }
    }

    @Test func theTrailIsForAdminsAlone() throws {
        try withTemporaryDirectory { directory in
            let file = "\(directory)/config.json"
            try write("{}", to: file)
            try withDaemon(options: ["--config", file]) { daemon in
                try daemon.client.updateDocument(
                    TestDaemon.rule("one"), fields: Self.ruleFields("One"))
                let token = try daemon.client.createSession(
                    role: "super_user", orgIDs: [], userID: "u"
                ).token
                for role in ["sync", "reader"] {
                    try write(
                        #"{"principals":[{"uid":\#(SystemProcess.uid),"role":"\#(role)"}]}"#,
                        to: file)
                    try daemon.restart()
                    for metadata in [[], [("session", token)]] {
                        let client = try daemon.connect(metadata: metadata)
                        let error = failure { _ = try client.documents(in: Self.trail) }
                        #expect(error?.code == .permissionDenied)
                    }
                }
            }
        }
    }
}
