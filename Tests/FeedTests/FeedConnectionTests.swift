import FeedMapping
import HTTPTransport
import PointOfSale
import TestSupport
import Testing

@testable import Feed

@Suite struct FeedConnectionTests {
    private let harness = FeedHarness()

    private func body(_ json: String) -> [UInt8] { Array(json.utf8) }

    private let two = """
        [{"id":"a/1","name":"One","price":"$12.50","sale":10,"stock":3,"brand":"B",
          "effects":["calm"],"text":"Good."},
         {"id":1000,"name":"Two","price":20,"stock":-1}]
        """

    @Test func productsBecomeItems() throws {
        harness.server.answer(FeedHarness.url, .init(body: body(two)))
        let feed = try harness.connect(FeedHarness.products())
        let listing = try feed.listing()
        #expect(listing.shortfall == nil)
        #expect(listing.inventory.items.map(\.idItem) == ["1000", "a/1"])
        let item = try #require(listing.inventory.items.last)
        #expect(item.name == "One")
        #expect(item.prices == InventoryPrices(retail: 1_250))
        #expect(item.stockThousandths == 3_000)
        #expect(item.effects == ["calm"])
        #expect(listing.inventory.items[0].stockThousandths == 0)
        #expect(listing.details[POSID("a/1")]?.description == "Good.")
    }

    @Test func aSalePriceIsARuleOfItsProduct() throws {
        harness.server.answer(FeedHarness.url, .init(body: body(two)))
        let feed = try harness.connect(FeedHarness.products())
        let list = try feed.discounts(deadline: feed.soon)
        #expect(list.discounts.map(\.idDiscount) == ["sale_a/1"])
        let rule = try #require(list.discounts.first)
        #expect(rule.type == "fixed_price")
        #expect(rule.value == "10")
        #expect(rule.products == ["a/1"])
        #expect(rule.isActive == true)
        #expect(!list.isShort)
    }

    @Test func unchangedIsNotReadAgain() throws {
        harness.server.answer(FeedHarness.url, .init(body: body(two), entityTag: "\"v1\""))
        let feed = try harness.connect(FeedHarness.products())
        let first = try feed.listing().inventory
        #expect(try feed.listing().inventory === first)
        _ = try feed.discounts(deadline: feed.soon)
        #expect(harness.server.requests.count == 3)
        let sent = harness.server.requests.map {
            $0.headers.contains { $0.name == "If-None-Match" }
        }
        #expect(sent == [false, true, true])
        harness.server.answer(FeedHarness.url, .init(body: body("[]"), entityTag: "\"v2\""))
        #expect(try feed.listing().inventory !== first)
    }

    @Test func modifiedSinceIsAskedWhereThereIsNoTag() throws {
        let day = "Sun, 29 Nov 2026 10:00:00 GMT"
        harness.server.answer(FeedHarness.url, .init(body: body(two), lastModified: day))
        let feed = try harness.connect(FeedHarness.products())
        let first = try feed.listing().inventory
        #expect(try feed.listing().inventory === first)
    }

    @Test func aCutOffFeedIsNotWhole() throws {
        harness.server.answer(FeedHarness.url, .init(body: body(String(two.prefix(150)))))
        let feed = try harness.connect(FeedHarness.products())
        let listing = try feed.listing()
        #expect(listing.inventory.items.map(\.idItem) == ["a/1"])
        #expect(listing.shortfall == .told("the JSON text is cut off"))
        #expect(try feed.discounts(deadline: feed.soon).isShort)
        #expect(try feed.brands(deadline: feed.soon).isShort)
    }

    @Test func unreadableAmountsAreTold() throws {
        harness.server.answer(
            FeedHarness.url,
            .init(body: body(#"[{"id":"1","name":"n","price":"ask","stock":"many"}]"#)))
        let listing = try harness.connect(FeedHarness.products()).listing()
        #expect(listing.inventory.items[0].hasUnreadableAmounts)
        #expect(
            listing.inventory.unreadable.texts == [
                "inventory.price: 1 value could not be read and count as absent, for example in 1",
                "inventory.stock: 1 value could not be read and count as absent, for example in 1",
            ])
    }

    @Test func pagesAreReadToTheirTotal() throws {
        let page = { (ids: String, total: Int) in
            FakeServer.Answer(
                body: Array(#"{"total":\#(total),"r":[\#(ids)]}"#.utf8))
        }
        let item = { (id: Int) in #"{"id":\#(id),"name":"n","price":1}"# }
        let url = "https://shop.example/menu.json?p={page}"
        let mapping: POSSetting = .map([
            "records": .text("r"), "total": .text("total"),
            "fields": .map(["id": .text("id"), "name": .text("name"), "price": .text("price")]),
        ])
        harness.server.answer("https://shop.example/menu.json?p=1", page(item(1), 2))
        harness.server.answer("https://shop.example/menu.json?p=2", page(item(2), 2))
        let feed = try harness.connect(FeedHarness.products(url, mapping: mapping))
        let whole = try feed.listing()
        #expect(whole.inventory.items.count == 2)
        #expect(whole.shortfall == nil)
        #expect(harness.server.requests.count == 2)
        harness.server.answer("https://shop.example/menu.json?p=2", page(item(2), 5))
        harness.server.answer("https://shop.example/menu.json?p=1", page(item(1), 5))
        harness.server.answer("https://shop.example/menu.json?p=3", page("", 5))
        let short = try feed.listing()
        #expect(
            short.shortfall
                == .told("the feed has fewer records than its own total says (2 of 5)"))
    }

    @Test func aServerThatIgnoresThePageIsTold() throws {
        let url = "https://shop.example/menu.json?p={page}"
        for number in 1...2 {
            harness.server.answer(
                "https://shop.example/menu.json?p=\(number)", .init(body: body(two)))
        }
        let listing = try harness.connect(FeedHarness.products(url)).listing()
        #expect(
            listing.shortfall == .told("page 2 is page 1 again: url must name the page"))
    }

    @Test func tokensGoOutAndNeverIntoErrors() throws {
        harness.server.answer(FeedHarness.url, .init(status: 401))
        var config = FeedHarness.products()
        config["token"] = .text("s3cret")
        config["headers"] = .map(["X-Key": .text("k3y")])
        let feed = try harness.connect(config)
        let error = #expect(throws: POSError.self) { try feed.listing() }
        #expect(error?.code == .credentialsRejected)
        #expect(error.map { "\($0)" } == "products: the server refuses the token or headers")
        let headers = harness.server.requests[0].headers
        #expect(headers.contains(HTTPHeader("Authorization", "Bearer s3cret")))
        #expect(headers.contains(HTTPHeader("X-Key", "k3y")))
    }

    @Test func whatPassesIsTriedAgain() throws {
        harness.server.answer(
            FeedHarness.url, .init(status: 503), .init(status: 429), .init(body: body(two)))
        let feed = try harness.connect(FeedHarness.products())
        #expect(try feed.listing().inventory.items.count == 2)
        harness.server.answer(FeedHarness.url, .init(status: 302))
        let error = #expect(throws: POSError.self) { try feed.listing() }
        #expect(error?.code == .http(302))
    }

    @Test func storesAreColumnsAndOneMayBeChosen() throws {
        let mapping: POSSetting = .map([
            "fields": .map(["id": .text("id"), "name": .text("id"), "price": .integer(5)]),
            "stores": .map(["East": .text("e"), "West": .text("w")]),
        ])
        harness.server.answer(
            FeedHarness.url, .init(body: body(#"[{"id":"1","e":4,"w":2},{"id":"2","w":1}]"#)))
        let all = try harness.connect(FeedHarness.products(mapping: mapping)).listing()
        #expect(all.inventory.items.map(\.stockThousandths) == [6_000, 1_000])
        #expect(all.inventory.items[0].batches.map(\.location) == ["East", "West"])
        var config = FeedHarness.products(mapping: mapping)
        config["store"] = .text("East")
        let east = try harness.connect(config).listing()
        #expect(east.inventory.items.map(\.stockThousandths) == [4_000])
        config["store"] = .text("North")
        #expect(try harness.connect(config).listing().warnings == ["the feed knows no store North"])
    }

    @Test func discountsOfTheirOwnFeed() throws {
        harness.server.answer(FeedHarness.url, .init(body: body(two)))
        let url = "https://shop.example/specials.csv"
        harness.server.answer(
            url, .init(body: body("id,type,value,item\nS,percent,20,1000\nS,percent,20,a/1\n")))
        let config = FeedHarness.config(
            with: .discounts, url,
            [
                "id": .text("id"), "kind": .text("type"), "value": .text("value"),
                "products": .text("item"), "active": .flag(true),
            ], more: ["unite": .flag(true)])
        let feed = try harness.connect(config)
        let list = try feed.discounts(deadline: feed.soon)
        #expect(list.discounts.map(\.idDiscount) == ["S", "sale_a/1"])
        #expect(list.discounts[0].products == ["1000", "a/1"])
        #expect(list.repeatedIDs == [])
    }

    /// A rule may say at which of the feed's stores it holds; the store of posConfig is the name.
    @Test func rulesNameTheirStores() throws {
        harness.server.answer(FeedHarness.url, .init(body: body(two)))
        let url = "https://shop.example/specials.json"
        harness.server.answer(
            url,
            .init(
                body: body(
                    #"[{"id":"a","at":["Quay","Hill"]},{"id":"b"},{"id":"c","at":""},"#
                        + #"{"id":"d","at":[{}]}]"#)))
        var config = FeedHarness.products()
        config["store"] = .text("Quay")
        config["discounts"] = .map([
            "url": .text(url),
            "mapping": .map([
                "fields": .map([
                    "id": .text("id"), "kind": .map(["value": .text("percent")]),
                    "locations": .text("at"),
                ])
            ]),
        ])
        let account = try harness.adapter.account(POSSettings(config), isOnlyTenant: true)
        #expect(account.ruleLocation == "Quay" && account.locationID == nil)
        let feed = account.connect()
        let rules = try feed.discounts(deadline: feed.soon).discounts
        let own = rules.filter { !$0.idDiscount.hasPrefix("sale_") }
        #expect(own.map(\.locations) == [["Quay", "Hill"], nil, nil, nil])
        // What cannot be read is not taken for everywhere.
        #expect(
            own.map { $0.unreadableFields.contains("locations") } == [false, false, false, true])
    }

    /// Stores of one export are of one account; another export is another, unless named.
    @Test func oneExportIsOneLogin() throws {
        let login = { (config: [String: POSSetting]) in
            try harness.adapter.account(POSSettings(config), isOnlyTenant: false).login
        }
        var quay = FeedHarness.products()
        quay["store"] = .text("Quay")
        var hill = FeedHarness.products()
        hill["store"] = .text("Hill")
        #expect(try login(quay) == login(hill))
        let other = FeedHarness.products("https://shop.example/other.json")
        #expect(try login(other) != login(quay))
    }

    @Test func ordersOfTheirOwnFeed() throws {
        let url = "https://shop.example/orders.csv"
        harness.server.answer(
            url,
            .init(
                body: body(
                    """
                    no,day,total,who,item,qty,price
                    7,2026-11-01,"$30.00",Ann Lee,1000,1,20
                    7,2026-11-01,"$30.00",Ann Lee,a/1,1,10
                    8,2026-11-02,5,,,,
                    9,2026-12-24,x,,,,

                    """)))
        let config = FeedHarness.config(
            with: .orders, url,
            [
                "id": .text("no"), "created": .text("day"), "total": .text("total"),
                "fullName": .text("who"), "itemId": .text("item"),
                "itemQuantity": .text("qty"), "itemPrice": .text("price"),
            ])
        let feed = try harness.connect(config)
        #expect(feed.capabilities.contains(.orders))
        var orders: [POSOrder] = []
        let day = { (text: String) in try #require(CalendarDate(text.utf8)) }
        let end = try feed.orders(
            from: day("2026-11-01"), through: day("2026-11-30"), pagesMax: 1, shortOf: 0,
            deadline: feed.soon
        ) { orders += $0 }
        #expect(orders.map(\.id) == ["7", "8"])
        #expect(orders[0].items.map(\.idItem) == ["1000", "a/1"])
        #expect(orders[0].totalCents == 3_000)
        #expect(orders[0].customer.displayName == "Ann Lee")
        #expect(orders[1].items.isEmpty)
        #expect(end.isWhole)
    }
}
