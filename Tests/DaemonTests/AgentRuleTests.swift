import FirestoreModel
import MirrorClient
import MirrorMessages
import ProtobufWire
import Testing

/// Rules that agents write: read in any of their forms, or refused by the name of the field,
/// whichever way they come.
@Suite struct AgentRuleTests {
    private static let good: Fields = [
        "name": "Mine", "discountType": "percent", "discountValue": 20, "active": true,
        "categories": ["Flower"],
    ]
    private static let path = "tenants/acme/discounts/mine"

    private func withRules(_ body: (TestDaemon, FirestoreTree) throws -> Void) throws {
        try withDaemon { daemon in
            daemon.pos.override("/inventory/search", body: inventory([Row()]))
            try daemon.sync(.products)
            try body(daemon, try FirestoreTree(daemon.client, database: "(default)"))
        }
    }

    private func refused(_ field: String, _ body: () throws -> Void) {
        let error = failure(body)
        #expect(error?.code == .invalidArgument, "\(field)")
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("\(field):"), "\(text)")
    }

    @Test func aRuleThatCannotBeReadIsRefusedOnEveryPath() throws {
        try withRules { daemon, tree in
            var bad = Self.good
            bad["discountValue"] = "twenty"
            var listless = Self.good
            listless["categories"] = "Flower"
            refused("discountValue") { try tree.set(Self.path, bad) }
            refused("categories") {
                _ = try tree.create("discounts", id: "mine", listless, parent: "tenants/acme")
            }
            refused("discountValue") {
                try daemon.client.updateDocument(TestDaemon.rule("mine"), fields: bad)
            }
            let transaction = try tree.begin()
            refused("discountValue") {
                try tree.commit([tree.update(Self.path, bad)], transaction: transaction)
            }
            var batch = BatchWriteRequest()
            batch.database = tree.database.name
            batch.writes = [
                tree.update(Self.path, bad).wireBytes, tree.update("c/beside", ["v": 1]).wireBytes,
            ]
            let reply: BatchWriteResponse = try tree.call("BatchWrite", batch)
            #expect(reply.status.map(\.code) == [3, 0])
            #expect(reply.status.first?.message.contains("discountValue:") == true)
            #expect(try tree.fields(Self.path) == nil)
            #expect(try daemon.client.discounts(orgID: TestDaemon.org).discounts.isEmpty)
            // Another database, or another collection, has no rules.
            try FirestoreTree(tree.client, database: "other").set(Self.path, bad)
            try tree.set("tenants/acme/drafts/mine", bad)
        }
    }

    /// What a masked update or a transform leaves is what counts.
    @Test func whatAnUpdateLeavesMustBeARule() throws {
        try withRules { daemon, tree in
            try tree.set(Self.path, Self.good)
            func sale() throws -> Int64? {
                try daemon.menu()["alleaves_1"].flatMap(\.salePriceCents)
            }
            #expect(try sale() == 2800)
            refused("active") {
                try tree.commit([tree.update(Self.path, ["active": "yes"], mask: ["active"])])
            }
            refused("discountValue") {
                try tree.commit([tree.update(Self.path, [:], mask: ["discountValue"])])
            }
            refused("discountValue") {
                try tree.commit([
                    tree.update(
                        Self.path, [:], mask: [],
                        transforms: [
                            FieldTransform(fieldPath: "discountValue", kind: .increment(90))
                        ])
                ])
            }
            refused("discount_value") {
                try tree.commit([
                    tree.update(Self.path, ["discount_value": 25], mask: ["discount_value"])
                ])
            }
            #expect(try sale() == 2800)
            try tree.commit([
                tree.update(Self.path, ["discountValue": 50.0], mask: ["discountValue"])
            ])
            #expect(try sale() == 1750)
            // Switched off, ended, or about nothing: a rule all the same.
            try tree.commit([tree.update(Self.path, ["active": false], mask: ["active"])])
            #expect(try sale() == nil)
            try tree.commit([tree.delete(Self.path)])
        }
    }

    @Test func snakeCaseAndThePOSsFormAreRead() throws {
        try withRules { daemon, tree in
            try tree.set(
                Self.path,
                [
                    "name": "Snake", "discount_type": "amount", "discount_value": "4.50",
                    "active": true, "start_date": "2020-01-01", "badge_text": "SNAKE",
                    "conditions": ["categories": ["flower"]],
                ])
            let item = try #require(try daemon.menu()["alleaves_1"])
            #expect(item.salePriceCents == 3050)
            #expect(item.saleBadgeText == "SNAKE")
        }
    }
}
