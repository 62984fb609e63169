import FirestoreModel
import MirrorMessages
import Testing

@testable import Catalog

/// What a product is called by, of whichever POS it is: by clients and by rules.
@Suite struct ProductNamesTests {
    private func put(
        _ mirror: TestCatalog, _ id: String, _ ownID: String?, isActive: Bool = true
    ) throws {
        var fields = productFields(id, 10)
        if let ownID { fields["externalId"] = .string(ownID) }
        if !isActive { fields["isActive"] = false }
        try mirror.put(mirror.product(id), fields)
    }

    private func found(_ mirror: TestCatalog, _ name: String) throws -> String? {
        var bytes: [UInt8] = []
        let generation = try #require(mirror.generation)
        let isFound = Array(name.utf8).withUnsafeBytes { generation.appendProduct($0, to: &bytes) }
        return isFound ? try MenuItem(wireBytes: bytes).id : nil
    }

    private func onSale(_ mirror: TestCatalog) throws -> [String] {
        try mirror.menu().filter(\.isOnSale).map(\.id).sorted()
    }

    /// An agent's rule on the products.
    private func rule(_ mirror: TestCatalog, _ id: String, _ products: [Value]) throws {
        try mirror.put(mirror.rule(id), ruleFields("amount", 1, ["products": products]))
    }

    /// A rule as the sync of a provider writes it.
    private func posRule(
        _ mirror: TestCatalog, _ prefix: String, _ posId: String, _ products: [Value]
    ) throws {
        let source = String(prefix.prefix { $0 != "_" })
        try mirror.put(
            mirror.rule(prefix + posId),
            ruleFields(
                "amount", 2, ["products": products],
                more: ["source": .string(source), "posId": .string(posId)]))
    }

    @Test func aProductOfAnyProviderIsFoundByItsOwnID() throws {
        try withCatalog { mirror in
            try put(mirror, "alleaves_1018", "1018")
            try put(mirror, "feed_ABC-1", "ABC-1")
            try put(mirror, "feed_a_b", "a_b")
            try put(mirror, "feed_A%2FB%25", "A/B%")
            try put(mirror, "shirt", "S-1")
            try put(mirror, "my_hat", nil)
            for name in ["1018", "alleaves_1018", "acme_alleaves_1018"] {
                #expect(try found(mirror, name) == "alleaves_1018")
            }
            #expect(try found(mirror, "ABC-1") == "feed_ABC-1")
            #expect(try found(mirror, "acme_feed_ABC-1") == "feed_ABC-1")
            #expect(try found(mirror, "a_b") == "feed_a_b")
            #expect(try found(mirror, "A/B%") == "feed_A%2FB%25")
            // An agent's own product is called by its document's id alone.
            #expect(try found(mirror, "shirt") == "shirt")
            for name in ["S-1", "hat", "b", "018", "", "_", "acme_", "acme_1018", "A%2FB%25"] {
                #expect(try found(mirror, name) == nil, "\(name)")
            }
            try mirror.reopen()
            #expect(try found(mirror, "1018") == "alleaves_1018")
            #expect(try found(mirror, "A/B%") == "feed_A%2FB%25")
        }
    }

    @Test func ofTwoProvidersTheFirstByDocumentIdIsMeantAndAWholeIdWins() throws {
        try withCatalog { mirror in
            try put(mirror, "feed_7", "7")
            #expect(try found(mirror, "7") == "feed_7")
            try put(mirror, "alleaves_7", "7")
            #expect(try found(mirror, "7") == "alleaves_7")
            try rule(mirror, "r", ["7"])
            #expect(try onSale(mirror) == ["alleaves_7"])
            // What is not on the menu comes behind what is.
            try put(mirror, "alleaves_7", "7", isActive: false)
            #expect(try found(mirror, "7") == "feed_7")
            #expect(try onSale(mirror) == ["feed_7"])
            try put(mirror, "7", nil)
            #expect(try found(mirror, "7") == "7")
            #expect(try onSale(mirror) == ["7"])
            try mirror.delete(mirror.product("7"))
            #expect(try onSale(mirror) == ["feed_7"])
            try mirror.delete(mirror.product("feed_7"))
            #expect(try found(mirror, "7") == nil)
            #expect(try onSale(mirror).isEmpty)
            try put(mirror, "alleaves_7", "7")
            #expect(try onSale(mirror) == ["alleaves_7"])
            try mirror.reopen()
            #expect(try onSale(mirror) == ["alleaves_7"])
        }
    }

    @Test func aRuleOfAProviderNamesItsOwnProductsAlone() throws {
        try withCatalog { mirror in
            for id in ["alleaves_7", "feed_7", "7", "alleaves_shop2_7", "alleaves_shop2_8"] {
                try put(mirror, id, String(id.split(separator: "_").last ?? ""))
            }
            try posRule(mirror, "feed_", "1", ["7"])
            #expect(try onSale(mirror) == ["feed_7"])
            try posRule(mirror, "feed_", "1", ["alleaves_7", "acme_alleaves_7"])
            #expect(try onSale(mirror).isEmpty)
            try posRule(mirror, "feed_", "1", ["acme_feed_7"])
            #expect(try onSale(mirror) == ["feed_7"])
            try mirror.delete(mirror.rule("feed_1"))
            // A further account of a provider has its name behind the provider's.
            try posRule(mirror, "alleaves_shop2_", "3", ["7"])
            #expect(try onSale(mirror) == ["alleaves_shop2_7"])
            try posRule(mirror, "alleaves_", "3", ["7", "8"])
            #expect(try onSale(mirror) == ["alleaves_7", "alleaves_shop2_7"])
            try mirror.reopen()
            #expect(try onSale(mirror) == ["alleaves_7", "alleaves_shop2_7"])
            let lines = try #require(mirror.generation).explain("alleaves_7").rules
            #expect(lines.map(\.identity.id) == ["alleaves_3"])
        }
    }

    /// Prices and offers of a product follow where another one, of the same own id, goes.
    @Test func watchersHearOfAProductThatARuleNamesSinceAnotherHasGone() throws {
        try withCatalog { mirror in
            try put(mirror, "alleaves_7", "7")
            try put(mirror, "feed_7", "7")
            try rule(mirror, "r", ["7"])
            try mirror.put(
                mirror.rule("offer"),
                ruleFields("amount", 3, ["products": ["7"]], more: ["minTotal": 50]))
            let before = try #require(mirror.generation)
            try mirror.delete(mirror.product("alleaves_7"))
            let after = try #require(mirror.generation)
            #expect(!after.sharesRules(with: before))
            var ids: [String] = []
            var removed: [String] = []
            try after.forEachChange(since: before, limit: 100) { changes, _ in
                let items = try MenuChunk(wireBytes: changes.entries).items
                ids += items.map(\.id)
                removed += changes.removed
                #expect(items.allSatisfy { $0.isOnSale && $0.conditionalOffers.count == 1 })
            }
            #expect(ids == ["feed_7"])
            #expect(removed == ["alleaves_7"])
            let repriced = try #require(after.repricedRows(since: before, limit: 100))
            #expect(repriced.map { after.documentID(row: $0) }.contains("feed_7"))
        }
    }

    /// Names that no rule uses any more go when they are many, and those in use stay right.
    @Test func referencesOfRulesThatHaveGoneAreForgotten() throws {
        try withCatalog { mirror in
            for number in [1, 5_000, 9_999] { try put(mirror, "alleaves_\(number)", "\(number)") }
            for first in stride(from: 0, to: 30_000, by: 5_000) {
                try rule(mirror, "r", (0..<5_000).map { .integer(Int64(first + $0)) })
                try rule(mirror, "s", ["9999", "alleaves_9999"])
            }
            #expect(try onSale(mirror) == ["alleaves_9999"])
            let count = try #require(mirror.generation).products.codes.count
            #expect(count < 5_000 + 2 * CatalogLimits.unusedReferencesMax)
            try rule(mirror, "r", [1, 5000])
            #expect(try onSale(mirror) == ["alleaves_1", "alleaves_5000", "alleaves_9999"])
        }
    }

    @Test func activeProductsAreListedByTheBeginningOfTheirIds() throws {
        try withCatalog { mirror in
            try put(mirror, "alleaves_1", "1")
            try put(mirror, "alleaves_2", "2", isActive: false)
            try put(mirror, "feed_x/y".replacing("/", with: "%2F"), "x/y")
            try put(mirror, "own", nil)
            let generation = try #require(mirror.generation)
            #expect(generation.activeProducts(idPrefix: "alleaves_") == ["alleaves_1"])
            #expect(generation.activeProducts(idPrefix: "feed_") == ["feed_x%2Fy"])
            #expect(generation.activeProducts(idPrefix: "").count == 3)
            #expect(generation.hasProduct(id: "alleaves_1"))
            #expect(!generation.hasProduct(id: "1"))
            #expect(!generation.hasProduct(id: "alleaves_2"))
        }
    }
}
