import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import MirrorMessages
import Testing

/// Categories, names, computed prices and rules as they come from the POS through the daemon to
/// whoever asks.
@Suite struct CategoryTests {
    private struct Product {
        var category = "Category > Flower"
        var brand = "Acme"
        var more = #","price_otd_adult_use":100"#
    }

    private func row(_ id: Int, _ product: Product) -> String {
        #"{"id_item":\#(id),"id_batch":\#(id),"item":"Item \#(id)","brand":"\#(product.brand)","#
            + #""category":"\#(product.category)","available":4,"on_hand":4,"status":"open""#
            + product.more + "}"
    }

    private func withMenu(
        _ products: [Product], rules: [String],
        _ body: (TestDaemon, [String: MenuItem]) throws -> Void
    ) throws {
        try withDaemon { daemon in
            let rows = products.enumerated().map { row($0 + 1, $1) }
            daemon.pos.override(
                "/inventory/search", body: "[" + rows.joined(separator: ",") + "]")
            for json in rules { daemon.pos.addDiscount(json: json) }
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            try body(daemon, try daemon.menu())
        }
    }

    private func categories(_ names: [String]) -> String {
        "\"categories\":[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }

    /// Twenty parents that share the names of their children; one rule on each pair, each parent
    /// and some families, highest priority first for the deepest: prices tell which rule reached.
    @Test func rulesOnEveryNodeOfATwoLevelMenuPriceExactlyTheirSubtrees() throws {
        let parents = (0..<18).map { "Line \($0)" } + ["Accessories", "Pre-Rolls"]
        let children = ["Infused", "Gummies", "Cones", "1g"]
        var paths: [[String]] = []
        for parent in parents {
            paths.append([parent])
            for child in children { paths.append([parent, child]) }
        }
        let products = paths.map { Product(category: "Category > " + $0.joined(separator: " > ")) }
        for depth in [1, 2] {
            let named = paths.filter { $0.count == depth }
            let rules = named.enumerated().map { place, path in
                rule(
                    "fixed_price", "\(place + 1)", categories([path.joined(separator: " > ")]),
                    name: path.joined(separator: "/"))
            }
            try withMenu(products, rules: rules) { daemon, menu in
                for (place, path) in paths.enumerated() {
                    let item = try #require(menu["alleaves_\(place + 1)"])
                    // Segment by segment: the rule whose path this one begins with.
                    let owner = named.firstIndex { path.starts(with: $0) }
                    // `Pre-Rolls` is a family's own name, which single children called so share.
                    #expect(item.salePriceCents == owner.map { Int64($0 + 1) * 100 }, "\(path)")
                    #expect(item.categoryPath == path)
                    let document = try daemon.client.document(TestDaemon.item(item.id))
                    #expect(document.fields["categoryPath"] == .array(path.map { .string($0) }))
                    #expect(document.fields["category"] == .string(item.category))
                }
            }
        }
    }

    @Test func aFilterTakesAFamilyOrAPathAndFacetsCountFamilies() throws {
        let names = [
            "Flower > Indoor > 3.5g", "Flower > Outdoor", "Vape Pens", "Edibles > Gummies",
            "Edibles > Chocolates", "Accessories > Cones", "Doorbusters > Gummies",
        ]
        try withMenu(names.map { Product(category: $0) }, rules: []) { daemon, menu in
            #expect(menu["alleaves_1"]?.category == "Flower")
            #expect(menu["alleaves_1"]?.rawCategory == "Flower > Indoor > 3.5g")
            func found(_ category: String) throws -> [String] {
                var request = QueryMenuRequest()
                request.orgId = TestDaemon.org
                var filter = MenuFilter()
                filter.category = [category]
                request.filter = filter
                return try daemon.client.queryMenu(request).items.map(\.externalId).sorted()
            }
            #expect(try found("Flower") == ["1", "2"])
            #expect(try found("flower > indoor") == ["1"])
            #expect(try found("Edibles>Gummies") == ["4"])
            #expect(try found("Edibles") == ["4", "5", "7"])
            #expect(try found("Vapes") == ["3"])
            #expect(try found("3.5g").isEmpty)
            #expect(try found("Gummies").isEmpty)
            var request = QueryMenuRequest()
            request.orgId = TestDaemon.org
            request.facets = true
            let facet = try #require(
                try daemon.client.queryMenu(request).facets.first { $0.field == "category" })
            let counts = Dictionary(
                facet.counts.map { ($0.value, $0.count) }, uniquingKeysWith: { one, _ in one })
            #expect(counts == ["Flower": 2, "Vapes": 1, "Edibles": 3, "Accessories": 1])
        }
    }

    /// Names as a web form, a phone and a till write them.
    @Test func namesThatLookTheSameMeetAndAreServedDecoded() throws {
        let products = [
            Product(brand: "Mary &amp; Jane"), Product(brand: "Fern\u{2019}s"),
            Product(brand: "STRASSE"), Product(brand: "ACME  LABS"),
            Product(category: "Pre\u{2011}Rolls &gt; 1g", brand: "x"),
            Product(brand: "A &amp;lt; B"), Product(brand: "Zero\u{200B}Width"),
        ]
        let rules = [
            #""brands":["Mary & Jane"]"#, #""brands":["FERN'S"]"#, #""brands":["stra\u00dfe"]"#,
            #""brands":["Acme Labs"]"#, #""categories":["pre roll"]"#,
            #""brands":["a &amp;lt; b"]"#,
            #""brands":["zerowidth"]"#,
        ].map { rule("percent", "10", $0, name: "Fern&#039;s deal") }
        try withMenu(products, rules: rules) { daemon, menu in
            for id in products.indices {
                let item = try #require(menu["alleaves_\(id + 1)"])
                #expect(item.salePriceCents == 9000, "\(item.brandName)")
                #expect(item.discountId == "\(101 + id)")
                #expect(item.discountName == "Fern's deal")
            }
            #expect(menu["alleaves_1"]?.brandName == "Mary & Jane")
            #expect(menu["alleaves_5"]?.categoryPath == ["Pre\u{2011}Rolls", "1g"])
            // Decoded once, and once only however often it is synced.
            for _ in 0..<2 {
                #expect(try daemon.menu()["alleaves_6"]?.brandName == "A &lt; B")
                let reply = try daemon.sync(.products)
                #expect(reply.updated == 0 && reply.created == 0)
            }
            let document = try daemon.client.document(TestDaemon.item("alleaves_1"))
            #expect(document.fields["brandName"] == "Mary & Jane")
        }
    }

    @Test func aBasePriceFromCostIsRoundedOnce() throws {
        let none = #","price_otd_adult_use":0,"cost_of_good":"#
        let products = [
            Product(category: "Edibles", more: none + "12.345"),
            Product(category: "Flower", more: none + "\"8.125\""),
            Product(category: "Vape Pens", more: none + "0.0275"),
            Product(category: "Infused Pre-Rolls", more: none + "10"),
        ]
        try withMenu(products, rules: []) { _, menu in
            let prices = (1...4).map { menu["alleaves_\($0)"]?.priceCents }
            #expect(prices == [2839, 1788, 6, 2100])
            #expect(menu.values.allSatisfy { $0.priceSource == "cost_markup" })
        }
    }

    // MARK: - Rules without a scope, and rules of agents

    @Test func aRuleThatLostItsScopeIsNamedAndPricesNothing() throws {
        let rules = [
            rule("percent", "10", "", name: "Whole store?"),
            rule("percent", "20", categories(["Category > "]), name: "Lost its category"),
        ]
        try withMenu([Product(), Product(category: "")], rules: rules) { daemon, menu in
            #expect(menu.values.allSatisfy { !$0.isOnSale })
            let listed = try daemon.client.discounts(orgID: TestDaemon.org).discounts
            #expect(listed.map(\.state) == ["unscoped", "unscoped"])
            #expect(listed.map(\.name) == ["Whole store?", "Lost its category"])
            #expect(listed.allSatisfy { $0.detail.contains("whole store") && !$0.storeWide })
            let explained = try daemon.client.explainPrice(
                orgID: TestDaemon.org, productID: "alleaves_1")
            #expect(explained.rules.map(\.outcome) == ["unscoped", "unscoped"])
            #expect(explained.rules.map(\.name) == ["Whole store?", "Lost its category"])
            #expect(explained.rules.allSatisfy { $0.level.isEmpty })
        }
    }

    @Test func aRuleForTheWholeStoreSaysSo() throws {
        try withMenu(
            [Product(), Product(category: "Edibles", brand: "B"), Product(brand: "C")],
            rules: [rule("percent", "50", #""brands":["C"]"#)]
        ) { daemon, _ in
            try daemon.client.updateDocument(
                TestDaemon.rule("everything"),
                fields: [
                    "name": "Everything", "discountType": "percent", "discountValue": 10,
                    "active": true, "storeWide": true, "priority": 99,
                ])
            let menu = try daemon.menu()
            #expect((1...3).map { menu["alleaves_\($0)"]?.salePriceCents } == [9000, 9000, 5000])
            let listed = try daemon.client.discounts(orgID: TestDaemon.org).discounts
            #expect(listed.first { $0.id == "everything" }?.storeWide == true)
            let explained = try daemon.client.explainPrice(
                orgID: TestDaemon.org, productID: "alleaves_3")
            #expect(explained.rules.map(\.level) == ["brand", "store"])
            #expect(explained.rules.map(\.outcome) == ["applied", "lower_level"])
        }
    }

    // MARK: - BOGO and conditional offers in documents

    @Test func bogoAboveTwoIsAnOfferAndDocumentsShowBoth() throws {
        let rules = [
            rule("bogo", "50", #""categories":["Flower"],"min_qty":2"#, name: "Two"),
            rule("bogo", "0", #""categories":["Edibles"],"min_qty":3"#, name: "Three"),
            rule(
                "percent", "10",
                #""brands":["Acme"],"min_total":"49.50","customer_types":["vip"]"#,
                name: "Basket"),
        ]
        let products = [Product(), Product(category: "Edibles"), Product(brand: "Other")]
        try withMenu(products, rules: rules) { daemon, menu in
            #expect(menu["alleaves_1"]?.bogoUnitPriceCents == 7500)
            let edible = try #require(menu["alleaves_2"])
            #expect(edible.bogoUnitPriceCents == nil && !edible.isOnSale)
            #expect(edible.conditionalOffers.map(\.name) == ["Three", "Basket"])
            #expect(edible.conditionalOffers.first?.minQuantity == 3)
            let tree = try FirestoreTree(daemon.client, database: "(default)")
            let items = "tenants/acme/publicViews/products/items"
            let flower = try tree.get("\(items)/alleaves_1").fields
            #expect(flower["bogoUnitPrice"] == 75.0 && flower["salePrice"] == 100.0)
            let offers = try tree.get("\(items)/alleaves_2").fields["conditionalOffers"]
            #expect(
                offers == [
                    [
                        "badgeText": "BOGO", "discountId": "102", "minQuantity": 3,
                        "name": "Three",
                    ],
                    [
                        "badgeText": "10% OFF", "customerTypes": ["vip"], "discountId": "103",
                        "minTotal": 49.5, "name": "Basket",
                    ],
                ])
            #expect(try tree.get("\(items)/alleaves_3").fields["conditionalOffers"] == nil)
            let cheap = StructuredQuery(
                collection: "items", where: .where("bogoUnitPrice", .lessThan, 80.0))
            #expect(
                try tree.ids(cheap, parent: "tenants/acme/publicViews/products")
                    == ["alleaves_1", "alleaves_3"])
            let vip = StructuredQuery(
                collection: "items",
                where: .where(
                    "conditionalOffers", .arrayContains,
                    [
                        "badgeText": "BOGO", "discountId": "102", "minQuantity": 3, "name": "Three",
                    ]))
            #expect(
                try tree.ids(vip, parent: "tenants/acme/publicViews/products") == ["alleaves_2"])
            for field in ["bogoUnitPrice", "conditionalOffers"] {
                expect(.failedPrecondition) {
                    try tree.commit([
                        tree.update("\(items)/alleaves_1", [field: 1.0], mask: [field])
                    ])
                }
            }
        }
    }
}
