import FirestoreModel

/// What each product costs under the rules that trials write, one product at a time
/// (Protocol/pricing.md): only lists of products, categories by family, and the whole store.
struct NaivePrices {
    private struct Rule {
        let id: String
        let priority: Int64
        let fields: Fields

        /// The level at which it names a product: 0 product, 1 category, 2 whole store.
        func level(_ id: String, _ category: String) -> Int? {
            if fields["products"]?.arrayValue?.contains(.string(id)) == true { return 0 }
            if fields["categories"]?.arrayValue?.contains(.string(category)) == true { return 1 }
            return fields["storeWide"] == .boolean(true) ? 2 : nil
        }

        /// The price of one; nil where it saves nothing.
        func price(_ cents: Int64) -> Int64? {
            guard let value = fields["discountValue"]?.integerValue else { return nil }
            let sale: Int64 =
                switch fields["discountType"]?.stringValue {
                case "percent": (cents * (100 - value) + 50) / 100
                case "amount": max(0, cents - value * 100)
                default: value * 100
                }
            return sale < cents ? sale : nil
        }
    }

    private let rules: [Rule]

    init(_ documents: [String: Document]) {
        rules = documents.map { id, document in
            Rule(
                id: id, priority: document.fields["priority"]?.integerValue ?? 0,
                fields: document.fields)
        }.sorted(by: Self.less)
    }

    private static func less(_ left: Rule, _ right: Rule) -> Bool {
        left.priority != right.priority ? left.priority > right.priority : left.id < right.id
    }

    /// What a product of this base price costs today.
    func price(id: String, category: String, cents: Int64) -> Int64 {
        guard cents > 0 else { return cents }
        for level in 0...2 {
            for rule in rules where rule.level(id, category) == level {
                if let sale = rule.price(cents) { return sale }
            }
        }
        return cents
    }
}
