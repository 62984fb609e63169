import FirestoreModel
import Randomness

/// The generated discount rules: by default 500, as a chain of shops might have.
///
/// Rule 0 is a store-wide sale of the lowest priority, rule 1 a sale of one brand of the highest;
/// the workloads switch these. The others name brands, single products and a few categories with a
/// fixed price, so that every level and kind takes part.
struct BenchRules: Sendable {
    static let countMin = 2
    static let wholeShop = 0
    static let oneBrand = 1
    /// The brand of rule 1.
    static let brandOfOne = 7

    enum Level: Int {
        case product = 1, category, brand
    }

    enum Kind: Int {
        case percent, amount, fixedPrice

        var name: String {
            switch self {
            case .percent: "percent"
            case .amount: "amount"
            case .fixedPrice: "fixed_price"
            }
        }
    }

    struct Rule {
        let number: Int
        var level: Level
        /// Category or brand codes, or item ids.
        var keys: [Int]
        var kind: Kind
        /// Hundredths of a percent, or cents.
        var value: Int
        var priority: Int
        var isActive = true

        /// The document's id. All have one length, so that they order by number.
        var id: String {
            let digits = String(number)
            return "rule-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        }
    }

    let count: Int
    let products: Int
    let seed: UInt64

    /// All rules, in order. The store-wide sale is initially inactive.
    var all: [Rule] { (0..<count).map { rule($0) } }

    func rule(_ number: Int) -> Rule {
        switch number {
        case Self.wholeShop:
            return Rule(
                number: number, level: .category, keys: Array(BenchProduct.categories.indices),
                kind: .percent, value: 1000, priority: 0, isActive: false)
        case Self.oneBrand:
            return Rule(
                number: number, level: .brand, keys: [Self.brandOfOne], kind: .percent,
                value: 3000, priority: 10)
        default: return drawn(number)
        }
    }

    private func drawn(_ number: Int) -> Rule {
        var draws = SeededRandom(seed: seed, stream: 2, index: number)
        let kind = Kind(rawValue: number % 3) ?? .percent
        let value =
            switch kind {
            case .percent: 500 + 50 * draws.below(91)
            case .amount: 50 + 50 * draws.below(16)
            case .fixedPrice: 499 + 100 * draws.below(60)
            }
        var rule = Rule(
            number: number, level: .brand, keys: [], kind: kind, value: value,
            priority: 1 + draws.below(9))
        if number % 50 == 49 {
            rule.level = .category
            rule.kind = .fixedPrice
            rule.value = 7999 + 100 * draws.below(60)
            rule.keys = [draws.below(BenchProduct.categories.count)]
        } else if number % 10 > 7 {
            rule.level = .product
            rule.keys = (0...draws.below(5)).map { _ in
                BenchProduct.itemIdFirst + draws.below(products)
            }
        } else {
            rule.keys = (0...draws.below(2)).map { _ in draws.below(BenchProduct.brandCount) }
        }
        rule.keys = Array(Set(rule.keys)).sorted()
        return rule
    }
}

extension BenchRules.Rule {
    /// The document's fields as MapValue bytes.
    var fields: [UInt8] {
        var fields = FieldsWriter(capacity: 256)
        fields.boolean("active", isActive)
        if level == .brand { list("brands", &fields) { BenchProduct.brandName($0) } }
        if level == .category { list("categories", &fields) { BenchProduct.categories[$0] } }
        fields.string("discountType", kind.name)
        fields.double("discountValue", Double(value) / 100)
        fields.string("name", "Sale \(number)")
        fields.integer("priority", Int64(priority))
        if level == .product { list("products", &fields) { String($0) } }
        return fields.bytes
    }

    private func list(
        _ name: String, _ fields: inout FieldsWriter, _ text: (Int) -> String
    ) {
        fields.array(name) { values in
            for key in keys { values.string(text(key)) }
        }
    }
}
