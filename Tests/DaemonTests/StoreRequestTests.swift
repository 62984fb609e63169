import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import ProtobufWire
import Testing

/// Requests that name one of a tenant's locations, of products that were stored by hand.
@Suite struct StoreRequestTests {
    private func withStores(_ body: (TestDaemon) throws -> Void) throws {
        try withDaemon(products: 5) { daemon in
            try StoreDocuments.put(daemon)
            try body(daemon)
        }
    }

    /// Every unary or finite request that may name a store, and the bytes of its answer.
    private struct Request: Sendable {
        let name: String
        let ask: @Sendable (_ client: MirrorClient, _ location: String) throws -> [UInt8]
    }

    private static let requests = [
        Request(name: "GetMenu") { client, location in
            var bytes: [UInt8] = []
            try client.menu(orgID: "acme", locationID: location) { bytes += $0.wireBytes }
            return bytes
        },
        Request(name: "QueryMenu") { client, location in
            try client.queryMenu(query(location)).wireBytes
        },
        Request(name: "GetProduct") { client, location in
            try client.product(orgID: "acme", productID: "1", locationID: location).wireBytes
        },
        Request(name: "ExplainPrice") { client, location in
            try client.explainPrice(orgID: "acme", productID: "1", locationID: location).wireBytes
        },
        Request(name: "ListDiscounts") { client, location in
            try client.discounts(orgID: "acme", locationID: location).wireBytes
        },
        Request(name: "GetExpiringInventory") { client, location in
            try client.expiringInventory(orgID: "acme", locationID: location, days: 3650)
                .wireBytes
        },
        Request(name: "GetClearance") { client, location in
            try client.clearance(orgID: "acme", locationID: location, days: 3650).wireBytes
        },
        Request(name: "GetBuilderProducts") { client, location in
            var request = GetBuilderProductsRequest()
            request.orgId = "acme"
            request.locationId = location
            return try client.call(PosCall.getBuilderProducts, request).wireBytes
        },
    ]

    private static func query(_ location: String, cursor: String = "") -> QueryMenuRequest {
        var request = QueryMenuRequest()
        request.orgId = "acme"
        request.locationId = location
        request.sort = .name
        request.limit = 1
        request.cursor = cursor
        request.facets = true
        return request
    }

    /// What a menu shows of each product: its price, sale price and stock.
    private static func shown(_ items: some Sequence<MenuItem>) -> [String: String] {
        items.reduce(into: [:]) { shown, item in
            let sale = item.salePriceCents.map { " now \($0)" } ?? ""
            shown[item.name] = "\(item.priceCents)\(sale) x\(item.stock)"
        }
    }

    private static let expected: [String: [String: String]] = [
        "": ["Alpha": "2000 x5.0", "Beta": "1000 x4.0", "Gamma": "1200 x1.0"],
        "main": ["Alpha": "2000 x2.0", "Gamma": "800 x0.0"],
        "north": ["Alpha": "2500 x3.0", "Beta": "1000 x4.0", "Gamma": "1200 x1.0"],
    ]

    @Test func aMenuIsThatOfTheStore() throws {
        try withStores { daemon in
            for (location, expected) in Self.expected {
                let menu = try daemon.menu(location: location)
                #expect(Self.shown(menu.values) == expected, "\(location)")
                var request = Self.query(location)
                request.limit = 0
                let page = try daemon.client.queryMenu(request)
                #expect(page.items == menu.values.sorted { $0.name < $1.name })
                #expect(page.total == Int64(expected.count))
                #expect(page.facets.first?.counts.map(\.count) == [Int64(expected.count)])
                for item in menu.values {
                    for id in [item.id, item.externalId, "acme_\(item.id)"] {
                        let reply = try daemon.client.product(
                            orgID: "acme", productID: id, locationID: location)
                        #expect(reply.item == item)
                    }
                    let explained = try daemon.client.explainPrice(
                        orgID: "acme", productID: item.id, locationID: location)
                    #expect(explained.item == item)
                }
            }
        }
    }

    @Test func whatAStoreDoesNotCarryIsNotFoundThere() throws {
        try withStores { daemon in
            for id in ["alleaves_2", "2", "acme_alleaves_2"] {
                let error = failure {
                    _ = try daemon.client.product(
                        orgID: "acme", productID: id, locationID: "main")
                }
                #expect(error?.code == .notFound && error?.message.contains(id) == true)
                let explained = failure {
                    _ = try daemon.client.explainPrice(
                        orgID: "acme", productID: id, locationID: "main")
                }
                #expect(explained?.code == .notFound)
            }
        }
    }

    @Test func aLocationThatTheTenantHasNotIsNotFoundAndTheOthersAreNamed() throws {
        try withStores { daemon in
            try daemon.putLocation("elsewhere", org: "other")
            for location in ["nowhere", "elsewhere", "1000", "Main", "main "] {
                for request in Self.requests {
                    let error = failure { _ = try request.ask(daemon.client, location) }
                    #expect(error?.code == .notFound, "\(request.name) \(location)")
                    let text = error?.message ?? ""
                    #expect(
                        text.contains(location) && text.contains("main, north"),
                        "\(request.name): \(text)")
                    #expect(!text.contains("elsewhere") || location == "elsewhere")
                }
                let preview = failure {
                    try daemon.client.previewMenu(orgID: "acme", locationID: location) { _ in }
                }
                #expect(preview?.code == .notFound, "PreviewMenu \(location)")
                var watch = WatchMenuRequest()
                watch.orgId = "acme"
                watch.locationId = location
                let error = failure {
                    try daemon.client.stream(MenuCall.watchMenu, watch, endless: true) {
                        (_: MenuUpdate) in
                    }
                }
                #expect(error?.code == .notFound, "WatchMenu \(location)")
                let accept = failure {
                    _ = try daemon.client.acceptClearance(
                        orgID: "acme", id: "clearance_1", locationID: location)
                }
                #expect(accept?.code == .notFound, "AcceptClearance \(location)")
            }
            let run = try daemon.posmirror("menu", "acme", "--location", "nowhere")
            #expect(run.end == .exit(4) && run.error.contains("main, north"))
        }
    }

    /// A location of which nothing was stored is not shown as one that sells nothing.
    @Test func aLocationOfWhichNothingIsStoredYetIsNotFound() throws {
        try withStores { daemon in
            try daemon.putLocation("west", locationID: "1002")
            for request in Self.requests {
                let error = failure { _ = try request.ask(daemon.client, "west") }
                #expect(error?.code == .notFound, "\(request.name)")
                #expect(error?.message.contains("posmirror sync products acme") == true)
            }
        }
    }

    @Test func theOnlyLocationIsTheTenant() throws {
        try withDaemon(products: 40, { $0.discounts = 10 }) { daemon in
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            let id = try #require(daemon.pos.idItems.first)
            for request in Self.requests
            where !["GetProduct", "ExplainPrice"].contains(request.name) {
                let plain = try request.ask(daemon.client, "")
                #expect(try request.ask(daemon.client, "main") == plain, "\(request.name)")
                #expect(plain.count > 20 || request.name == "GetClearance")
            }
            for location in ["", "main"] {
                let plain = try daemon.client.product(orgID: "acme", productID: "\(id)")
                let named = try daemon.client.product(
                    orgID: "acme", productID: "\(id)", locationID: location)
                #expect(named == plain && named.item?.priceLocationId == "")
                let explained = try daemon.client.explainPrice(
                    orgID: "acme", productID: "\(id)", locationID: location)
                #expect(
                    try explained
                        == daemon.client.explainPrice(orgID: "acme", productID: "\(id)"))
            }
            // A cursor serves whether the store is named or not.
            let first = try daemon.client.queryMenu(Self.query("main"))
            let next = try daemon.client.queryMenu(Self.query("", cursor: first.nextCursor))
            #expect(
                try daemon.client.queryMenu(Self.query("main", cursor: first.nextCursor)) == next)
            let previews = try ["", "main"].map { location in
                var bytes: [UInt8] = []
                try daemon.client.previewMenu(orgID: "acme", locationID: location) {
                    bytes += $0.wireBytes
                }
                return bytes
            }
            #expect(previews[0] == previews[1] && !previews[0].isEmpty)
        }
    }

    @Test func aCursorBelongsToItsLocation() throws {
        try withStores { daemon in
            for location in ["", "main", "north"] {
                let first = try daemon.client.queryMenu(Self.query(location))
                #expect(!first.nextCursor.isEmpty)
                for other in ["", "main", "north"] where other != location {
                    let error = failure {
                        _ = try daemon.client.queryMenu(
                            Self.query(other, cursor: first.nextCursor))
                    }
                    #expect(error?.code == .invalidArgument, "\(location) at \(other)")
                }
                // The state of the first page, whatever changes meanwhile.
                try StoreDocuments.put(
                    3,
                    ["main": .init(dollars: 9, stock: 5), "north": .init(dollars: 13, stock: 5)],
                    daemon)
                var names = first.items.map(\.name)
                var cursor = first.nextCursor
                while !cursor.isEmpty {
                    let page = try daemon.client.queryMenu(Self.query(location, cursor: cursor))
                    #expect(page.version == first.version)
                    names += page.items.map(\.name)
                    #expect(
                        page.items.allSatisfy {
                            Self.expected[location]?[$0.name] == Self.shown([$0])[$0.name]
                        }, "\(location)")
                    cursor = page.nextCursor
                }
                #expect(names == Self.expected[location]?.keys.sorted())
                try StoreDocuments.put(3, StoreDocuments.shelves[3] ?? [:], daemon)
            }
        }
    }

    @Test func aMenuThatIsCurrentIsNotSentAgain() throws {
        try withStores { daemon in
            for location in ["", "main", "north"] {
                var version: UInt64 = 0
                try daemon.client.menu(orgID: "acme", locationID: location) { version = $0.version }
                var chunks: [MenuChunk] = []
                try daemon.client.menu(
                    orgID: "acme", locationID: location, knownVersion: version
                ) { chunks.append($0) }
                #expect(chunks.map(\.notModified) == [true])
                #expect(chunks.first?.version == version)
            }
        }
    }

    @Test func aWatchOfOneStoreShowsNothingOfAnothersStock() throws {
        try withStores { daemon in
            let watchers = try ["", "main", "north"].map {
                try MenuWatcher(daemon, location: $0)
            }
            for (watcher, location) in zip(watchers, ["", "main", "north"]) {
                #expect(watcher.wait { $0.first != nil })
                let first = try #require(watcher.all.first)
                #expect(first.full)
                #expect(Self.shown(first.items) == Self.expected[location])
            }
            let main = StoreDocuments.Shelf(dollars: 20, stock: 2)
            for stock in Int64(4)...8 {
                try StoreDocuments.put(
                    1, ["main": main, "north": .init(dollars: 25, stock: stock)], daemon)
                #expect(watchers[2].wait { $0.last?.items.first?.stock == Double(stock) })
                #expect(watchers[0].wait { $0.last?.items.first?.stock == Double(stock + 2) })
            }
            // Of the other store's changes it hears at most that the document was written.
            for item in watchers[1].all.dropFirst().flatMap(\.items) {
                #expect(item.stock == 2)
                #expect(item.priceCents == 2_000)
            }
            try StoreDocuments.put(
                1,
                ["main": .init(dollars: 20, stock: 7), "north": .init(dollars: 25, stock: 8)],
                daemon)
            #expect(watchers[1].wait { $0.last?.items.first?.stock == 7 })
            // Gone from one store, the product stays at the other.
            try StoreDocuments.put(1, ["north": .init(dollars: 25, stock: 8)], daemon)
            #expect(watchers[1].wait { $0.last?.removedIds == ["alleaves_1"] })
            #expect(watchers[2].all.last?.removedIds.isEmpty == true)
            for watcher in watchers { #expect(watcher.stop()) }
        }
    }

    /// What a client that applied the updates has.
    private static func held(_ updates: [MenuUpdate]) -> [MenuItem] {
        var items: [String: MenuItem] = [:]
        for update in updates {
            if update.full { items = [:] }
            for item in update.items { items[item.id] = item }
            for id in update.removedIds { items[id] = nil }
        }
        return Array(items.values)
    }

    /// A tenant's only location becomes one of two while somebody watches it.
    @Test func aWatchGoesOnWhereALocationIsNoLongerTheOnlyOne() throws {
        try withDaemon(products: 5) { daemon in
            try StoreDocuments.put(1, ["main": .init(dollars: 20, stock: 2)], daemon)
            let watcher = try MenuWatcher(daemon, location: "main")
            #expect(watcher.wait { $0.first?.items.first?.stock == 2 })
            try StoreDocuments.put(daemon)
            #expect(watcher.wait { Self.shown(Self.held($0)) == Self.expected["main"] })
            #expect(watcher.all.map(\.full).first == true)
            #expect(watcher.stop())
        }
    }

    @Test func aRuleOfOneStorePricesThereAlone() throws {
        try withStores { daemon in
            try daemon.client.updateDocument(
                TestDaemon.rule("north_only"),
                fields: [
                    "active": true, "discountType": "percent", "discountValue": "10",
                    "categories": ["Flower"], "locationIds": ["north"],
                ])
            #expect(
                Self.shown(try daemon.menu(location: "north").values) == [
                    "Alpha": "2500 now 2250 x3.0", "Beta": "1000 now 900 x4.0",
                    "Gamma": "1200 now 1080 x1.0",
                ])
            #expect(Self.shown(try daemon.menu(location: "main").values) == Self.expected["main"])
            // The tenant shows the price of a store, and the rules that hold there.
            #expect(
                Self.shown(try daemon.menu().values) == [
                    "Alpha": "2000 x5.0", "Beta": "1000 now 900 x4.0",
                    "Gamma": "1200 now 1080 x1.0",
                ])
            let counts = try ["", "main", "north"].map { location in
                try daemon.client.discounts(orgID: "acme", locationID: location).discounts
                    .map(\.productsOnSale)
            }
            #expect(counts == [[2], [], [3]])
            for (location, outcomes) in [("north", ["applied"]), ("main", [])] {
                let reply = try daemon.client.explainPrice(
                    orgID: "acme", productID: "1", locationID: location)
                #expect(reply.rules.map(\.outcome) == outcomes, "\(location)")
            }
        }
    }

    /// Calendar date so many days from today, UTC.
    private static func date(inDays days: Int64) -> String {
        let today = SystemClock.wallMilliseconds() / 86_400_000
        return String(Timestamp(seconds: (today + days) * 86_400).rfc3339.prefix(10))
    }

    @Test func whatExpiresAtAStoreIsClearedThere() throws {
        try withStores { daemon in
            for id in ["main", "north"] {
                try daemon.client.updateDocument(
                    ResourcePath(uncheckedSegments: ["locations", id]),
                    fields: ["timezone": "UTC"], mask: ["timezone"])
            }
            let (soon, later) = (Self.date(inDays: 5), Self.date(inDays: 12))
            try StoreDocuments.put(
                1,
                [
                    "main": .init(dollars: 20, stock: 2, batches: [later]),
                    "north": .init(dollars: 25, stock: 3, batches: [soon, later]),
                ], daemon)
            let dates = try ["", "main", "north"].map { location in
                try daemon.client.expiringInventory(orgID: "acme", locationID: location).items
                    .map(\.expirationDate)
            }
            #expect(dates == [[soon, later, later], [later], [soon, later]])
            let north = try daemon.client.clearance(orgID: "acme", locationID: "north").candidates
            #expect(north.map(\.id) == ["clearance@1@north"])
            #expect(north.map(\.quantity) == [2] && north.map(\.baseCents) == [2500])
            #expect(north.map(\.suggestedPercent) == [40] && north.map(\.batches) == [2])
            let main = try daemon.client.clearance(orgID: "acme", locationID: "main").candidates
            #expect(main.map(\.id) == ["clearance@1@main"] && main.map(\.baseCents) == [2000])
            let all = try daemon.client.clearance(orgID: "acme").candidates
            #expect(all.map(\.id) == ["clearance_1"] && all.map(\.quantity) == [3])
            // A candidate of one store is none of the tenant or of another store.
            for location in ["", "main"] {
                let error = failure {
                    _ = try daemon.client.acceptClearance(
                        orgID: "acme", id: "clearance@1@north", locationID: location)
                }
                #expect(error?.code == .notFound)
            }
            let reply = try daemon.client.acceptClearance(
                orgID: "acme", id: "clearance@1@north", locationID: "north")
            #expect(reply.ruleId == "clearance@1@north")
            #expect(reply.candidate?.priceCents == 1500 && reply.candidate?.accepted == true)
            let rule = try daemon.client.document(TestDaemon.rule("clearance@1@north"))
            #expect(rule.fields["locationIds"] == ["north"])
            #expect(rule.fields["products"] == ["alleaves_1"])
            let prices = try ["", "main", "north"].map { location in
                try daemon.client.product(orgID: "acme", productID: "1", locationID: location)
                    .item?.salePriceCents
            }
            #expect(prices == [nil, nil, 1500])
            let list = try daemon.posmirror("clearance", "acme", "--location", "north")
            #expect(list.output.contains("accepted") && list.output.contains("$15.00"))
        }
    }

    @Test func theStoresAreThereAfterARestart() throws {
        try withStores { daemon in
            let before = try ["", "main", "north"].map { try daemon.menu(location: $0) }
            try daemon.restart()
            let after = try ["", "main", "north"].map { try daemon.menu(location: $0) }
            #expect(before == after)
        }
    }
}
