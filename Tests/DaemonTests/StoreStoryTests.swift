import AlleavesSimulator
import FirestoreModel
import MirrorClient
import MirrorMessages
import Testing

/// A tenant with two accounts and three locations, from its POS to every answer: main and north of
/// the first company, uptown of the second, which numbers its items alike.
@Suite struct StoreStoryTests {
    private static let stores = ["main", "north", "uptown"]

    private func withStores(_ body: (TestDaemon) throws -> Void) throws {
        try withDaemon(
            products: 60, account: .init(username: "user1"),
            { simulator in
                simulator.accounts = 2
                simulator.locations = 2
                simulator.hasLocationPrices = true
                simulator.discounts = 8
            }
        ) { daemon in
            try daemon.putLocation("north", locationID: "1001")
            try daemon.putLocation("uptown", config: ["username": "user2"])
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            try body(daemon)
        }
    }

    private func menus(_ daemon: TestDaemon) throws -> [String: [String: MenuItem]] {
        try Self.stores.reduce(into: [:]) { $0[$1] = try daemon.menu(location: $1) }
    }

    /// What the tenant's menu must say of a product, by what the stores say.
    private static func check(_ item: MenuItem, _ menus: [String: [String: MenuItem]]) {
        let at = stores.compactMap { store in menus[store]?[item.id].map { (store, $0) } }
        #expect(!at.isEmpty, "\(item.id)")
        #expect(item.stock == at.reduce(0) { $0 + $1.1.stock }, "\(item.id)")
        #expect(item.inStock == at.contains { $0.1.inStock })
        let priced = at.filter { $0.1.priceCents > 0 }
        let inStock = priced.filter(\.1.inStock)
        let cheapest = (inStock.isEmpty ? priced : inStock).map(\.1.priceCents).min() ?? 0
        #expect(item.priceCents == cheapest, "\(item.id)")
        guard cheapest > 0 else { return }
        let shown = at.first { $0.0 == item.priceLocationId }?.1
        #expect(shown?.priceCents == cheapest, "\(item.id) at \(item.priceLocationId)")
        #expect(at.allSatisfy { $0.1.priceLocationId.isEmpty })
    }

    @Test func everyStoreHasItsOwnItemsStockAndPrices() throws {
        try withStores { daemon in
            let (tenant, menus) = (try daemon.menu(), try menus(daemon))
            #expect(tenant["alleaves_1000"] != nil && tenant["alleaves_2_1000"] != nil)
            #expect(tenant["alleaves_1000"]?.externalId == "1000")
            #expect(tenant["alleaves_2_1000"]?.externalId == "1000")
            for item in tenant.values { Self.check(item, menus) }
            let ids = menus.mapValues { Set($0.keys) }
            #expect(ids.values.reduce(Set()) { $0.union($1) } == Set(tenant.keys))
            #expect(ids["uptown"]?.allSatisfy { $0.hasPrefix("alleaves_2_") } == true)
            for store in ["main", "north"] {
                #expect(ids[store]?.contains { $0.hasPrefix("alleaves_2_") } == false)
            }
            // The stores of one company ask different prices and have different stock.
            let (main, north) = (menus["main"] ?? [:], menus["north"] ?? [:])
            #expect(main.contains { $0.value.priceCents != north[$0.key]?.priceCents })
            #expect(main.contains { $0.value.stock != north[$0.key]?.stock })
            for store in Self.stores {
                var request = QueryMenuRequest()
                request.orgId = "acme"
                request.locationId = store
                request.sort = .priceAsc
                request.limit = 1000
                let page = try daemon.client.queryMenu(request)
                #expect(page.total == Int64(menus[store]?.count ?? 0))
                #expect(page.items.allSatisfy { menus[store]?[$0.id] == $0 })
            }
        }
    }

    /// By its POS's own id the first company's item is meant, at a store its own.
    @Test func anOwnIdMeansTheStoresItem() throws {
        try withStores { daemon in
            let menus = try menus(daemon)
            for (store, id) in [
                ("main", "alleaves_1000"), ("north", "alleaves_1000"),
                ("uptown", "alleaves_2_1000"), ("", "alleaves_1000"),
            ] {
                let reply = try daemon.client.product(
                    orgID: "acme", productID: "1000", locationID: store)
                #expect(reply.item?.id == id, "\(store)")
                if !store.isEmpty { #expect(reply.item == menus[store]?[id]) }
            }
            let run = try daemon.posmirror("product", "acme", "1000", "--location", "uptown")
            #expect(run.output.contains("alleaves_2_1000") && !run.output.contains("price at"))
            let error = failure {
                _ = try daemon.client.product(
                    orgID: "acme", productID: "alleaves_2_1000", locationID: "main")
            }
            #expect(error?.code == .notFound)
        }
    }

    /// The second company's only store goes: nothing of it is sold, at once and after a crash; what
    /// is left is priced as it was, and all is back with the store.
    @Test func whatAStoreThatWentHadIsOnNoMenu() throws {
        try withStores { daemon in
            let before = try daemon.menu()
            let left = before.filter { !$0.key.hasPrefix("alleaves_2_") }
            #expect(left.count < before.count)
            try daemon.client.deleteDocument(
                ResourcePath(uncheckedSegments: ["locations", "uptown"]))
            for _ in 0..<2 {
                #expect(try daemon.menu() == left)
                let error = failure {
                    _ = try daemon.client.product(orgID: "acme", productID: "alleaves_2_1000")
                }
                #expect(error?.code == .notFound)
                daemon.kill()
                try daemon.restart()
            }
            try daemon.putLocation("uptown", config: ["username": "user2"])
            #expect(try daemon.menu() == before)
        }
    }

    @Test func aRuleOfOneStorePricesAndIsExplainedThereAlone() throws {
        try withStores { daemon in
            let before = try menus(daemon)
            try daemon.client.updateDocument(
                TestDaemon.rule("north_week"),
                fields: [
                    "active": true, "discountType": "percent", "discountValue": "50",
                    "storeWide": true, "priority": 1_000_000, "locationIds": ["north"],
                ])
            let after = try menus(daemon)
            #expect(after["main"] == before["main"] && after["uptown"] == before["uptown"])
            let own = (after["north"] ?? [:]).values.filter { $0.discountId == "north_week" }
            #expect(!own.isEmpty)
            for item in own { #expect(item.salePriceCents == (item.priceCents + 1) / 2) }
            for (store, isListed) in [("main", false), ("north", true), ("uptown", false)] {
                let listed = try daemon.client.discounts(orgID: "acme", locationID: store)
                    .discounts.contains { $0.id == "north_week" }
                #expect(listed == isListed, "\(store)")
                for item in (after[store] ?? [:]).values.prefix(10) {
                    let reply = try daemon.client.explainPrice(
                        orgID: "acme", productID: item.id, locationID: store)
                    #expect(reply.item == item)
                    let applied = reply.rules.filter { $0.outcome == "applied" }
                    #expect(applied.map(\.discountId) == (item.isOnSale ? [item.discountId] : []))
                    #expect(reply.rules.contains { $0.ruleId == "north_week" } == isListed)
                }
            }
            // The tenant's menu has the rule where it shows north's price.
            for item in try daemon.menu().values where item.discountId == "north_week" {
                #expect(item.priceLocationId == "north")
            }
        }
    }

    @Test func whatExpiresIsEachStoresOwn() throws {
        try withStores { daemon in
            let batches = { (store: String) in
                try daemon.client.expiringInventory(
                    orgID: "acme", locationID: store, days: 3650
                ).items.map { "\($0.idItem) \($0.itemName) \($0.idBatch) \($0.quantity)" }
            }
            let stores = try Self.stores.map(batches)
            #expect(stores.allSatisfy { !$0.isEmpty })
            #expect(try batches("").sorted() == stores.flatMap { $0 }.sorted())
            for (store, menu) in try menus(daemon) {
                let candidates = try daemon.client.clearance(
                    orgID: "acme", locationID: store, days: 3650
                ).candidates
                for candidate in candidates {
                    #expect(menu[candidate.productId]?.priceCents == candidate.baseCents)
                    #expect(candidate.id.hasSuffix("@\(store)"))
                }
                #expect(Set(candidates.map(\.id)).count == candidates.count)
            }
            let all = try daemon.client.clearance(orgID: "acme", days: 3650).candidates
            #expect(Set(all.map(\.id)).count == all.count)
        }
    }

    @Test func aPreviewOfAStoreIsWhatASyncMakesOfIt() throws {
        try withStores { daemon in
            for store in Self.stores {
                var seen: [String: MenuItem] = [:]
                try daemon.client.previewMenu(orgID: "acme", locationID: store) { chunk in
                    for item in chunk.items { seen[item.id] = item }
                }
                let menu = try daemon.menu(location: store)
                #expect(Set(seen.keys) == Set(menu.keys), "\(store)")
                for (id, item) in menu {
                    #expect(seen[id]?.priceCents == item.priceCents, "\(store) \(id)")
                    #expect(seen[id]?.salePriceCents == item.salePriceCents, "\(store) \(id)")
                    #expect(seen[id]?.stock == item.stock, "\(store) \(id)")
                }
            }
        }
    }

    @Test func anOrderIsPricedAndCountedAsAtItsStore() throws {
        try withStores { daemon in
            let menus = try menus(daemon)
            let (main, north) = (menus["main"] ?? [:], menus["north"] ?? [:])
            let item = try #require(
                main.values.sorted { $0.id < $1.id }.first { item in
                    guard let other = north[item.id] else { return false }
                    return item.inStock && other.inStock && !item.isOnSale && !other.isOnSale
                        && item.priceCents != other.priceCents && min(item.stock, other.stock) >= 1
                })
            for (store, menu) in [("main", main), ("north", north)] {
                var request = SubmitOrderRequest()
                request.orgId = "acme"
                request.locationId = store
                request.customerId = "5001"
                request.idempotencyKey = "order-\(store)"
                var line = NewOrderItem()
                line.productId = item.id
                line.quantity = 1
                request.items = [line]
                let reply = try daemon.client.submitOrder(request)
                #expect(reply.state == "done", "\(store): \(reply.error)")
                #expect(reply.subtotalCents == menu[item.id]?.priceCents, "\(store)")
                // More than this store has, though another one has it.
                request.idempotencyKey = "much-\(store)"
                request.items[0].quantity = (menu[item.id]?.stock ?? 0) + 1
                let error = failure { _ = try daemon.client.submitOrder(request) }
                #expect(error?.code == .failedPrecondition)
            }
        }
    }
}
