import Randomness
import TestSupport
import Testing

@testable import Pricing

/// The compiled assignment and the explanations against a naive evaluation on Foundation's
/// decimals, over random rule sets. A failure names its seed.
@Suite struct PricingOracleTests {
    private static let brandCount = 5
    private static let itemCount = 6

    /// What rules call an item of an agent's catalog and of the POS's.
    private static func references(_ item: Int) -> [ProductReference] {
        ["\(item)", "alleaves_\(item)", "acme_alleaves_\(item)"].map { ProductReference($0) }
    }

    private static let products: ProductCodes = {
        var codes = ProductCodes()
        for item in 0..<itemCount { references(item).forEach { codes.add($0) } }
        return codes
    }()

    private let codes = RuleCodes(
        categories: CategoryCodes(
            Dictionary(
                uniqueKeysWithValues: NaiveRule.categorySpellings.enumerated().map {
                    (CategoryName.key(for: $1[0]), UInt16($0))
                })),
        brands: Dictionary(
            uniqueKeysWithValues: (0..<brandCount).map {
                (BrandName.key(for: NaiveRule.brandSpelling($0, 0)), UInt32($0))
            }), products: Self.products, stores: ["store1": 1, "store2": 2])

    private static func randomRule(_ id: Int, _ random: inout SeededRandom) -> NaiveRule {
        let values = [
            "percent": [
                "20", "12.5", "50", "0.0001", "0.05", "33.3333", "99.9", "100", "250", "0",
            ],
            "amount": ["5", "4.50", "0.01", "0", "1000"],
            "fixed_price": ["19.99", "5", "0", "0.02", "12.34", "7.77", "30", "-1"],
            "bogo": ["0", "50", "100", "101"],
        ]
        let kind =
            ["percent", "amount", "fixed_price", "fixed_price", "bogo"]
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
        rule.isStoreWide = Int.random(in: 0..<12, using: &random) == 0
        rule.products = Int.random(in: 0..<3, using: &random) == 0 ? subset(itemCount) : []
        if Int.random(in: 0..<4, using: &random) == 0 {
            // No product is of the third.
            rule.stores = Set((1...3).filter { _ in Bool.random(using: &random) })
        }
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

    @Test(arguments: Seeds.of(0..<60 as Range<UInt64>))
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
                item: Int.random(in: 0..<Self.itemCount * 3, using: &random),
                store: Int.random(in: 0...2, using: &random))
            products.append(product)
            catalog.add(
                Int32(price), category: UInt16(product.category), brand: UInt32(product.brand),
                store: UInt16(product.store), products: Self.references(product.item))
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
        }
    }

    private func checkExplanation(
        _ product: NaivePricing.Product, _ rules: [ParsedRule], _ now: Int64,
        _ winner: DiscountRule?, _ sale: Int64?
    ) {
        let spelling = NaiveRule.categorySpellings[product.category][0]
        let asked = PricingInput(
            base: Int64(product.cents), categoryKey: CategoryName.key(for: spelling),
            brandKey: BrandName.key(for: "Brand \(product.brand)"),
            names: ProductNames(
                id: "alleaves_\(product.item)", canonicalID: "acme_alleaves_\(product.item)",
                ownID: "\(product.item)", ownPrefix: "alleaves_"),
            location: product.store == 0 ? nil : "store\(product.store)")
        let lines = PriceExplanation.explain(asked, rules: rules, now: now)
        let applied = lines.filter { $0.outcome == .applied }
        #expect(applied.count == (winner == nil ? 0 : 1))
        #expect(applied.first?.identity == winner?.identity)
        #expect(applied.first?.salePrice == sale)
        let levels = lines.map(\.level).compactMap(\.self)
        #expect(levels == levels.sorted())
        let elsewhere = lines.filter { $0.outcome == .otherStore }
        for rule in rules where elsewhere.contains(where: { $0.identity == rule.identity }) {
            #expect(asked.location.map { rule.scope.locationIds?.contains($0) == false } ?? true)
        }
        // Rules that name nothing come last and say so.
        #expect(lines.dropFirst(levels.count).allSatisfy { $0.outcome == .unscoped })
        #expect(Set(lines.map(\.identity)).count == lines.count)
    }

    /// A set that is brought up to date edit by edit and by the clock, back and forth, equals one
    /// that is compiled anew; so does the table, of which only what the change reaches is made.
    @Test(arguments: Seeds.of(0..<40 as Range<UInt64>))
    func followingEditsAndTheClockEqualsCompilingAnew(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var rules: [Int: NaiveRule] = [:]
        for id in 0..<20 { rules[id] = Self.randomRule(id, &random) }
        var now: Int64 = 97_000
        var compiled = CompiledRules(rules.values.map(\.parsed), now: now, codes: codes)
        let catalog = Self.catalog(&random)
        let groups = catalog.grouping().groups
        var table = GroupTable(compiled, groups: groups)
        var numbers = catalog.assignments(compiled)
        for step in 0..<16 {
            let edits = Self.randomEdits(step, &rules, &now, &random)
            let before = compiled
            compiled = CompiledRules(before, edits: edits, now: now)
            let whole = CompiledRules(rules.values.map(\.parsed), now: now, codes: codes)
            expectSame(compiled, whole, "seed \(seed) step \(step)")
            table = GroupTable(
                compiled, groups: groups, updating: table, groups.numbers(in: compiled.affected))
            let old = numbers
            numbers = catalog.assignments(compiled, table: table)
            #expect(numbers == catalog.assignments(compiled), "seed \(seed) step \(step)")
            let anew = catalog.assignments(whole)
            for row in numbers.indices {
                let isSame = compiled.rule(number: numbers[row]) == whole.rule(number: anew[row])
                #expect(isSame, "seed \(seed) step \(step)")
                // A number is another one exactly when the sale is, and only where it may be.
                let was = before.rule(number: old[row])
                let isKept = was == compiled.rule(number: numbers[row])
                #expect(isKept == (old[row] == numbers[row]))
                let isReached =
                    compiled.affected.holds(
                        category: catalog.categories[row], brand: catalog.brands[row],
                        store: catalog.stores[row])
                    || catalog.products[row].contains { reference in
                        codes.products.code(of: reference)
                            .map(compiled.affected.products.contains) ?? false
                    }
                #expect(isKept || isReached)
            }
        }
    }

    private static func catalog(_ random: inout SeededRandom) -> Catalog {
        var catalog = Catalog()
        for _ in 0..<600 {
            catalog.add(
                Int32.random(in: 0...4_000, using: &random),
                category: UInt16.random(in: 0..<4, using: &random),
                brand: UInt32.random(in: 0..<5, using: &random),
                store: UInt16.random(in: 0...2, using: &random),
                products: references(Int.random(in: 0..<18, using: &random)))
        }
        return catalog
    }

    /// The clock, a changed value, rules that come and go, or many rules at once.
    private static func randomEdits(
        _ step: Int, _ rules: inout [Int: NaiveRule], _ now: inout Int64,
        _ random: inout SeededRandom
    ) -> [RuleEdit] {
        var changed: [Int: NaiveRule?] = [:]
        let ids = rules.keys.sorted()
        switch step % 4 {
        case 0: now += Int64.random(in: -2...3, using: &random) * 1_000
        case 1:
            for id in ids.filter({ _ in Int.random(in: 0..<10, using: &random) == 0 }) {
                var rule = rules[id]
                rule?.value = "11"
                changed.updateValue(rule, forKey: id)
            }
        case 2:
            for id in ids.shuffled(using: &random).prefix(1) {
                changed.updateValue(nil, forKey: id)
            }
            changed[100 + step] = Self.randomRule(100 + step, &random)
        default:
            now += 1_000
            for id in step * 1_000..<step * 1_000 + 40 {
                changed[id] = Self.randomRule(id, &random)
            }
            for id in ids where Bool.random(using: &random) {
                changed.updateValue(nil, forKey: id)
            }
        }
        return changed.map { id, rule in
            let edit = RuleEdit(old: rules[id]?.parsed, new: rule?.parsed)
            rules[id] = rule
            return edit
        }
    }

    private func expectSame(
        _ one: CompiledRules, _ other: CompiledRules, _ comment: Comment
    ) {
        #expect(one.liveRules == other.liveRules, comment)
        #expect(one.conditionalRules == other.conditionalRules, comment)
        #expect(Set(one.productCodes) == Set(other.productCodes), comment)
        for instant in stride(from: Int64(95_000), to: 105_000, by: 500) {
            #expect(
                one.nextBoundary(after: instant) == other.nextBoundary(after: instant), comment)
        }
        #expect(one.lastBoundary == other.lastBoundary, comment)
        for rule in one.liveRules { #expect(one.rule(number: one.number(of: rule)) == rule) }
        for code in UInt16(0)..<4 {
            let named = Self.references(Int(code)).compactMap { codes.products.code(of: $0) }
            for store in UInt16(0)...2 {
                let offers = [one, other].map {
                    $0.conditionalOffers(
                        category: code, brand: UInt32(code), store: store, products: named)
                }
                #expect(offers[0] == offers[1], comment)
                let id = store == 0 ? nil : "store\(store)"
                #expect(offers[0].allSatisfy { $0.scope.holds(at: id) }, comment)
            }
        }
    }
}
