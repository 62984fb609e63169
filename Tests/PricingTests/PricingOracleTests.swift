import TestSupport
import Testing

@testable import Pricing

/// The compiled assignment and the explanations against a naive evaluation on Foundation's
/// decimals, over random rule sets. A failure names its seed.
@Suite struct PricingOracleTests {
    private static let brandCount = 5
    private static let itemCount = 6

    private let codes = RuleCodes(
        categories: Dictionary(
            uniqueKeysWithValues: NaiveRule.categorySpellings.enumerated().map {
                (CategoryName.key(for: $1[0]), UInt16($0))
            }),
        brands: Dictionary(
            uniqueKeysWithValues: (0..<brandCount).map {
                (BrandName.key(for: NaiveRule.brandSpelling($0, 0)), UInt32($0))
            }))

    private static func randomRule(_ id: Int, _ random: inout SeededRandom) -> NaiveRule {
        let values = [
            "percent": ["20", "12.5", "50", "0.0001", "0.05", "33.3333", "99.9", "100", "250", "0"],
            "amount": ["5", "4.50", "0.01", "0", "1000"],
            "fixed_price": ["19.99", "5", "0", "0.02", "12.34", "7.77", "30", "-1"],
            "bogo": ["0", "50", "100", "101"],
        ]
        let kind = ["percent", "amount", "fixed_price", "fixed_price", "bogo"]
            .randomElement(using: &random) ?? "percent"
        var rule = NaiveRule(
            id: id, kind: kind, value: values[kind]?.randomElement(using: &random) ?? "1",
            priority: Int.random(in: 0...2, using: &random))
        rule.isActive = Int.random(in: 0..<10, using: &random) > 0
        rule.isConditional = Int.random(in: 0..<10, using: &random) == 0
        // Whole seconds around now = 100 s, which is a boundary of some.
        if Int.random(in: 0..<4, using: &random) == 0 {
            rule.startMs = Int64.random(in: 98...102, using: &random) * 1_000
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            rule.endMs = Int64.random(in: 98...102, using: &random) * 1_000
        }
        func subset(_ count: Int) -> Set<Int> {
            Set((0..<count).filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
        }
        rule.categories = subset(NaiveRule.categorySpellings.count)
        rule.brands = subset(brandCount)
        rule.products = Int.random(in: 0..<3, using: &random) == 0 ? subset(itemCount) : []
        return rule
    }

    /// Prices at, just under and just over each rule's boundary, and some between.
    private static func prices(_ rules: [ParsedRule], _ random: inout SeededRandom) -> [Int] {
        var prices: Set<Int> = [0, 1, 2, 3, 1_999, 3_955, 100_000_000]
        for case .rule(let rule) in rules {
            let threshold = Int(rule.kind.savingThreshold)
            prices.formUnion([threshold - 1, threshold, threshold + 1])
        }
        for _ in 0..<20 { prices.insert(Int.random(in: 1...5_000, using: &random)) }
        return prices.filter { $0 <= 100_000_000 }.sorted()
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func everyProductGetsTheRuleAndPriceOfTheNaiveEvaluation(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let count = Int.random(in: 0...40, using: &random)
        // Ids in random order: their order must not come from the list's.
        let rules = (0..<count).map { Self.randomRule($0, &random) }.shuffled(using: &random)
        let parsed = rules.map(\.parsed)
        let now: Int64 = 100_000
        let compiled = CompiledRules(parsed, now: now, codes: codes)
        var catalog = Catalog()
        var products: [NaivePricing.Product] = []
        for price in Self.prices(parsed, &random) {
            let product = NaivePricing.Product(
                cents: price, category: Int.random(in: 0..<4, using: &random),
                brand: Int.random(in: 0..<Self.brandCount, using: &random),
                item: Int.random(in: 0..<Self.itemCount * 3, using: &random))
            products.append(product)
            catalog.add(
                Int32(price), category: UInt16(product.category), brand: UInt32(product.brand),
                item: Int64(product.item))
        }
        let numbers = catalog.assignments(compiled)
        for (product, number) in zip(products, numbers) {
            let expected = NaivePricing.sale(product, rules: rules, now: now)
            let rule = compiled.rule(number: number)
            #expect(rule?.discountId == expected.map { "\($0.rule.id)" }, "\(seed) \(product)")
            let sale = rule?.salePrice(base: Int64(product.cents))
            #expect(sale == expected.map { Int64($0.cents) }, "\(seed) \(product)")
            if let sale { #expect(sale >= 0 && sale <= product.cents) }
            checkExplanation(product, parsed, now, rule, sale)
            #expect(
                number
                    == compiled.ruleNumber(
                        price: Int32(product.cents), category: UInt16(product.category),
                        brand: UInt32(product.brand), itemId: Int64(product.item)))
        }
    }

    private func checkExplanation(
        _ product: NaivePricing.Product, _ rules: [ParsedRule], _ now: Int64,
        _ winner: DiscountRule?, _ sale: Int64?
    ) {
        let spelling = NaiveRule.categorySpellings[product.category][0]
        let asked = PricedProduct(
            base: Int64(product.cents), categoryKey: CategoryName.key(for: spelling),
            brandKey: BrandName.key(for: "Brand \(product.brand)"), itemId: Int64(product.item))
        let lines = PriceExplanation.explain(asked, rules: rules, now: now)
        let applied = lines.filter { $0.outcome == .applied }
        #expect(applied.count == (winner == nil ? 0 : 1))
        #expect(applied.first?.identity == winner?.identity)
        #expect(applied.first?.salePrice == sale)
        #expect(lines.map(\.level) == lines.map(\.level).sorted())
        #expect(Set(lines.map(\.identity)).count == lines.count)
    }

    @Test func assigningTwiceChangesNothing() {
        var random = SeededRandom(seed: 99)
        let rules = (0..<50).map { Self.randomRule($0, &random).parsed }
        let compiled = CompiledRules(rules, now: 100_000, codes: codes)
        var catalog = Catalog()
        for _ in 0..<5_000 {
            catalog.add(
                Int32.random(in: 0...4_000, using: &random),
                category: UInt16.random(in: 0..<6, using: &random),
                brand: UInt32.random(in: 0..<8, using: &random),
                item: Int64.random(in: 0..<40, using: &random))
        }
        var numbers = [UInt32](repeating: 0, count: 5_000)
        let first = catalog.assign(compiled, over: &numbers)
        let once = numbers
        let second = catalog.assign(compiled, over: &numbers)
        #expect(numbers == once)
        #expect(first.onSale > 0)
        #expect(first.onSale == numbers.filter { $0 != 0 }.count)
        #expect(first.changed == first.onSale)
        #expect(second == AssignmentCounts(onSale: first.onSale, changed: 0))
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func recomputingWhatADifferenceReachesEqualsRecomputingAll(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var rules = (0..<20).map { Self.randomRule($0, &random) }
        var now: Int64 = 97_000
        var compiled = CompiledRules(rules.map(\.parsed), now: now, codes: codes)
        var catalog = Catalog()
        for _ in 0..<1_500 {
            catalog.add(
                Int32.random(in: 0...4_000, using: &random),
                category: UInt16.random(in: 0..<4, using: &random),
                brand: UInt32.random(in: 0..<5, using: &random),
                item: Int64.random(in: 0..<18, using: &random))
        }
        var numbers = catalog.assignments(compiled)
        for step in 0..<12 {
            switch step % 3 {
            case 0: now += 1_000
            case 1: rules[Int.random(in: 0..<rules.count, using: &random)].value = "11"
            default:
                rules.remove(at: Int.random(in: 0..<rules.count, using: &random))
                rules.append(Self.randomRule(100 + step, &random))
            }
            let before = compiled
            compiled = CompiledRules(
                rules.map(\.parsed), now: now, codes: codes, previous: before)
            let reach = compiled.difference(from: before).sales
            let rows = catalog.prices.indices.filter { row in
                reach.categories.contains(catalog.categories[row])
                    || reach.brands.contains(catalog.brands[row])
                    || reach.items.contains(catalog.items[row])
            }
            let old = numbers
            var reported: [Int: UInt32] = [:]
            let counts = catalog.reassign(compiled, rows: rows, over: &numbers) {
                reported[$0] = $1
            }
            #expect(numbers == catalog.assignments(compiled), "seed \(seed) step \(step)")
            let changed = old.indices.filter { row in
                before.rule(number: old[row]) != compiled.rule(number: numbers[row])
            }
            #expect(Set(reported.keys) == Set(changed), "seed \(seed) step \(step)")
            #expect(counts.changed == changed.count)
            var whole = old
            #expect(catalog.assign(compiled, over: &whole).changed == changed.count)
        }
    }
}
