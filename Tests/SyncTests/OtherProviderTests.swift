import FirestoreModel
import PointOfSale
import Testing

@testable import Sync

/// A point of sale that is not Alleaves, with ids that are no numbers.
@Suite struct OtherProviderTests {
    private static let location: [String: Value?] = [
        "provider": "paper", "drawer": "top", "username": nil, "password": nil, "pin": nil,
        "locationId": nil,
    ]

    private static func line(
        _ id: String, _ name: String, price: String = "20", units: String = "3"
    ) -> PaperPOS.Line {
        [
            .idItem: id, .name: name, .brand: "Sol", .category: "Flower", .otd: price,
            .available: units, .onHand: units,
        ]
    }

    private static let lines = [
        line("A-17/b", "Blue Dream"), line("1000", "Cone", price: "5.50"), line("ü 3", "Papers"),
    ]

    private func withPaper(_ body: (TestMirror, PaperPOS) throws -> Void) throws {
        let paper = PaperPOS()
        paper.lines = Self.lines
        try withMirror(products: 30, adapters: [paper]) { mirror in
            try mirror.putLocation(config: Self.location)
            try body(mirror, paper)
        }
    }

    @Test func aFirstSyncCreatesAndAnUnchangedOneWritesNothing() throws {
        try withPaper { mirror, paper in
            let first = mirror.sync(.products)
            #expect(first.created == 3 && first.unchanged == 0)
            let menu = try mirror.menu()
            #expect(Set(menu.keys) == ["paper_A-17%2Fb", "paper_1000", "paper_ü 3"])
            #expect(menu["paper_A-17%2Fb"]?.externalId == "A-17/b")
            #expect(menu["paper_1000"]?.priceCents == 550)
            let canonical = try #require(
                try mirror.document("products", "acme_paper_A-17%2Fb"))
            #expect(canonical["source"] == "paper" && canonical["externalId"] == "A-17/b")
            #expect(try mirror.status()["provider"] == "paper")
            let before = try mirror.everything()
            let second = mirror.sync(.products)
            #expect((second.created, second.updated, second.deactivated) == (0, 0, 0))
            #expect(second.unchanged == 3)
            #expect(try mirror.everything() == before)
            paper.lines[0] = Self.line("A-17/b", "Blue Dream", units: "2")
            let third = mirror.sync(.products)
            #expect((third.updated, third.unchanged) == (1, 2))
        }
    }

    @Test func whatVanishesIsDeactivatedAndComesBack() throws {
        try withPaper { mirror, paper in
            mirror.sync(.products)
            paper.lines.removeFirst()
            let report = mirror.sync(.products)
            #expect((report.deactivated, report.unchanged) == (1, 2))
            #expect(Set(try mirror.menu().keys) == ["paper_1000", "paper_ü 3"])
            let gone = try #require(
                try mirror.document(
                    "tenants", "acme", "publicViews", "products", "items", "paper_A-17%2Fb"))
            #expect(gone["isActive"] == false && gone["name"] == "Blue Dream")
            #expect(mirror.sync(.products).deactivated == 0)
            paper.lines = Self.lines
            mirror.sync(.products)
            #expect(try mirror.menu().count == 3)
        }
    }

    @Test func itsRulesPriceItsProducts() throws {
        try withPaper { mirror, paper in
            var rule = POSDiscount(
                idDiscount: "r/1", name: "Tenth", type: "percent", value: "10", isActive: true)
            rule.products = ["A-17/b"]
            paper.discounts = [rule]
            mirror.sync(.org)
            let menu = try mirror.menu()
            #expect(menu["paper_A-17%2Fb"]?.salePriceCents == 1800)
            #expect(menu["paper_1000"]?.isOnSale == false)
            let stored = try #require(
                try mirror.document("tenants", "acme", "discounts", "paper_r%2F1"))
            #expect(stored["source"] == "paper" && stored["posId"] == "r/1")
            paper.discounts = []
            mirror.sync(.discounts)
            #expect(try mirror.menu()["paper_A-17%2Fb"]?.isOnSale == false)
            #expect(try mirror.document("tenants", "acme", "discounts", "paper_r%2F1") == nil)
        }
    }

    /// An id that looks like another product's document, or like an encoded one.
    @Test func itsRulesNameProductsByTheirOwnIdsWhateverThoseAre() throws {
        try withPaper { mirror, paper in
            let ids = ["1", "paper_1", "a%", "a%2F", "%"]
            paper.lines = ids.map { Self.line($0, "Product \($0)") }
            mirror.sync(.products)
            for id in ids {
                var rule = POSDiscount(
                    idDiscount: "r", name: "Tenth", type: "percent", value: "10", isActive: true)
                rule.products = [id]
                paper.discounts = [rule]
                mirror.sync(.discounts)
                let onSale = try mirror.menu().values.filter(\.isOnSale).map(\.externalId)
                #expect(onSale == [id])
            }
        }
    }

    /// One of several locations has a provider that nobody knows: it alone is left out.
    @Test func aProviderThatNobodyKnowsFailsItsLocationAlone() throws {
        try withPaper { mirror, _ in
            try mirror.putLocation("elsewhere", config: ["provider": "dutchie"])
            let report = mirror.sync(.products)
            #expect(report.created == 3)
            #expect(
                report.warnings.contains {
                    $0.contains("location elsewhere has another provider than alleaves or paper")
                })
        }
    }

    /// A location without what its adapter needs fails by itself.
    @Test func settingsThatReachNoPOSAreNamed() throws {
        try withPaper { mirror, _ in
            try mirror.putLocation("b", config: ["provider": "paper"])
            let report = mirror.engine.run(.products, org: "acme")
            #expect(!report.success && report.error.contains("location b lacks a drawer"))
            #expect(try mirror.menu().count == 3)
        }
    }

    /// Two providers in one tenant number their items alike, and share nothing.
    @Test func twoProvidersShareNothing() throws {
        let paper = PaperPOS()
        paper.lines = Self.lines
        try withMirror(products: 30, adapters: [paper]) { mirror in
            try mirror.putLocation("paper", config: Self.location)
            #expect(mirror.sync(.products).created == 33)
            let all = try mirror.menu()
            #expect(all["paper_1000"]?.name == "Cone")
            #expect(all["alleaves_1000"].map { $0.name != "Cone" } ?? true)
            #expect(all.keys.filter { $0.hasPrefix("alleaves_") }.count == 30)
            let before = try mirror.everything()
            let again = mirror.sync(.products)
            #expect((again.created, again.updated, again.unchanged) == (0, 0, 33))
            #expect(try mirror.everything() == before)
            paper.lines.removeAll { $0[.idItem] == "1000" }
            #expect(mirror.sync(.products).deactivated == 1)
            let rest = try mirror.menu()
            #expect(rest["paper_1000"] == nil && rest.count == 32)
            #expect(rest.keys.filter { $0.hasPrefix("alleaves_") }.count == 30)
        }
    }
}
