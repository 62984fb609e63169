import Foundation

@testable import Pricing

/// A rule as a test made it up, before any of the code under test has seen it.
struct NaiveRule {
    var id: Int
    var kind: String
    var value: String
    var priority: Int
    var isActive = true
    var isConditional = false
    var startMs: Int64?
    var endMs: Int64?
    var categories: Set<Int> = []
    var brands: Set<Int> = []
    var products: Set<Int> = []
    var isStoreWide = false
    /// The stores at which it holds, by number from 1 up; nil for all.
    var stores: Set<Int>?

    /// Spellings of each category that must all match; the first is the product's own.
    static let categorySpellings = [
        ["Category > Flower", "flower", "FLOWERS"],
        ["Category > Pre rolls", "Pre-Rolls", "prerolls"],
        ["Vapes", "Category > Vape", "VAPES"], ["Gift Cards", "gift-cards", "Category>giftcards"],
    ]

    static func brandSpelling(_ brand: Int, _ variant: Int) -> String {
        ["Brand \(brand)", " BRAND \(brand)\t", "brand \(brand) "][variant % 3]
    }

    var parsed: ParsedRule {
        var fields = RuleFields(id: "alleaves_\(id)", posId: "\(id)")
        fields.kind = kind
        fields.value = value
        fields.priority = "\(priority)"
        fields.active = isActive
        fields.minTotal = isConditional ? "50" : nil
        fields.startDate = startMs.map { RuleDate.text(ms: $0) }
        fields.endDate = endMs.map { RuleDate.text(ms: $0) }
        fields.categories = categories.map { Self.categorySpellings[$0][(id + $0) % 3] }
        fields.storeWide = isStoreWide ? true : nil
        fields.locationIds = stores.map { $0.sorted().map { "store\($0)" } }
        fields.brands = brands.map { Self.brandSpelling($0, id) }
        fields.products = products.map {
            ["\($0)", "alleaves_\($0)", "acme_alleaves_\($0)"][id % 3]
        }
        return DiscountRule.make(from: fields, zone: .utc)
    }
}

/// The rules of Protocol/pricing.md word by word, on Foundation's decimals, one product at a time.
enum NaivePricing {
    struct Product {
        var cents: Int
        var category: Int
        var brand: Int
        var item: Int
        /// The store that the price is of; 0 for none.
        var store = 0
    }

    /// The winning rule and its price in cents.
    static func sale(
        _ product: Product, rules: [NaiveRule], now: Int64
    ) -> (rule: NaiveRule, cents: Int)? {
        let live = rules.filter { rule in
            rule.isActive && !rule.isConditional && (rule.startMs ?? .min) <= now
                && now < (rule.endMs ?? .max) && rule.stores?.contains(product.store) ?? true
        }
        let levels: [(NaiveRule) -> Bool] = [
            { $0.products.contains(product.item) }, { $0.categories.contains(product.category) },
            { $0.brands.contains(product.brand) }, { $0.isStoreWide },
        ]
        for level in levels {
            let tried = live.filter(level).sorted {
                $0.priority != $1.priority ? $0.priority > $1.priority : $0.id < $1.id
            }
            for rule in tried {
                if let cents = price(product.cents, under: rule) { return (rule, cents) }
            }
        }
        return nil
    }

    /// Nil when the rule's value is not allowed or it saves nothing.
    private static func price(_ cents: Int, under rule: NaiveRule) -> Int? {
        guard let value = Decimal(string: rule.value), cents > 0 else { return nil }
        let base = Decimal(cents) / 100
        let exact: Decimal
        switch rule.kind {
        case "percent":
            guard value > 0, value <= 100 else { return nil }
            exact = base * (100 - value) / 100
        case "amount":
            guard value > 0 else { return nil }
            exact = max(0, base - value)
        case "fixed_price":
            guard value >= 0 else { return nil }
            exact = value
        default: return value >= 0 && value <= 100 ? cents : nil
        }
        let sale = rounded(exact * 100)
        return sale < cents ? sale : nil
    }

    private static func rounded(_ value: Decimal) -> Int {
        var value = value
        var result = Decimal()
        NSDecimalRound(&result, &value, 0, .plain)
        return NSDecimalNumber(decimal: result).intValue
    }
}
