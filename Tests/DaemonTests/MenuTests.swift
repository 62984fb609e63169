import AlleavesSimulator
import FirestoreModel
import MirrorClient
import MirrorMessages
import Testing

/// Whole menus, single products and queries over the socket.
@Suite struct MenuTests {
    private func withMenu(_ body: (TestDaemon, [String: MenuItem]) throws -> Void) throws {
        try withDaemon(products: 400, { $0.discounts = 30 }) { daemon in
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            try body(daemon, try daemon.menu())
        }
    }

    @Test func aMenuThatIsCurrentIsNotSentAgain() throws {
        try withMenu { daemon, menu in
            var version: UInt64 = 0
            try daemon.client.menu(orgID: "acme") { version = $0.version }
            var chunks: [MenuChunk] = []
            try daemon.client.menu(orgID: "acme", knownVersion: version) { chunks.append($0) }
            #expect(chunks.count == 1)
            #expect(chunks.first?.notModified == true)
            #expect(chunks.first?.version == version)
            #expect(chunks.first?.items.isEmpty == true)
            let id = try #require(daemon.pos.idItems.first)
            daemon.pos.setPrice(idItem: id, cents: 99_00)
            try daemon.sync(.products)
            var count = 0
            var newer: UInt64 = 0
            try daemon.client.menu(orgID: "acme", knownVersion: version) { chunk in
                count += chunk.items.count
                newer = chunk.version
                #expect(!chunk.notModified)
            }
            #expect(count == menu.count)
            #expect(newer > version)
        }
    }

    @Test func theMenuInStockLeavesOutWhatCannotBeSold() throws {
        try withMenu { daemon, menu in
            var items: [MenuItem] = []
            try daemon.client.menu(orgID: "acme", inStockOnly: true) { items += $0.items }
            #expect(Set(items.map(\.id)) == Set(menu.values.filter(\.inStock).map(\.id)))
            #expect(items.count < menu.count)
        }
    }

    @Test func oneProductReadsLikeItsLineInTheMenu() throws {
        try withMenu { daemon, menu in
            for item in menu.values.prefix(40) {
                for id in [item.id, item.externalId] {
                    let reply = try daemon.client.product(orgID: "acme", productID: id)
                    #expect(reply.item == item)
                }
                let explained = try daemon.client.explainPrice(orgID: "acme", productID: item.id)
                #expect(explained.item == item)
                let applied = explained.rules.filter { $0.outcome == "applied" }
                #expect(applied.map(\.discountId) == (item.isOnSale ? [item.discountId] : []))
                if item.isOnSale { #expect(applied[0].priceCents == item.salePriceCents) }
            }
        }
    }

    @Test func whatDoesNotExistIsNotFoundAndWhatIsNoIdIsInvalid() throws {
        try withMenu { daemon, _ in
            for id in ["alleaves_99", "99", "", "nope"] {
                let error = failure { _ = try daemon.client.product(orgID: "acme", productID: id) }
                #expect(error?.code == .notFound, "\(id)")
            }
            #expect(failure { _ = try daemon.menu(org: "nobody") }?.code == .notFound)
            #expect(failure { _ = try daemon.menu(org: "") }?.code == .invalidArgument)
            #expect(failure { _ = try daemon.menu(org: "a/b") }?.code == .invalidArgument)
        }
    }

    /// A filter as a request and as a plain predicate.
    private struct Case: Sendable {
        let name: String
        let filter: MenuFilter
        let holds: @Sendable (MenuItem) -> Bool

        init(
            _ name: String, _ change: (inout MenuFilter) -> Void,
            _ holds: @escaping @Sendable (MenuItem) -> Bool
        ) {
            self.name = name
            var filter = MenuFilter()
            change(&filter)
            self.filter = filter
            self.holds = holds
        }
    }

    private static func today(_ item: MenuItem) -> Int64 {
        item.salePriceCents ?? item.priceCents
    }

    private static let cases: [Case] = [
        Case("everything", { _ in }, { _ in true }),
        Case("category", { $0.category = ["flower"] }, { $0.category == "Flower" }),
        Case(
            "two categories", { $0.category = ["Category > Flower", "Vapes"] },
            { ["Flower", "Vapes"].contains($0.category) }),
        Case(
            "price range",
            {
                $0.minPriceCents = 1000; $0.maxPriceCents = 3000
            }
        ) {
            (1000...3000).contains(today($0))
        },
        Case("on sale", { $0.onSale = true }, { $0.isOnSale }),
        Case("not on sale", { $0.onSale = false }, { !$0.isOnSale }),
        Case("in stock", { $0.inStock = true }, { $0.inStock }),
        Case("out of stock", { $0.inStock = false }, { !$0.inStock }),
        Case("text", { $0.text = "gum" }) { item in
            [item.name, item.brandName, item.category, item.strain].contains { text in
                text.lowercased().split { !$0.isLetter && !$0.isNumber }
                    .contains { $0.hasPrefix("gum") }
            }
        },
        Case("nothing", { $0.category = ["No such"] }, { _ in false }),
        Case(
            "all together",
            {
                $0.category = ["Edibles", "Vapes"]
                $0.inStock = true
                $0.maxPriceCents = 4000
            }
        ) {
            ["Edibles", "Vapes"].contains($0.category) && $0.inStock && today($0) <= 4000
        },
    ]

    private static func key(_ item: MenuItem, _ sort: MenuSort) -> Int64 {
        switch sort {
        case .default, .name: 0
        case .priceAsc: today(item)
        case .priceDesc: -today(item)
        case .saving: today(item) - item.priceCents
        case .stock: -Int64((item.stock * 1000).rounded())
        }
    }

    /// The order that menu.proto promises; ties are broken by the id.
    private static func sorted(_ items: [MenuItem], _ sort: MenuSort) -> [MenuItem] {
        items.sorted { left, right in
            let (one, other) = (key(left, sort), key(right, sort))
            if one != other { return one < other }
            if sort == .name {
                let names = (left.name.lowercased(), right.name.lowercased())
                if names.0 != names.1 {
                    return names.0.utf8.lexicographicallyPrecedes(names.1.utf8)
                }
            }
            return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
        }
    }

    @Test(arguments: [MenuSort.name, .priceAsc, .priceDesc, .saving, .stock])
    func pagesTogetherAreTheFilteredSortedMenu(sort: MenuSort) throws {
        try withMenu { daemon, menu in
            for tried in Self.cases {
                let expected = Self.sorted(menu.values.filter(tried.holds), sort)
                var request = QueryMenuRequest()
                request.orgId = "acme"
                request.filter = tried.filter
                request.sort = sort
                request.limit = 7
                request.facets = true
                var found: [MenuItem] = []
                repeat {
                    let page = try daemon.client.queryMenu(request)
                    #expect(page.total == Int64(expected.count), "\(tried.name)")
                    #expect(page.items.count <= 7)
                    found += page.items
                    checkFacets(page.facets, expected)
                    request.cursor = page.nextCursor
                } while !request.cursor.isEmpty && found.count <= expected.count
                #expect(found.map(\.id) == expected.map(\.id), "\(tried.name) \(sort)")
                #expect(found == expected, "\(tried.name) \(sort)")
            }
        }
    }

    private func checkFacets(_ facets: [Facet], _ items: [MenuItem]) {
        #expect(facets.map(\.field) == ["category", "brand", "on_sale"])
        let counts = Dictionary(grouping: items, by: \.category).mapValues { Int64($0.count) }
        let found = facets.first?.counts.map { ($0.value, $0.count) } ?? []
        #expect(Dictionary(found, uniquingKeysWith: +) == counts)
        let sale = facets.last?.counts.first { $0.value == "true" }?.count
        #expect(sale == Int64(items.count(where: \.isOnSale)))
    }

    @Test func pagesShowTheStateOfTheFirstOneWhateverHappens() throws {
        try withMenu { daemon, menu in
            let expected = Self.sorted(Array(menu.values), .priceAsc)
            var request = QueryMenuRequest()
            request.orgId = "acme"
            request.sort = .priceAsc
            request.limit = 100
            let first = try daemon.client.queryMenu(request)
            var (found, page) = (first.items, first)
            while !page.nextCursor.isEmpty {
                // Whatever was cheap is dear now, and the other way.
                for id in daemon.pos.idItems.shuffled().prefix(60) {
                    daemon.pos.setPrice(idItem: id, cents: Int.random(in: 100...20_000))
                }
                try daemon.sync(.products)
                request.cursor = page.nextCursor
                page = try daemon.client.queryMenu(request)
                #expect(page.version == first.version && page.total == Int64(expected.count))
                found += page.items
            }
            #expect(found == expected)
            request.cursor = ""
            #expect(try daemon.client.queryMenu(request).version > first.version)
        }
    }

    @Test func aCursorOfAnEarlierDaemonAsksToBeginAgain() throws {
        try withMenu { daemon, _ in
            var request = QueryMenuRequest()
            request.orgId = "acme"
            request.limit = 3
            request.cursor = try daemon.client.queryMenu(request).nextCursor
            try daemon.restart()
            let error = failure { _ = try daemon.client.queryMenu(request) }
            #expect(error?.code == .aborted)
            #expect(error?.message.contains("begin again without a cursor") == true)
            request.cursor = ""
            #expect(try daemon.client.queryMenu(request).items.count == 3)
        }
    }

    @Test func aCursorOfAnotherQueryIsRefused() throws {
        try withMenu { daemon, _ in
            var request = QueryMenuRequest()
            request.orgId = "acme"
            request.limit = 3
            request.cursor = try daemon.client.queryMenu(request).nextCursor
            request.sort = .priceAsc
            #expect(failure { _ = try daemon.client.queryMenu(request) }?.code == .invalidArgument)
            for cursor in ["zz", "00", String(request.cursor.dropLast()), "ff" + request.cursor] {
                request.cursor = cursor
                #expect(
                    failure { _ = try daemon.client.queryMenu(request) }?.code == .invalidArgument)
            }
        }
    }

    @Test func questionsOutsideTheirBoundsAreRefused() throws {
        try withMenu { daemon, _ in
            func ask(_ change: (inout QueryMenuRequest) -> Void) -> MirrorClientError? {
                failure {
                    var request = QueryMenuRequest()
                    request.orgId = "acme"
                    request.filter = MenuFilter()
                    change(&request)
                    _ = try daemon.client.queryMenu(request)
                }
            }
            #expect(ask { $0.limit = 1001 }?.code == .invalidArgument)
            #expect(ask { $0.limit = -1 }?.code == .invalidArgument)
            let crossed = ask {
                $0.filter?.minPriceCents = 2
                $0.filter?.maxPriceCents = 1
            }
            #expect(crossed?.code == .invalidArgument)
            let long = ask { $0.filter?.text = String(repeating: "a", count: 1001) }
            #expect(long?.code == .invalidArgument)
        }
    }

    @Test func metadataExpiryAndBuilderProductsAreServed() throws {
        try withMenu { daemon, menu in
            try daemon.sync(.metadata)
            let metadata = try daemon.client.metadata(orgID: "acme")
            #expect(!metadata.brands.isEmpty && !metadata.categories.isEmpty)
            #expect(!metadata.vendors.isEmpty)
            let flower = metadata.categories.first { $0.name.hasSuffix("Flower") }
            #expect(
                flower?.productCount == Int64(menu.values.count { $0.category == "Flower" }))
            #expect(metadata.location?.id == "1000")
            let expiring = try daemon.client.expiringInventory(orgID: "acme", days: 3650).items
            #expect(!expiring.isEmpty)
            #expect(expiring.map(\.daysUntilExpiry) == expiring.map(\.daysUntilExpiry).sorted())
            var request = GetBuilderProductsRequest()
            request.orgId = "acme"
            var reply: GetBuilderProductsReply = try daemon.client.call(
                PosCall.getBuilderProducts, request)
            #expect(!reply.demo)
            #expect(reply.products.count == 12)
            #expect(reply.products.allSatisfy { menu[$0.id]?.inStock == true })
            request.orgId = "without-pos"
            reply = try daemon.client.call(PosCall.getBuilderProducts, request)
            #expect(reply.demo)
            #expect(reply.products.allSatisfy { $0.name.hasPrefix("Demo ") })
        }
    }
}
