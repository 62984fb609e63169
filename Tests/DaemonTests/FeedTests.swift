import FirestoreModel
import MirrorClient
import MirrorMessages
import Synchronization
import TestSupport
import Testing

/// Menus that other systems export, served with their discounts by mapping alone.
@Suite struct FeedTests {
    /// What the shop's server has now.
    private final class Shop: Sendable {
        private let documents = Mutex<[String: (bytes: [UInt8], tag: String)]>([:])
        private let answers = Mutex<[String]>([])

        func put(_ path: String, _ bytes: [UInt8], tag: String) {
            documents.withLock { $0[path] = (bytes, tag) }
        }

        /// Status and path of each answer, in order.
        var answered: [String] { answers.withLock { $0 } }

        func reply(_ request: String) -> LocalServer.Reply {
            let path = String(request.split(separator: " ").dropFirst().first ?? "")
            guard let (bytes, tag) = documents.withLock({ $0[path] }) else {
                answers.withLock { $0.append("404 \(path)") }
                return .ok("", status: "404 Not Found")
            }
            if request.contains("If-None-Match: \(tag)") {
                answers.withLock { $0.append("304 \(path)") }
                return LocalServer.Reply("HTTP/1.1 304 Not Modified\r\nETag: \(tag)\r\n\r\n")
            }
            answers.withLock { $0.append("200 \(path)") }
            return LocalServer.Reply(body: bytes, headers: "ETag: \(tag)\r\n")
        }
    }

    private func withShop(
        _ options: [String] = [], _ body: (TestDaemon, Shop, LocalServer) throws -> Void
    ) throws {
        let shop = Shop()
        try withServer({ shop.reply($0) }) { server in
            try withDaemon(products: 1, options: options) { daemon in
                try body(daemon, shop, server)
            }
        }
    }

    /// Stores the location `main` with a feed by the command line.
    @discardableResult
    private func put(
        _ daemon: TestDaemon, url: String, format: String, mapping: String, more: String = "",
        expecting end: ProcessEnd = .exit(0)
    ) throws -> ProgramRun {
        let config = """
            {"products": {"url": "\(url)", "format": "\(format)", "mapping": \(mapping)}\(more)}
            """
        let run = try daemon.posmirror(
            "location", "put", "main", "--org", TestDaemon.org, "--provider", "feed",
            "--credentials", "-", "--unset", "username", "--unset", "password", "--unset", "pin",
            "--unset", "locationId", input: config)
        #expect(run.end == end, "\(run.error)")
        return run
    }

    @Test func aNestedMenuOverHTTPWithDiscountsGzipAndETag() throws {
        try withShop { daemon, shop, server in
            let menu = ExportedMenu.ecommerce
            shop.put("/menu.json", try gzipped(Array(menu.text.utf8)), tag: "\"a\"")
            let specials = "id,type,value,category,on\nF,percent,10,Tinctures,yes\n"
            shop.put("/specials.csv", Array(specials.utf8), tag: "\"s\"")
            let rules = """
                , "discounts": {"url": "\(server.url("/specials.csv"))", "mapping": {"fields": {
                  "id": "id", "kind": "type", "value": "value", "categories": "category",
                  "active": "on"}}}
                """
            let run = try put(
                daemon, url: server.url("/menu.json"), format: "json", mapping: menu.mapping,
                more: rules)
            #expect(run.output.contains("3 records read, 3 products made of them"))
            let first = try daemon.sync(.org)
            #expect(first.productsCount == 3)
            #expect(first.discountsFound == 2)
            let items = try daemon.menu()
            #expect(
                items.keys.sorted()
                    == ["feed_88-1-1%2F8oz", "feed_88-1-1oz", "feed_88-2-each"])
            let eighth = try #require(items["feed_88-1-1%2F8oz"])
            #expect(eighth.externalId == "88-1-1/8oz")
            #expect(eighth.name == "Marsh Light 1/8oz")
            #expect(eighth.priceCents == 4_200)
            #expect(eighth.salePriceCents == 3_360)
            #expect(eighth.discountId == "sale_88-1-1/8oz")
            #expect(eighth.category == "Flower")
            #expect(eighth.stock == 9)
            #expect(eighth.thcPercent == 24)
            #expect(eighth.effects == ["ENERGETIC", "HAPPY"])
            let drops = try #require(items["feed_88-2-each"])
            #expect(drops.salePriceCents == 3_600)
            #expect(drops.discountId == "F")
            #expect(drops.thcMg == 300)
            // Unchanged: nothing is sent, read or written again.
            let before = try daemon.productBytes()
            let asked = shop.answered.count
            let second = try daemon.sync(.org)
            #expect(second.unchanged == 3)
            #expect((second.created, second.updated, second.deactivated) == (0, 0, 0))
            #expect(try daemon.productBytes() == before)
            #expect(shop.answered.dropFirst(asked).allSatisfy { $0.hasPrefix("304 ") })
            // One variant is gone, and with it its sale.
            let less = menu.text.replacing(#""option": "1/8oz""#, with: #""option": "1/2oz""#)
            shop.put("/menu.json", Array(less.utf8), tag: "\"b\"")
            let third = try daemon.sync(.org)
            #expect(third.deactivated == 1)
            #expect(third.created == 1)
            #expect(try daemon.menu().keys.contains("feed_88-1-1%2F2oz"))
            #expect(try !daemon.menu().keys.contains("feed_88-1-1%2F8oz"))
        }
    }

    @Test func aProviderThatIsLeftTakesItsProductsAndRulesAlong() throws {
        try withShop { daemon, shop, server in
            let before = try daemon.sync(.org)
            #expect(before.productsCount == 1)
            daemon.pos.setDiscounts(
                rawJSON: #"[{"id_discount":5,"name":"R","discount_type":"percent","#
                    + #""discount_value":10,"active":true,"conditions":{"categories":["Flower"]}}]"#
            )
            #expect(try daemon.sync(.discounts).discountsFound == 1)
            shop.put("/menu.json", Array(ExportedMenu.ecommerce.text.utf8), tag: "\"a\"")
            try put(
                daemon, url: server.url("/menu.json"), format: "json",
                mapping: ExportedMenu.ecommerce.mapping)
            let after = try daemon.sync(.org)
            #expect(after.productsCount == 3)
            #expect(after.deactivated == 1)
            let rules = try daemon.posmirror("discounts", TestDaemon.org, "--json").output
            #expect(rules.contains("feed_sale_"))
            #expect(!rules.contains("alleaves_"))
            let again = try daemon.sync(.org)
            #expect(again.deactivated == 0)
            #expect(again.unchanged == 3)
        }
    }

    @Test func aSpreadsheetOfAnAllowedDirectoryAndACutOffOne() throws {
        try withTemporaryDirectory { directory in
            try withShop(["--feed-dir", directory]) { daemon, _, _ in
                let menu = ExportedMenu.spreadsheet
                let path = "\(directory)/menu.csv"
                try write(menu.text, to: path)
                try put(daemon, url: "file://\(path)", format: "csv", mapping: menu.mapping)
                #expect(try daemon.sync(.org).productsCount == 2)
                let items = try daemon.menu()
                let sedge = try #require(items["feed_TK1"])
                #expect(sedge.priceCents == 104_500)
                #expect(sedge.salePriceCents == 3_600)
                #expect(sedge.stock == 15)
                #expect(sedge.category == "Flower")
                #expect(items["feed_TK2"]?.inStock == false)
                // The export broke off in its second row.
                try write(String(menu.text.prefix(260)), to: path)
                let cut = try daemon.sync(.org)
                #expect(cut.deactivated == 0)
                #expect(try daemon.menu().keys.sorted() == ["feed_TK1", "feed_TK2"])
                #expect(try daemon.prices()["feed_TK1"] == 3_600)
                #expect(cut.warnings.contains { $0.contains("ends in the middle of a row") })
                try write(menu.text, to: path)
                #expect(try daemon.sync(.org).deactivated == 0)
            }
        }
    }

    /// The rules of a shop with one product, which is put anew by each call.
    private func withSpecials(
        _ body: (TestDaemon, (_ specials: String) throws -> SyncReply) throws -> Void
    ) throws {
        try withShop { daemon, shop, server in
            shop.put(
                "/menu.json", Array(#"[{"id":"1","name":"n","price":10,"stock":1}]"#.utf8),
                tag: "\"m\"")
            var version = 0
            func specials(_ text: String) throws -> SyncReply {
                version += 1
                shop.put("/specials.json?key=s3cretKey", Array(text.utf8), tag: "\"\(version)\"")
                return try daemon.client.sync(.discounts, orgID: TestDaemon.org)
            }
            shop.put(
                "/specials.json?key=s3cretKey",
                Array(#"[{"id":"m","value":50,"types":["medical"]}]"#.utf8), tag: "\"0\"")
            let rules = """
                , "discounts": {"url": "\(server.url("/specials.json?key=s3cretKey"))",
                  "format": "json", "mapping": {"fields": {"id": "id", "kind": {"value": "percent"},
                  "value": "value", "customerTypes": "types", "active": true,
                  "storeWide": true}}}
                """
            try put(
                daemon, url: server.url("/menu.json"), format: "json",
                mapping: #"{"fields":{"id":"id","name":"name","price":"price","stock":"stock"}}"#,
                more: rules)
            #expect(try daemon.sync(.org).productsCount == 1)
            try body(daemon, specials)
        }
    }

    @Test func aMemberThatIsRenamedMakesNoOtherRules() throws {
        try withSpecials { daemon, sync in
            #expect(try daemon.prices()["feed_1"] == 1_000)
            let renamed = #"[{"id":"m","value":50,"kinds":["medical"]}]"#
            let doubted = try sync(renamed)
            #expect(
                doubted.warnings.contains {
                    $0.contains("customerTypes (0 of 1 records, before 1 of 1)")
                }, "\(doubted)")
            #expect(try daemon.prices()["feed_1"] == 1_000)
            let status = try daemon.posmirror(
                "get", "tenants/\(TestDaemon.org)/integrations/pos", "--json")
            #expect(status.output.contains("customerTypes (0 of 1 records, before 1 of 1)"))
            #expect(try sync(#"[{"id":"m","value":50,"types":["medical"]}]"#).success)
            #expect(try daemon.prices()["feed_1"] == 1_000)
            // Another rule without the condition is another rule, and no loss.
            let other = try sync(#"[{"id":"n","value":20}]"#)
            #expect(!other.warnings.contains { $0.contains("nothing of it is taken") })
            #expect(try daemon.prices()["feed_1"] == 800)
        }
    }

    @Test func anEmptyListOfRulesIsTakenTheSecondTime() throws {
        try withSpecials { daemon, sync in
            #expect(try sync(#"[{"id":"n","value":20}]"#).success)
            #expect(try daemon.prices()["feed_1"] == 800)
            let once = try sync("[]")
            #expect(
                once.warnings.contains { $0.contains("records (0 of 0 records, before 1 of 1)") })
            #expect(try daemon.prices()["feed_1"] == 800)
            #expect(try sync("[] ").success)
            #expect(try daemon.prices()["feed_1"] == 1_000)
        }
    }

    @Test func anAnswerWithAnErrorClearsNothing() throws {
        try withSpecials { daemon, sync in
            #expect(try sync(#"[{"id":"n","value":20},{"id":"o","value":10}]"#).success)
            // A list cannot say more than that it is none: an object is no list of rules.
            let error = try sync(#"{"data":[],"error":"timeout"}"#)
            #expect(!error.warnings.isEmpty)
            #expect(try daemon.prices()["feed_1"] == 800)
        }
    }

    @Test func theKeyInAFeedsAddressIsNowhereShown() throws {
        try withSpecials { daemon, sync in
            #expect(try !sync("{").warnings.isEmpty)
            #expect(!daemon.log.contains("s3cretKey"))
            let status = try daemon.posmirror("status", TestDaemon.org, "--json")
            #expect(!status.output.contains("s3cretKey"))
        }
    }

    @Test func filesElsewhereAreRefused() throws {
        try withTemporaryDirectory { directory in
            try withShop { daemon, _, _ in
                let menu = ExportedMenu.spreadsheet
                try write(menu.text, to: "\(directory)/menu.csv")
                try put(
                    daemon, url: "file://\(directory)/menu.csv", format: "csv",
                    mapping: menu.mapping)
                let reply = try daemon.client.sync(.products, orgID: TestDaemon.org)
                #expect(!reply.success)
                #expect(
                    reply.error.contains(
                        "the daemon reads no files: it was started without --feed-dir DIR"))
            }
        }
    }

    @Test func aMappingThatDoesNotFitStoresNothing() throws {
        try withShop { daemon, shop, server in
            shop.put("/menu.csv", Array(ExportedMenu.spreadsheet.text.utf8), tag: "\"a\"")
            let before = try daemon.client.document(
                ResourcePath(uncheckedSegments: ["locations", "main"])
            ).wireBytes
            let mapping = #"{"fields": {"id": "Token", "name": "Item Name", "price": "Prize"}}"#
            let run = try put(
                daemon, url: server.url("/menu.csv"), format: "csv", mapping: mapping,
                expecting: .exit(65))
            #expect(run.error.contains("the mapping names Prize, and there is no such column"))
            let after = try daemon.client.document(
                ResourcePath(uncheckedSegments: ["locations", "main"])
            ).wireBytes
            #expect(after == before)
        }
    }

    @Test func writesAreNotOffered() throws {
        try withShop { daemon, shop, server in
            shop.put("/menu.csv", Array(ExportedMenu.spreadsheet.text.utf8), tag: "\"a\"")
            try put(
                daemon, url: server.url("/menu.csv"), format: "csv",
                mapping: ExportedMenu.spreadsheet.mapping, more: #", "token": "s3cret-t0ken""#)
            try daemon.sync(.org)
            let run = try daemon.posmirror(
                "pos", "discount", TestDaemon.org, "--name", "x", "--type", "percent", "--value",
                "5", "--category", "Flower", "--key", "k1")
            #expect(run.end == .exit(1))
            #expect(!daemon.log.contains("s3cret-t0ken"))
            let list = try daemon.posmirror("location", "list", "--json")
            #expect(!list.output.contains("s3cret-t0ken"))
        }
    }
}
