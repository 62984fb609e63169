import FirestoreModel
import LinuxSystem
import MirrorMessages
import TTRPC
import Testing

/// Listening to the mirror's own documents: prices, secrets, who may see what.
@Suite struct MirrorListenTests {
    private static let items = "tenants/acme/publicViews/products"

    private func withProducts(
        _ count: Int, _ body: (TestDaemon, TestListener) throws -> Void
    ) throws {
        try withDaemon(products: count) { daemon in
            try daemon.sync(.products)
            let listener = try TestListener(daemon, database: "(default)")
            defer { listener.close() }
            try body(daemon, listener)
        }
    }

    private func putRule(_ daemon: TestDaemon, _ id: String, products: [Value]) throws {
        try daemon.client.updateDocument(
            TestDaemon.rule(id),
            fields: [
                "name": "Sale", "discountType": "percent", "discountValue": 10, "active": true,
                "products": .array(products),
            ])
    }

    private func stored(_ daemon: TestDaemon) throws -> [String: Fields] {
        let documents = try daemon.documents(TestDaemon.items)
        return Dictionary(
            uniqueKeysWithValues: documents.map { ($0.name.lastPart, $0.fields) })
    }

    private func shown(_ listener: TestListener, _ target: Int32 = 1) -> [String: Fields] {
        let documents = listener.fields(target).map { ($0.key.lastPart, $0.value) }
        return Dictionary(uniqueKeysWithValues: documents)
    }

    @Test func aRepriceIsOneSnapshot() throws {
        try withProducts(3_000) { daemon, listener in
            let query = StructuredQuery(collection: "items")
            let onSale = StructuredQuery(
                collection: "items", where: .where("isOnSale", .equal, true))
            try listener.add(listener.query(query, below: Self.items))
            try listener.snapshot()
            try listener.add(listener.query(onSale, below: Self.items), id: 2)
            try listener.snapshot()
            #expect(listener.fields().count == 3_000)
            #expect(listener.fields(2).isEmpty)
            let before = listener.shown[1] ?? [:]
            let ids = daemon.pos.idItems.map { Value.string("\($0)") }
            try putRule(daemon, "all", products: ids)
            let events = try listener.snapshot()
            let now = try stored(daemon)
            #expect(shown(listener) == now)
            // Some have no price, and so no sale: of these there is nothing to tell.
            #expect(listener.fields(2).count > 2_900)
            #expect(events.count == listener.fields(2).count)
            #expect(shown(listener, 2) == now.filter { $0.value["isOnSale"] == true })
            // Client libraries take a document in only if it is newer than what they have.
            for (name, document) in listener.shown[2] ?? [:] {
                let earlier = try #require(before[name]?.updateTime)
                #expect(try #require(document.updateTime) > earlier)
            }
            try daemon.client.deleteDocument(TestDaemon.rule("all"))
            try listener.snapshot()
            #expect(listener.fields().values.allSatisfy { $0["isOnSale"] == false })
            #expect(listener.fields(2).isEmpty)
            #expect(try shown(listener) == stored(daemon))
        }
    }

    /// Offers that change no price are fields too: who listens hears of them.
    @Test func aConditionalOfferTellsOfTheProductsThatItIsFor() throws {
        try withProducts(50) { daemon, listener in
            let query = StructuredQuery(collection: "items")
            try listener.add(listener.query(query, below: Self.items))
            try listener.snapshot()
            let before = listener.shown[1] ?? [:]
            let ids = daemon.pos.idItems.prefix(7).map { Value.string("\($0)") }
            func put(_ quantity: Int64) throws {
                try daemon.client.updateDocument(
                    TestDaemon.rule("three"),
                    fields: [
                        "discountType": "bogo", "active": true, "products": .array(Array(ids)),
                        "minQty": .integer(quantity),
                    ])
            }
            for quantity in [Int64(3), 4] {
                try put(quantity)
                #expect(try listener.snapshot().count == 7)
                #expect(try shown(listener) == stored(daemon))
                let offers = listener.fields().values.compactMap { $0["conditionalOffers"] }
                #expect(offers.count == 7)
            }
            for (name, document) in listener.shown[1] ?? [:]
            where document.fields["conditionalOffers"] != nil {
                let earlier = try #require(before[name]?.updateTime)
                #expect(try #require(document.updateTime) > earlier)
            }
            try daemon.client.deleteDocument(TestDaemon.rule("three"))
            #expect(try listener.snapshot().count == 7)
            #expect(listener.fields().values.allSatisfy { $0["conditionalOffers"] == nil })
        }
    }

    /// Any change of the rules changed a time in every product, so that listeners to a catalog
    /// were told of all of it.
    @Test func aRuleTellsOfTheProductsThatItPricesAlone() throws {
        try withProducts(500) { daemon, listener in
            let query = StructuredQuery(collection: "items")
            let ids = daemon.pos.idItems.map { Value.string("\($0)") }
            // More than are read one by one, and fewer.
            try putRule(daemon, "many", products: Array(ids.prefix(300)))
            try listener.add(listener.query(query, below: Self.items))
            try listener.snapshot()
            let before = shown(listener)
            let parts = [("few", ids.suffix(20)), ("most", ids.dropFirst(310).prefix(150))]
            for (id, products) in parts {
                try putRule(daemon, id, products: Array(products))
                let events = try listener.snapshot()
                let now = try stored(daemon)
                #expect(shown(listener) == now)
                let priced = now.filter { $0.value["discountId"] == .string(id) }
                #expect(!priced.isEmpty)
                #expect(events.count == priced.count)
            }
            // A sale says since when it is what it is, whatever other rules came later.
            let first = before.filter { $0.value["isOnSale"] == true }
            #expect(first.count > 250)
            let after = shown(listener)
            for (name, fields) in first { #expect(after[name] == fields) }
        }
    }

    @Test func windowsAndSingleDocumentsAreRepricedToo() throws {
        try withProducts(40) { daemon, listener in
            let cheapest = StructuredQuery(
                collection: "items", where: .where("isOnSale", .equal, true),
                orderBy: [QueryOrder("salePrice")], limit: 3)
            let ids = Array(daemon.pos.idItems)
            let path = "\(Self.items)/items/alleaves_\(ids[0])"
            try listener.add(listener.query(cheapest, below: Self.items), id: 1)
            try listener.snapshot()
            try listener.add(listener.documents(path), id: 2)
            try listener.snapshot()
            #expect(listener.ids(1).isEmpty)
            try putRule(daemon, "some", products: ids.prefix(10).map { .string("\($0)") })
            try listener.snapshot()
            #expect(listener.ids(1).count == 3)
            #expect(listener.fields(2).values.first?["isOnSale"] == true)
            let tree = try FirestoreTree(daemon.client, database: "(default)")
            let rows = try tree.documents(cheapest, parent: Self.items)
            #expect(Set(rows.map(\.name.lastPart)) == Set(listener.ids(1)))
        }
    }

    @Test func aSaleStartsByTheClock() throws {
        try withProducts(5) { daemon, listener in
            let query = StructuredQuery(
                collection: "items", where: .where("isOnSale", .equal, true))
            try listener.add(listener.query(query, below: Self.items))
            try listener.snapshot()
            let now = SystemClock.wallMicroseconds()
            try daemon.client.updateDocument(
                TestDaemon.rule("flash"),
                fields: [
                    "name": "Flash", "discountType": "percent", "discountValue": 10,
                    "active": true, "products": [.string("\(Array(daemon.pos.idItems)[0])")],
                    "startDate": .timestamp(Timestamp(microseconds: now + 700_000)),
                    "endDate": .timestamp(Timestamp(microseconds: now + 1_500_000)),
                ])
            while listener.ids().isEmpty { try listener.snapshot() }
            #expect(listener.ids() == ["alleaves_\(Array(daemon.pos.idItems)[0])"])
            while !listener.ids().isEmpty { try listener.snapshot() }
        }
    }

    @Test func aResumedListenerIsResetByARepriceMeanwhile() throws {
        try withProducts(5) { daemon, first in
            let query = StructuredQuery(collection: "items")
            try first.add(first.query(query, below: Self.items))
            try first.snapshot()
            let ids = daemon.pos.idItems.map { Value.string("\($0)") }
            try putRule(daemon, "all", products: ids)
            let second = try TestListener(daemon, database: "(default)")
            defer { second.close() }
            second.keep(first.shown[1])
            try second.add(
                second.query(query, below: Self.items), resume: .token(first.resumeToken))
            #expect(try second.snapshot().map(\.gist).prefix(2) == ["add", "reset"])
            #expect(try shown(second) == stored(daemon))
        }
    }

    @Test func aSyncReachesListeners() throws {
        try withProducts(30) { daemon, listener in
            let query = StructuredQuery(collection: "items")
            try listener.add(listener.query(query, below: Self.items))
            try listener.snapshot()
            daemon.pos.setPrice(idItem: Array(daemon.pos.idItems)[3], cents: 1_234)
            #expect(try daemon.sync(.products).updated == 1)
            let time = try #require(
                try daemon.client.document(
                    TestDaemon.item("alleaves_\(Array(daemon.pos.idItems)[3])")
                ).updateTime)
            try listener.snapshot(showing: time)
            #expect(try shown(listener) == stored(daemon))
        }
    }

    /// A listener without rights of its own: one that passes on a session.
    private func reader(_ daemon: TestDaemon) throws -> TestListener {
        try TestListener(
            daemon, database: "(default)", metadata: [(key: "session", value: "somebody")])
    }

    @Test func readersListenToWhatIsPublicOnly() throws {
        try withDaemon(products: 5) { daemon in
            try daemon.sync(.products)
            let listener = try reader(daemon)
            defer { listener.close() }
            let query = StructuredQuery(collection: "items")
            try listener.add(listener.query(query, below: Self.items))
            try listener.snapshot()
            #expect(listener.ids().count == 5)
            let refused: [TargetRequest.Selection] = [
                listener.query(StructuredQuery(collection: "products")),
                listener.query(StructuredQuery(collection: "items", allDescendants: true)),
                listener.documents("locations/main"), listener.documents("users/u"),
            ]
            for (index, selection) in refused.enumerated() {
                let id = Int32(index) + 10
                try listener.add(selection, id: id)
                while !listener.ended.contains(id) { try listener.next() }
                #expect(listener.causes[id]?.code == .permissionDenied, "target \(id)")
            }
        }
    }

    @Test func adminsSeeSecretsAndNobodyElse() throws {
        try withDaemon(products: 5) { daemon in
            let listener = try TestListener(daemon, database: "(default)")
            defer { listener.close() }
            try listener.add(listener.documents("locations/main"))
            try listener.snapshot()
            let config = listener.fields().values.first?["posConfig"]
            guard case .map(let fields) = config else {
                Issue.record("no posConfig")
                return
            }
            #expect(fields["password"] == .string(daemon.account.password))
            let other = try reader(daemon)
            defer { other.close() }
            try other.add(other.documents("locations/main"), id: 9)
            while !other.ended.contains(9) { try other.next() }
            #expect(other.causes[9]?.code == .permissionDenied)
        }
    }
}

extension String {
    /// What follows the last slash.
    fileprivate var lastPart: String { String(split(separator: "/").last ?? "") }
}
