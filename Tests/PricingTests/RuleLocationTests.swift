import Testing

@testable import Pricing

/// Where a rule holds that names locations.
@Suite struct RuleLocationTests {
    private static func rule(_ listed: [String]?, among known: [String]) throws -> DiscountRule {
        var fields = Fixture.fields(1, "percent", "10", categories: ["Flower"])
        fields.locationIds = listed
        guard case .rule(let rule) = DiscountRule.make(from: fields, zone: .utc, locations: known)
        else { throw FixtureError.rejected }
        return rule
    }

    @Test(
        arguments: [
            (nil, ["a", "b"], nil),
            (["a", "b"], ["a", "b"], nil), (["b", " a ", "a", "c"], ["a", "b"], nil),
            (["a"], ["a"], nil), (["a"], ["a", "b"], ["a"]), (["c"], ["a", "b"], []),
            ([], ["a"], []), ([" "], ["a"], []), ([], [], []), (["b", "a", ""], [], ["a", "b"]),
        ] as [([String]?, [String], [String]?)])
    func aListIsCutDownToTheTenantsLocations(
        listed: [String]?, known: [String], held: [String]?
    ) throws {
        #expect(try Self.rule(listed, among: known).scope.locationIds == held)
    }

    @Test func aRuleThatHoldsNowhereIsNotARuleForEverywhere() throws {
        for listed in [[], ["closed"]] {
            let rule = try Self.rule(listed, among: ["a", "b"])
            #expect(rule.disposition(now: 0) == .unscoped)
            #expect(rule.scope.emptyText == "holds at none of the tenant's locations")
            let product = PricingInput(
                base: 100, categoryKey: "flower", brandKey: "", location: "a")
            let lines = PriceExplanation.explain(product, rules: [.rule(rule)], now: 0)
            #expect(lines.map(\.outcome) == [.unscoped])
            #expect(lines.map(\.text) == ["holds at none of the tenant's locations"])
        }
    }

    @Test func anExplanationNamesTheOtherStore() throws {
        let rule = try Self.rule(["a"], among: ["a", "b"])
        func lines(_ location: String?) -> [RuleExplanation] {
            let product = PricingInput(
                base: 100, categoryKey: "flower", brandKey: "", location: location)
            return PriceExplanation.explain(product, rules: [.rule(rule)], now: 0)
        }
        #expect(lines("a").map(\.outcome) == [.applied])
        #expect(lines("b").map(\.outcome) == [.otherStore])
        #expect(lines("b").map(\.text) == ["holds at a alone, and the price is that of b"])
        #expect(lines(nil).map(\.outcome) == [.otherStore])
        #expect(
            lines(nil).map(\.text) == ["holds at a alone, and the product is of no store"])
    }
}
