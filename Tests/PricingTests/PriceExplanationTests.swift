import Testing

@testable import Pricing

@Suite struct PriceExplanationTests {
    private func lines(_ rules: [ParsedRule], base: Int64 = 3_955) -> [String] {
        let product = PricingInput(
            base: base, categoryKey: "flower", brandKey: "anthem",
            names: ProductNames(
                id: "feed_sku-7", canonicalID: "acme_feed_sku-7", ownID: "sku-7",
                ownPrefix: "feed_"))
        return PriceExplanation.explain(product, rules: rules, now: 0).map {
            "\($0.identity.discountId) \($0.level?.name ?? "-") \($0.outcome.rawValue): \($0.text)"
                + " (\($0.salePrice.map(Money.text) ?? "-"))"
        }
    }

    private func changed(
        _ id: Int, _ set: (inout RuleFields) -> Void
    ) -> ParsedRule {
        var fields = Fixture.fields(id, "percent", "10", categories: ["Flower"])
        set(&fields)
        return DiscountRule.make(from: fields, zone: .utc)
    }

    @Test func everyRuleSaysWhyItAppliedOrLost() {
        let rules = [
            Fixture.parsed(1, "percent", "30", brands: ["Anthem"], priority: 9),
            Fixture.parsed(2, "percent", "50", categories: ["Flower"], priority: 5),
            Fixture.parsed(3, "percent", "60", categories: ["Flower"], priority: 5),
            Fixture.parsed(4, "percent", "70", categories: ["Flower"], priority: 4),
            Fixture.parsed(5, "fixed_price", "39.55", products: ["sku-7"]),
            Fixture.parsed(6, "percent", "250", products: ["feed_sku-7"]),
            Fixture.parsed(9, "percent", "20", products: ["7", "alleaves_sku-7"]),
            Fixture.parsed(7, "percent", "10", categories: ["Vapes"]),
            Fixture.parsed(8, "percent", "10"),
        ]
        #expect(
            lines(rules) == [
                "5 product no_saving: fixed price 39.55 saves nothing on 39.55 (-)",
                "6 product rejected: \(RuleRejection.valueOutOfRange.text) (-)",
                "2 category applied: 50 % off: 39.55 becomes 19.78 (19.78)",
                "3 category lower_priority: priority 5 is equal, and the lower id comes first:"
                    + " rule 2 applies (15.82)",
                "4 category lower_priority: priority 4 is below 5: rule 2 applies (11.87)",
                "1 brand lower_level: brand rule; category rule 2 comes first (27.69)",
                "8 - unscoped: \(RuleScope.unscopedText) (-)",
            ])
    }

    @Test func rulesThatAreNotLiveOrConditionalSayWhen() {
        let rules = [
            changed(1) { $0.active = false },
            changed(2) { $0.startDate = "2030-01-01" },
            changed(3) { $0.endDate = "1969-12-30" },
            changed(4) {
                $0.minQty = "3"
                $0.minTotal = "49.50"
                $0.customerTypes = ["medical", "senior"]
            },
        ]
        #expect(
            lines(rules) == [
                "1 category not_active: not active (35.60)",
                "2 category not_started: starts 2030-01-01T00:00:00Z (35.60)",
                "3 category ended: ended 1969-12-31T00:00:00Z (35.60)",
                "4 category conditional: only with 3 or more units and a basket of 49.50 or more"
                    + " and customer type medical or senior (35.60)",
            ])
    }

    @Test func aBogoSaysWhatTwoCost() {
        #expect(
            lines([Fixture.parsed(1, "bogo", nil, categories: ["Flower"])]) == [
                "1 category applied: 100 % off the second: one costs 39.55, two cost 19.78 each"
                    + " (39.55)"
            ])
    }

    @Test func aProductWithoutAPriceHasNoSale() {
        let amount = Fixture.parsed(1, "amount", "5", categories: ["Flower"])
        #expect(
            lines([amount], base: 0) == [
                "1 category no_saving: the product has no base price (-)"
            ])
    }
}
