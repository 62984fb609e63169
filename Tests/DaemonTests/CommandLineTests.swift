import AlleavesSimulator
import FirestoreModel
import Foundation
import MirrorMessages
import Testing

/// The program `posmirror` against a daemon: what it prints and how it ends.
@Suite struct CommandLineTests {
    private func object(_ run: ProgramRun) throws -> [String: Any] {
        #expect(run.end == .exit(0), "\(run.error)")
        let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        return try #require(value as? [String: Any])
    }

    private func array(_ run: ProgramRun) throws -> [[String: Any]] {
        #expect(run.end == .exit(0), "\(run.error)")
        let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        return try #require(value as? [[String: Any]])
    }

    @Test func fromALocationToADiscountedMenu() throws {
        try withDaemon(products: 90) { daemon in
            try daemon.client.deleteDocument(
                ResourcePath(uncheckedSegments: ["locations", "main"]))
            daemon.pos.addDiscount(json: rule("percent", "20", #""categories":["Flower"]"#))
            let account =
                #"{"username":"demo@example.com","password":"demo","pin":"1234","#
                + #""locationId":"1000"}"#
            let put = try daemon.posmirror(
                "location", "put", "shop", "--org", "acme", "--timezone", "America/New_York",
                "--credentials", "-", input: account)
            #expect(put.end == .exit(0), "\(put.error)")
            let products = try object(try daemon.posmirror("sync", "products", "acme", "--json"))
            #expect(products["created"] as? Int == 90)
            #expect(products["success"] as? Bool == true)
            #expect(products["org_id"] as? String == "acme")
            let discounts = try object(try daemon.posmirror("sync", "discounts", "acme", "--json"))
            let onSale = try #require(discounts["products_on_sale"] as? Int)
            #expect(onSale > 0)
            let menu = try array(try daemon.posmirror("menu", "acme", "--all", "--json"))
            #expect(menu.count == 90)
            #expect(menu.count { $0["is_on_sale"] as? Bool == true } == onSale)
            let sold = try #require(menu.first { $0["is_on_sale"] as? Bool == true })
            let cents = try #require(sold["price_cents"] as? Int)
            #expect(sold["sale_price_cents"] as? Int == (cents * 8 + 5) / 10)
            #expect(sold["sale_badge_text"] as? String == "20% OFF")
            let id = try #require(sold["external_id"] as? String)
            let product = try object(try daemon.posmirror("product", "acme", id, "--json"))
            #expect(product["name"] as? String == sold["name"] as? String)
            let explained = try daemon.posmirror("explain", "acme", id)
            #expect(explained.output.contains("applied"))
            let table = try daemon.posmirror("menu", "acme", "--on-sale")
            #expect(table.output.contains("20% OFF"))
        }
    }

    @Test func menusInJSONAreWholeAndInStockUnlessAllIsAskedFor() throws {
        try withDaemon(products: 300) { daemon in
            try daemon.sync(.products)
            let menu = try daemon.menu()
            let shown = try array(try daemon.posmirror("menu", "acme", "--json"))
            #expect(shown.count == menu.values.count(where: \.inStock))
            let all = try array(try daemon.posmirror("menu", "acme", "--all", "--json"))
            #expect(all.count == 300)
            let few = try array(try daemon.posmirror("menu", "acme", "--limit", "3", "--json"))
            #expect(few.count == 3)
            let cheap = try array(
                try daemon.posmirror("menu", "acme", "--all", "--max-price", "10", "--json"))
            #expect(cheap.count == menu.values.count { $0.priceCents <= 1000 })
        }
    }

    /// New products came last until the daemon's next start, and by their ids then.
    @Test func aMenuHasOneOrderWhateverCameWhenAndAfterARestart() throws {
        try withDaemon(products: 40) { daemon in
            try daemon.sync(.products)
            let own = [("own_2", "!aa"), ("own_1", "!AA"), ("zz", "~Zebra"), ("a", "Mint")]
            for (id, name) in own {
                try daemon.client.updateDocument(
                    TestDaemon.items.document(id),
                    fields: [
                        "name": .string(name), "price": 5, "isActive": true, "inStock": true,
                        "stock": 1,
                    ])
            }
            let names = { () throws in
                try array(try daemon.posmirror("menu", "acme", "--all", "--json"))
                    .map { "\($0["name"] ?? "") \($0["id"] ?? "")" }
            }
            let before = try names()
            #expect(before.count == 44)
            #expect(before.prefix(2) == ["!AA own_1", "!aa own_2"])
            #expect(before.last == "~Zebra zz")
            try daemon.restart()
            #expect(try names() == before)
            let paged = try array(
                try daemon.posmirror("menu", "acme", "--all", "--limit", "44", "--json"))
            #expect(paged.map { "\($0["name"] ?? "") \($0["id"] ?? "")" } == before)
        }
    }

    @Test func documentsComeInTheRESTForm() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let id = try #require(daemon.pos.idItems.first)
            let path = "tenants/acme/publicViews/products/items/alleaves_\(id)"
            let document = try object(try daemon.posmirror("get", path, "--json"))
            #expect((document["name"] as? String)?.hasSuffix(path) == true)
            let fields = try #require(document["fields"] as? [String: [String: Any]])
            #expect(fields["externalId"]?["stringValue"] as? String == "\(id)")
            #expect(fields["isOnSale"]?["booleanValue"] as? Bool == false)
            #expect(document["createTime"] is String && document["updateTime"] is String)
            let list = try array(
                try daemon.posmirror("list", "tenants/acme/publicViews/products/items", "--json"))
            #expect(list.count == 60)
        }
    }

    @Test func everyFailureHasItsExitCodeAndGoesToStandardError() throws {
        try withDaemon { daemon in
            func ends(_ arguments: String..., with code: Int32) throws {
                let run = try ProgramRun(
                    "posmirror", ["--socket", daemon.socket] + arguments, in: daemon.directory)
                #expect(run.end == .exit(code), "\(arguments) \(run.error)")
                #expect(run.error.hasPrefix("posmirror: "), "\(arguments)")
                #expect(run.error.split(separator: "\n").count == 1)
            }
            try ends("menu", "nobody", with: 4)
            try ends("get", "locations/none", with: 4)
            try ends("nonsense", with: 2)
            try ends("menu", "acme", "--limit", "x", with: 2)
            try ends("location", "put", "x", "--org", "acme", "--credentials", "/none", with: 2)
            try ends("sync", "products", "nobody", with: 1)
            let run = try ProgramRun(
                "posmirror", ["--socket", "\(daemon.directory)/none", "status"],
                in: daemon.directory)
            #expect(run.end == .exit(3))
            #expect(run.error.contains("no daemon answers"))
        }
    }

    @Test func aFailedSyncExits1WithItsReplyAsJSON() throws {
        try withDaemon { daemon in
            daemon.pos.refuseLogins()
            let run = try daemon.posmirror("sync", "products", "acme", "--json")
            #expect(run.end == .exit(1))
            let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
            let reply = try #require(value as? [String: Any])
            #expect(reply["success"] as? Bool == false)
            #expect((reply["error"] as? String)?.contains("check username") == true)
            #expect(run.error.contains("check username"))
        }
    }

    @Test func metadataDiscountsExpiryAndStatusAreOneJSONValueEach() throws {
        try withDaemon({ $0.discounts = 6 }) { daemon in
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            try daemon.sync(.metadata)
            for words in [
                ["metadata", "acme"], ["discounts", "acme"], ["expiring", "acme", "--days", "900"],
                ["status"], ["info"], ["verify"], ["location", "list"],
            ] {
                let run = try ProgramRun(
                    "posmirror", ["--socket", daemon.socket] + words + ["--json"],
                    in: daemon.directory)
                #expect(run.end == .exit(0), "\(words) \(run.error)")
                #expect(run.error.isEmpty)
                #expect(throws: Never.self) {
                    try JSONSerialization.jsonObject(with: Data(run.output.utf8))
                }
            }
        }
    }
}
