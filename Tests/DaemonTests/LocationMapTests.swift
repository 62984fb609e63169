import FirestoreModel
import MirrorClient
import MirrorMessages
import Testing

/// Products of a tenant with two locations, as agents read them.
@Suite struct LocationMapTests {
    private func withTwo(_ body: (TestDaemon) throws -> Void) throws {
        try withDaemon(products: 40, { $0.locations = 2 }) { daemon in
            try daemon.putLocation("north", locationID: "1001")
            try body(daemon)
        }
    }

    private func entries(_ fields: Fields) -> [(id: String, fields: Fields)] {
        (fields["locations"]?.mapValue ?? [:]).map { ($0.key, $0.value.mapValue ?? [:]) }
    }

    @Test func productsSayWhatEachLocationHas() throws {
        try withTwo { daemon in
            try daemon.sync(.products)
            let menu = try daemon.menu()
            #expect(menu.count == 40)
            for document in try daemon.documents(TestDaemon.items) {
                let fields = document.fields
                let id = try #require(fields["id"]?.stringValue)
                let item = try #require(menu[id])
                let entries = entries(fields)
                #expect(
                    !entries.isEmpty && entries.allSatisfy { ["main", "north"].contains($0.id) })
                let stock = entries.reduce(0) { $0 + ($1.fields["stock"]?.numberValue ?? 0) }
                #expect(fields["stock"]?.numberValue == stock && item.stock == stock)
                #expect(item.priceLocationId == fields["priceLocation"]?.stringValue ?? "")
                let named = entries.first { $0.id == item.priceLocationId }
                #expect(named?.fields["price"] == fields["price"])
                #expect(entries.allSatisfy { $0.fields["cost"] == nil })
                #expect(entries.allSatisfy { $0.fields["batches"] == nil })
            }
            let canonical = try daemon.client.document(TestDaemon.product(1000)).fields
            #expect(entries(canonical).allSatisfy { $0.fields["batches"]?.arrayValue != nil })
            let before = try daemon.productBytes()
            try daemon.restart()
            #expect(try daemon.sync(.products).unchanged == 40)
            #expect(try daemon.productBytes() == before)
        }
    }

    @Test func nobodyElseWritesTheMap() throws {
        try withTwo { daemon in
            try daemon.sync(.products)
            for (field, value) in [("locations", Value.map([:])), ("priceLocation", "north")] {
                let error = failure {
                    try daemon.client.updateDocument(
                        TestDaemon.item("alleaves_1000"), fields: [field: value], mask: [field])
                }
                #expect(error?.code == .failedPrecondition, "\(field)")
            }
        }
    }

    @Test func aLocationThatIsTakenAwayLeavesEveryDocument() throws {
        try withTwo { daemon in
            try daemon.putLocation("north", config: ["status": "inactive"])
            try daemon.sync(.products)
            let facts = { () throws -> [[Value?]] in
                try daemon.documents(TestDaemon.items).map { document in
                    [
                        "id", "locations", "price", "priceLocation", "priceSource", "stock",
                        "onHand", "inStock", "expirationDate", "isActive",
                    ].map { document.fields[$0] }
                }
            }
            let alone = try facts()
            #expect(alone.allSatisfy { $0[1] == nil && $0[3] == nil })
            try daemon.putLocation("north", locationID: "1001")
            try daemon.sync(.products)
            #expect(
                try daemon.documents(TestDaemon.items).allSatisfy { $0.fields["locations"] != nil })
            try daemon.putLocation("north", config: ["status": "inactive"])
            try daemon.sync(.products)
            #expect(try facts() == alone)
        }
    }
}
