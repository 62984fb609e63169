import Testing

@testable import Pricing

/// Verbs for making rules in tests.
enum Fixture {
    static func fields(
        _ id: Int, _ kind: String, _ value: String?, categories: [String] = [],
        brands: [String] = [], products: [String] = [], priority: Int? = nil
    ) -> RuleFields {
        var fields = RuleFields(id: "alleaves_\(id)", posId: "\(id)")
        fields.name = "Rule \(id)"
        fields.kind = kind
        fields.value = value
        fields.active = true
        fields.categories = categories
        fields.brands = brands
        fields.products = products
        fields.priority = priority.map { "\($0)" }
        return fields
    }

    static func parsed(
        _ id: Int, _ kind: String, _ value: String?, categories: [String] = [],
        brands: [String] = [], products: [String] = [], priority: Int? = nil
    ) -> ParsedRule {
        DiscountRule.make(
            from: fields(
                id, kind, value, categories: categories, brands: brands, products: products,
                priority: priority), zone: .utc)
    }

    static func rule(_ fields: RuleFields, zone: RuleZone = .utc) throws -> DiscountRule {
        guard case .rule(let rule) = DiscountRule.make(from: fields, zone: zone) else {
            throw FixtureError.rejected
        }
        return rule
    }

    static func rule(_ kind: String, _ value: String?) throws -> DiscountRule {
        try rule(fields(1, kind, value, categories: ["Flower"]))
    }

    static func rejection(_ fields: RuleFields) -> RuleRejection? {
        guard case .rejected(let rule) = DiscountRule.make(from: fields, zone: .utc) else {
            return nil
        }
        return rule.reason
    }
}

enum FixtureError: Error { case rejected }
