import AlleavesSimulator
import FirestoreModel
import MirrorMessages
import Testing

/// The document API on the mirror's own tree: sale fields, and writes that the catalog follows.
@Suite struct FirestoreMirrorTests {
    /// Two flowers on sale at half price, an edible that is not.
    private func withSale(_ body: (TestDaemon, FirestoreTree) throws -> Void) throws {
        try withDaemon { daemon in
            daemon.pos.addDiscount(
                json: rule("percent", "50", #""categories":["Flower"]"#, name: "Half off"))
            daemon.pos.override(
                "/inventory/search",
                body: inventory([
                    Row(id: "1", price: "40"), Row(id: "2", price: "20"),
                    Row(id: "3", category: "\"Category > Edibles\"", price: "10"),
                ]))
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            try body(daemon, try FirestoreTree(daemon.client, database: "(default)"))
        }
    }

    private let parent = "tenants/acme/publicViews/products"

    @Test func saleFieldsAreFieldsLikeAnyOther() throws {
        try withSale { daemon, tree in
            let onSale = StructuredQuery(
                collection: "items", where: .where("isOnSale", .equal, true),
                orderBy: [QueryOrder("salePrice")])
            #expect(try tree.ids(onSale, parent: parent) == ["alleaves_2", "alleaves_1"])
            let document = try tree.documents(onSale, parent: parent)[0]
            #expect(document.fields["salePrice"] == 10.0)
            #expect(document.fields["originalPrice"] == 20.0)
            #expect(document == (try tree.get("\(parent)/items/alleaves_2")))
            var few = onSale
            few.select = ["salePrice", "name"]
            #expect(
                try tree.documents(few, parent: parent)[1].fields
                    == ["name": "Blue Dream", "salePrice": 20.0])
            let cheap = StructuredQuery(
                collection: "items", allDescendants: true,
                where: .where("salePrice", .lessThan, 15))
            #expect(try tree.ids(cheap) == ["alleaves_2"])
            #expect(
                try tree.aggregate(cheap, [Aggregation(.sum("salePrice"), alias: "sum")])
                    == ["sum": 10.0])
            var list = ListDocumentsRequest()
            list.parent = tree.name(parent)
            list.collectionId = "items"
            list.orderBy = "isOnSale desc, price"
            let page: ListDocumentsResponse = try tree.call("ListDocuments", list)
            let names = try page.documents.map { try Document(wireBytes: $0).name }
            #expect(
                names == [2, 1, 3].map { tree.name("\(parent)/items/alleaves_\($0)") })
        }
    }

    @Test func whatIsDerivedIsNotWritten() throws {
        try withSale { (daemon, tree) throws in
            let item = "\(parent)/items/alleaves_1"
            expect(.failedPrecondition) {
                try tree.commit([
                    tree.update("c/beside", ["v": 1]),
                    tree.update(item, ["salePrice": 1], mask: ["salePrice"]),
                ])
            }
            #expect(try tree.fields("c/beside") == nil)
            // A whole document as it was read has them too.
            expect(.failedPrecondition) {
                try tree.commit([tree.update(item, try tree.get(item).fields)])
            }
            #expect(try daemon.menu()["alleaves_1"]?.salePriceCents == 2000)
        }
    }

    @Test func theCatalogFollowsEveryWrite() throws {
        try withSale { daemon, _ in
            // The price is the POS's: the writes say that they mean it.
            let tree = try FirestoreTree(
                try daemon.connect(metadata: [("allow-pos-fields", "true")]),
                database: "(default)")
            let item = "\(parent)/items/alleaves_1"
            try tree.commit([
                tree.update(item, ["price": 30.0, "featured": true], mask: ["price", "featured"])
            ])
            let menu = try #require(try daemon.menu()["alleaves_1"])
            #expect(menu.priceCents == 3000 && menu.salePriceCents == 1500)
            try tree.commit([
                tree.update(
                    "tenants/acme/discounts/mine",
                    [
                        "name": "Mine", "discountType": "fixed_price", "discountValue": 5,
                        "active": true, "conditions": ["productIds": ["alleaves_3"]],
                    ]),
                tree.delete("\(parent)/items/alleaves_2"),
            ])
            let after = try daemon.menu()
            #expect(after["alleaves_2"] == nil)
            let transaction = try tree.begin()
            let read = try tree.fields(item, transaction: transaction)
            #expect(read?["salePrice"] == 15.0)
            try tree.commit(
                [tree.update(item, ["price": 50.0], mask: ["price"])], transaction: transaction)
            #expect(try daemon.menu()["alleaves_1"]?.priceCents == 5000)
            // Another database is nobody's catalog.
            let other = try FirestoreTree(tree.client, database: "other")
            try other.set(item, ["price": 1.0, "salePrice": 1.0])
            #expect(try daemon.menu()["alleaves_1"]?.priceCents == 5000)
            #expect(try other.get(item).fields == ["price": 1.0, "salePrice": 1.0])
        }
    }
}
