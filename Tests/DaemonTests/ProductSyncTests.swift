import AlleavesSimulator
import FirestoreModel
import MirrorClient
import MirrorMessages
import Testing
import TextForms

/// The catalogue as a user sees it after syncs.
@Suite struct ProductSyncTests {
    @Test func theFirstSyncPutsEveryItemOfThePOSOnTheMenu() throws {
        try withDaemon(products: 300) { daemon in
            let reply = try daemon.sync(.products)
            #expect(reply.created == 300)
            #expect(reply.posProductsCount == 300)
            #expect(reply.productsCount == 300)
            #expect(reply.updated + reply.unchanged + reply.deactivated == 0)
            let menu = try daemon.menu()
            #expect(menu.count == 300)
            for id in daemon.pos.idItems {
                let expected = try #require(daemon.pos.item(idItem: id))
                let item = try #require(menu["alleaves_\(id)"])
                check(item, expected)
            }
            let status = try daemon.status()
            #expect(status.status == "success")
            #expect(status.lastError.isEmpty)
            #expect(status.productsCount == 300)
            #expect(status.posProductsCount == 300)
            #expect(status.matchRatio == 1)
            #expect(status.lastSyncAt != nil)
            #expect(daemon.log.contains("[POS_SYNC] org=acme kind=products ok"))
        }
    }

    private func check(_ item: MenuItem, _ expected: SimulatedItem) {
        let name = expected.name.trimmed
        #expect(item.name == name)
        #expect(item.brandName == (expected.brand ?? "").trimmed)
        #expect(item.rawCategory == expected.category)
        #expect(item.externalId == "\(expected.idItem)")
        #expect(item.stock == Double(expected.sellableUnits), "\(expected)")
        #expect(item.inStock == (expected.sellableUnits > 0))
        if let cents = expected.outTheDoorCents {
            #expect(item.priceCents == Int64(cents))
            #expect(item.priceSource.hasPrefix("otd"))
        } else {
            #expect(!item.priceSource.hasPrefix("otd"))
        }
    }

    @Test func aSecondSyncOfTheSameDataWritesNothingAndOnlyTheStatusMoves() throws {
        try withDaemon(products: 200, { $0.discounts = 20 }) { daemon in
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            try daemon.sync(.metadata)
            let (menu, documents) = (try daemon.menu(), try daemon.productBytes())
            let rules = try daemon.documents(
                ResourcePath(uncheckedSegments: ["tenants", TestDaemon.org, "discounts"]))
            let status = try daemon.status()
            for kind in [MirrorClient.SyncKind.products, .discounts, .metadata] {
                let reply = try daemon.sync(kind)
                #expect(reply.created == 0, "\(kind)")
                #expect(reply.updated == 0, "\(kind)")
                #expect(reply.deactivated == 0, "\(kind)")
                #expect(reply.unchanged > 0, "\(kind)")
            }
            #expect(try daemon.menu() == menu)
            #expect(try daemon.productBytes() == documents)
            #expect(
                try daemon.documents(
                    ResourcePath(uncheckedSegments: ["tenants", TestDaemon.org, "discounts"]))
                    == rules)
            let moved = try daemon.status()
            #expect(moved.menuVersion == status.menuVersion)
            #expect(
                (moved.lastSyncAt?.microseconds ?? 0) > (status.lastSyncAt?.microseconds ?? 0))
        }
    }

    @Test func whatChangedAtThePOSIsAllThatASyncWrites() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let before = try daemon.menu()
            let ids = Array(daemon.pos.idItems)
            daemon.pos.setPrice(idItem: ids[3], cents: 1234)
            daemon.pos.setStock(idItem: ids[5], units: 77)
            let reply = try daemon.sync(.products)
            #expect(reply.updated == 2)
            #expect(reply.unchanged == 58)
            let after = try daemon.menu()
            #expect(after["alleaves_\(ids[3])"]?.priceCents == 1234)
            #expect(after["alleaves_\(ids[5])"]?.stock == 77)
            for (id, item) in before where !["\(ids[3])", "\(ids[5])"].contains(item.externalId) {
                #expect(after[id] == item)
            }
        }
    }

    @Test func itemsThatLeaveThePOSGoInactiveAndComeBackWithIt() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let before = try daemon.menu()
            let gone = Array(daemon.pos.idItems.prefix(4))
            daemon.pos.removeItems(gone)
            let reply = try daemon.sync(.products)
            #expect(reply.deactivated == 4)
            #expect(reply.productsCount == 56)
            #expect(try daemon.menu().count == 56)
            for id in gone {
                let document = try daemon.client.document(TestDaemon.item("alleaves_\(id)"))
                #expect(document.fields["isActive"] == .boolean(false))
                #expect(document.fields["stock"] == .integer(0))
                let canonical = try daemon.client.document(TestDaemon.product(id))
                #expect(canonical.fields["isActive"] == .boolean(false))
            }
            let error = failure {
                _ = try daemon.client.product(orgID: "acme", productID: "\(gone[0])")
            }
            #expect(error?.code == .notFound)
            #expect(try daemon.sync(.products).deactivated == 0)
            daemon.pos.restoreItems(gone)
            #expect(try daemon.sync(.products).updated == 4)
            let menu = try daemon.menu()
            #expect(menu.mapValues { $0.priceCents } == before.mapValues { $0.priceCents })
            #expect(menu.mapValues { $0.stock } == before.mapValues { $0.stock })
        }
    }

    @Test func whatAgentsAddedToAProductSurvivesASyncThatRewritesIt() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let id = try #require(daemon.pos.idItems.first)
            let path = TestDaemon.item("alleaves_\(id)")
            let added: Fields = [
                "imageUrl": "https://cdn.example/1.png", "featured": true, "sortOrder": 3,
            ]
            try daemon.client.updateDocument(path, fields: added, mask: added.keys)
            daemon.pos.setPrice(idItem: id, cents: 4321)
            #expect(try daemon.sync(.products).updated == 1)
            let document = try daemon.client.document(path)
            for (key, value) in added { #expect(document.fields[key] == value) }
            #expect(document.fields["price"] == .double(43.21))
            let item = try #require(try daemon.menu()["alleaves_\(id)"])
            #expect(item.imageUrl == "https://cdn.example/1.png")
            #expect(item.priceCents == 4321)
            #expect(try daemon.sync(.products).updated == 0)
        }
    }

    @Test func twoLocationsOfOneTenantAreSummedUp() throws {
        try withDaemon(products: 40, { $0.locations = 2 }) { daemon in
            try daemon.putLocation("north", locationID: "1001")
            let reply = try daemon.sync(.products)
            #expect(reply.posProductsCount == 40)
            let menu = try daemon.menu()
            for id in daemon.pos.idItems {
                let stocks = [1000, 1001].map {
                    daemon.pos.item(idItem: id, idLocation: $0)?.sellableUnits ?? 0
                }
                #expect(menu["alleaves_\(id)"]?.stock == Double(stocks.reduce(0, +)))
            }
        }
    }

    @Test func oneLocationThatRefusesItsLoginKeepsItsStockAndStopsNoOther() throws {
        try withDaemon(products: 40, { $0.locations = 2 }) { daemon in
            try daemon.putLocation("north", locationID: "1001")
            try daemon.sync(.products)
            let menu = try daemon.menu()
            let first = try #require(daemon.pos.idItems.first)
            let north = daemon.pos.item(idItem: first, idLocation: 1001)?.sellableUnits ?? 0
            try daemon.putLocation(
                "north", locationID: "1001", config: ["password": "wrong-password"])
            daemon.pos.setStock(idItem: first, units: 999)
            let reply = try daemon.client.syncProducts(TestDaemon.org)
            #expect(!reply.success)
            #expect(reply.error.contains("north"))
            #expect(reply.error.contains("posmirror location put"))
            #expect(!reply.error.contains("wrong-password"))
            var after = try daemon.menu()
            let id = "alleaves_\(first)"
            #expect(after[id]?.stock == Double(999 + north))
            after[id] = menu[id]
            #expect(after == menu)
            #expect(try daemon.status().status == "error")
        }
    }

    @Test func oneTenantsCredentialsAreNeverUsedForAnother() throws {
        try withDaemon { daemon in
            let fields: Fields = [
                "orgId": "other", "posConfig": ["provider": "alleaves", "status": "active"],
            ]
            try daemon.client.updateDocument(
                ResourcePath(uncheckedSegments: ["locations", "elsewhere"]), fields: fields)
            let reply = try daemon.client.syncProducts("other")
            #expect(!reply.success)
            #expect(reply.error.contains("lacks username or password"))
            #expect(daemon.pos.requestCount == 0)
        }
    }
}
