import FirestoreModel
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

/// Fields of a product that only a sync may overwrite, and the login of a single tenant.
@Suite struct PosFieldTests {
    private static let item = TestDaemon.item("alleaves_1000")
    private static let canonical = TestDaemon.product(1000)

    private func refused(_ field: String, _ body: () throws -> Void) {
        let error = failure(body)
        #expect(error?.code == .failedPrecondition, "\(field): \(error?.message ?? "")")
        #expect(error?.message.contains(field) == true, "\(error?.message ?? "")")
    }

    @Test func aFieldOfThePOSIsNotOverwrittenByAnyPath() throws {
        try withDaemon { daemon throws in
            try daemon.sync(.products)
            let before = try daemon.productBytes()
            let client = daemon.client
            for (field, value) in [
                ("price", Value.double(0.01)), ("name", "Other"), ("stock", 99),
                ("inStock", false), ("isActive", false), ("category", "Flower"),
                ("orgId", "other"), ("retailPrice", 1),
            ] {
                for path in [Self.item, Self.canonical] {
                    refused(field) {
                        try client.updateDocument(path, fields: [field: value], mask: [field])
                    }
                }
            }
            for field in ["cost", "batches", "source"] {
                refused(field) {
                    try client.updateDocument(
                        Self.canonical, fields: [field: "x"], mask: [field])
                }
            }
            // Left out of the whole document, the price would be gone.
            let whole = try client.document(Self.item).fields
            #expect(
                failure { try client.updateDocument(Self.item, fields: ["note": "x"]) }?.code
                    == .failedPrecondition)
            let name = "projects/posmirror/databases/(default)/documents/\(Self.item)"
            let raise = Write(
                .update(Document(name: name, fields: ["price": 1])), updateMask: ["price"])
            refused("price") { try client.commit([raise]) }
            // Deleted and made anew it would lose all that is the POS's.
            let anew = Write(.update(Document(name: name, fields: ["price": 1])))
            refused("is the POS's") { try client.commit([Write(.delete(name)), anew]) }
            var batch = BatchWriteRequest()
            batch.database = "projects/posmirror/databases/(default)"
            batch.writes = [raise.wireBytes]
            let reply: BatchWriteResponse = try client.call(
                FirestoreCall.batchWrite, batch)
            #expect(reply.status.map(\.code) == [StatusCode.failedPrecondition.rawValue])
            #expect(try daemon.productBytes() == before)
            // Written as it is, the document is as good as not written.
            let stored = whole.filter { !SaleNames.all.contains($0.0) }
            try client.updateDocument(Self.item, fields: Fields(stored.map { ($0.0, $0.1) }))
            #expect(try daemon.productBytes().count == before.count)
        }
    }

    @Test(arguments: WritePath.allCases)
    func noWayOfWritingOverwritesUnlessItSaysSo(_ path: WritePath) throws {
        try withDaemon { daemon throws in
            try daemon.sync(.products)
            let before = try daemon.productBytes()
            let raise = FieldTransform(fieldPath: "price", kind: .increment(1))
            for product in [Self.item, Self.canonical] {
                let name = TestDaemon.name(product)
                let kept = Document(name: name, fields: ["note": "x"])
                for (write, field) in [
                    (
                        Write(
                            .update(Document(name: name, fields: ["price": 1])),
                            updateMask: ["price"]), "price"
                    ),
                    (Write(.update(kept), updateMask: ["name"]), "name"),
                    (
                        Write(.update(kept), updateMask: ["note"], updateTransforms: [raise]),
                        "price"
                    ),
                    (Write(.transform(document: name, [raise])), "price"),
                ] {
                    let error = try daemon.send(write, by: path)
                    #expect(error?.code == .failedPrecondition, "\(write)")
                    #expect(error?.message.contains("\(field) is the POS's") == true)
                }
            }
            #expect(try daemon.productBytes() == before)
            let write = Write(.transform(document: TestDaemon.name(Self.item), [raise]))
            let old = try #require(try daemon.menu()["alleaves_1000"]?.priceCents)
            let error = try daemon.send(
                write, by: path, metadata: [("allow-pos-fields", "true")])
            #expect(error == nil)
            #expect(try daemon.menu()["alleaves_1000"]?.priceCents == old + 100)
            // Anything else is not saying so.
            for value in ["", "1", "TRUE", "false"] {
                let error = try daemon.send(
                    write, by: path, metadata: [("allow-pos-fields", value)])
                #expect(error?.code == .failedPrecondition)
            }
        }
    }

    private enum SaleNames {
        static let all: Set<String> = [
            "isOnSale", "originalPrice", "salePrice", "saleBadgeText", "discountId",
            "discountName", "saleEndsAt", "lastDiscountSyncAt", "bogoUnitPrice",
            "conditionalOffers",
        ]
    }

    @Test func anAgentsOwnFieldsAndProductsAreFree() throws {
        try withDaemon { daemon throws in
            try daemon.sync(.products)
            let client = daemon.client
            try client.updateDocument(
                Self.item, fields: ["featured": true, "imageUrl": "https://a.example/i.png"],
                mask: ["featured", "imageUrl"])
            #expect(try client.document(Self.item).fields["featured"] == true)
            let own = TestDaemon.item("mug")
            for price in [5, 6] {
                try client.updateDocument(
                    own,
                    fields: [
                        "name": "Mug", "price": .integer(Int64(price)),
                        "isActive": true,
                    ])
            }
            #expect(try client.document(own).fields["price"] == 6)
            // One that only looks like a product of the POS.
            let alike = TestDaemon.item("alleaves_4711")
            for price in [5, 6] {
                try client.updateDocument(alike, fields: ["price": .integer(Int64(price))])
            }
        }
    }

    @Test func aWriteThatSaysSoOverwrites() throws {
        try withDaemon { daemon throws in
            try daemon.sync(.products)
            let refused = try daemon.posmirror(
                "update", "\(Self.item)", "--data", #"{"price": 1.5}"#)
            #expect(refused.end == .exit(1) && refused.error.contains("price"))
            let written = try daemon.posmirror(
                "update", "\(Self.item)", "--data", #"{"price": 1.5}"#, "--allow-pos-fields")
            #expect(written.end == .exit(0), "\(written.error)")
            #expect(try daemon.client.document(Self.item).fields["price"] == 1.5)
            let client = try daemon.connect(metadata: [("allow-pos-fields", "true")])
            try client.updateDocument(Self.item, fields: ["price": 2.5], mask: ["price"])
            #expect(try daemon.menu()["alleaves_1000"]?.priceCents == 250)
        }
    }

    @Test func aSingleTenantsLocationNeedsNoLogin() throws {
        let login = [
            "ALLEAVES_USERNAME=env@example.com", "ALLEAVES_PASSWORD=env", "ALLEAVES_PIN=9",
        ]
        let account = TestDaemon.Account(username: "env@example.com", password: "env", pin: "9")
        try withDaemon(account: account, options: ["--single-tenant"], environment: login) {
            daemon in
            let location = ResourcePath(uncheckedSegments: ["locations", "main"])
            let unset = ["username", "password", "pin"].flatMap { ["--unset", $0] }
            let take = try daemon.posmirror(["location", "put", "main"] + unset)
            #expect(take.end == .exit(0), "\(take.error)")
            #expect((take.output + take.error).contains("--single-tenant"))
            try daemon.sync(.products)
            // A location that never had one.
            try daemon.client.deleteDocument(location)
            let put = try daemon.posmirror(
                "location", "put", "main", "--org", "acme", "--timezone", "America/New_York",
                "--credentials", "-", input: #"{"locationId": "1000"}"#)
            #expect(put.end == .exit(0), "\(put.error)")
            #expect((put.output + put.error).contains("--single-tenant"))
            let stored = try daemon.client.document(location).fields
            #expect(stored["posConfig"]?.mapValue?["password"] == nil)
            #expect(try daemon.sync(.products).productsCount > 0)
            #expect(try daemon.menu().count > 0)
            // Half a login is a slip.
            let half = try daemon.posmirror(
                "location", "put", "main", "--org", "acme", "--credentials", "-",
                input: #"{"username": "u"}"#)
            #expect(half.end == .exit(2))
        }
    }
}
