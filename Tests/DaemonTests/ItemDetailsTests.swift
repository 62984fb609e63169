import AlleavesSimulator
import FirestoreModel
import MirrorClient
import MirrorMessages
import Testing

/// What the item search adds to products that inventory rows leave open.
@Suite struct ItemDetailsTests {
    private static let path = "/inventory/item/search"

    private static func image(_ id: Int) -> String { "https://images.example/items/\(id).jpg" }

    @Test func imagesAndDescriptionsComeFromTheItemSearch() throws {
        try withDaemon { (daemon) throws in
            try daemon.sync(.products)
            let menu = try daemon.menu()
            let first = daemon.pos.idItems.lowerBound
            #expect(menu["alleaves_\(first)"]?.imageUrl == Self.image(first))
            #expect(menu["alleaves_\(first + 3)"]?.imageUrl == "")
            let item = try daemon.client.document(TestDaemon.item("alleaves_\(first)"))
            #expect(item.fields["imageUrls"] == .array([.string(Self.image(first))]))
            guard case .string(let text)? = item.fields["description"] else {
                Issue.record("no description")
                return
            }
            #expect(text.hasPrefix("About "))
            let product = try daemon.client.document(TestDaemon.product(first))
            #expect(product.fields["taxCategoryId"] != nil)
            #expect(item.fields["taxCategoryId"] == nil)
            #expect(try daemon.sync(.products).unchanged == 60)
        }
    }

    @Test func anAgentsOwnImageAndDescriptionStay() throws {
        try withDaemon { (daemon) throws in
            try daemon.sync(.products)
            let first = daemon.pos.idItems.lowerBound
            let own: Fields = ["imageUrl": "https://agent.example/1.png", "description": "Mine."]
            try daemon.client.updateDocument(
                TestDaemon.item("alleaves_\(first)"), fields: own, mask: own.keys)
            daemon.pos.setPrice(idItem: first, cents: 7_777)
            #expect(try daemon.sync(.products).updated == 1)
            let item = try daemon.client.document(TestDaemon.item("alleaves_\(first)"))
            for (key, value) in own { #expect(item.fields[key] == value) }
            #expect(item.fields["price"] == .double(77.77))
        }
    }

    /// Batches without details keep what only batches say, and nothing else.
    @Test(arguments: [true, false])
    func whatChangesAtThePOSArrives(batchesAnswer: Bool) throws {
        try withDaemon { (daemon) throws in
            if !batchesAnswer {
                daemon.pos.override("/inventory/batch/search", status: 404, body: "{}")
                daemon.pos.override("/inventory/batch/*", status: 404, body: "{}")
            }
            let first = daemon.pos.idItems.lowerBound
            for (url, text, thc) in [("a", "Old.", 20.0), ("b", "New.", 12.0)] {
                daemon.pos.override(
                    Self.path,
                    body: #"[{"id_item":\#(first),"media_list":["https://i.example/\#(url).png"],"#
                        + #""product_description":"\#(text)","strain_percent_thc":\#(thc)}]"#)
                try daemon.restart()
                daemon.pos.setPrice(idItem: first, cents: 4_000 + Int(thc))
                try daemon.sync(.products)
                for path in [TestDaemon.item("alleaves_\(first)"), TestDaemon.product(first)] {
                    let fields = try daemon.client.document(path).fields
                    #expect(fields["imageUrl"] == .string("https://i.example/\(url).png"))
                    #expect(fields["description"] == .string(text))
                }
            }
        }
    }

    @Test(arguments: ["refused", "failing", "nonsense"])
    func anItemSearchThatDoesNotAnswerCostsNothing(kind: String) throws {
        try withDaemon { (daemon) throws in
            switch kind {
            case "refused": daemon.pos.override(Self.path, status: 404, body: "{}")
            case "failing": daemon.pos.override(Self.path, status: 500, body: "{}")
            default: daemon.pos.override(Self.path, body: "<html></html>")
            }
            let reply = try daemon.sync(.products)
            #expect(reply.created == 60)
            let isTold = reply.warnings.contains { $0.contains("images and descriptions") }
            #expect(isTold == (kind != "refused"))
            #expect(try daemon.menu().values.allSatisfy { $0.imageUrl == "" })
            #expect(try daemon.status().status == "success")
            daemon.pos.clearOverride(Self.path)
            if kind != "refused" {
                try daemon.sync(.products)
                #expect(try daemon.menu().values.contains { $0.imageUrl != "" })
            }
        }
    }

    @Test func whatIsStoredStaysWhereTheItemSearchFailsAfterARestart() throws {
        try withDaemon { (daemon) throws in
            try daemon.sync(.products)
            let images = try daemon.menu().mapValues(\.imageUrl)
            daemon.pos.override(Self.path, status: 503, body: "")
            try daemon.restart()
            try daemon.sync(.products)
            #expect(try daemon.menu().mapValues(\.imageUrl) == images)
        }
    }
}
