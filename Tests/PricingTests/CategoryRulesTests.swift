import Randomness
import TestSupport
import Testing

@testable import Pricing

/// Menus with two-level categories in which parents share the names of their children, and rules
/// on every node and on families: each prices exactly its subtree. The other side of the
/// comparison matches segment by segment, rule by rule.
@Suite struct CategoryRulesTests {
    /// Twenty parents, some that name a family by their own name, some by a word, some not at all.
    private static let parents = [
        "Flower", "Pre-Rolls", "Vapes", "Concentrates", "Edibles", "Beverages", "Tinctures",
        "Topicals", "Accessories", "Capsules", "Vape Pens", "Infused Pre-Rolls", "Doorbusters",
        "New Arrivals", "House", "Rosin", "Gift Cards", "CBD", "Staff Picks", "Seeds",
    ]
    private static let children = ["Infused", "Indoor", "Gummies", "Cones", "Rosin", "1g", "Pods"]

    private struct NaiveRule {
        let parsed: ParsedRule
        let segments: [String]
        let priority: Int
        let id: Int

        /// Segment by segment; a single one that is a family's name reaches the family.
        func reaches(_ path: [String], family: String) -> Bool {
            if segments.count == 1, CategoryRulesTests.familyNames.contains(segments[0]) {
                return family == segments[0] || path.first == segments[0]
            }
            return path.count >= segments.count
                && zip(path, segments).allSatisfy { $0.lowercased() == $1.lowercased() }
        }
    }

    private static let familyNames: Set<String> = [
        "Flower", "Pre-Rolls", "Vapes", "Concentrates", "Edibles", "Beverages", "Tinctures",
        "Topicals", "Accessories", "Capsules", "Gift Cards", "Seeds",
    ]

    /// The family by hand: of the parent where it names one, else of the child.
    private static func family(_ path: [String]) -> String {
        let named = [
            "Vape Pens": "Vapes", "Infused Pre-Rolls": "Pre-Rolls", "Rosin": "Concentrates",
            "Gummies": "Edibles", "Cones": "Pre-Rolls", "Pods": "Vapes",
        ]
        for segment in path {
            if familyNames.contains(segment) { return segment }
            if let family = named[segment] { return family }
        }
        return "Other"
    }

    private static let paths: [[String]] =
        parents.flatMap { parent in
            [[parent]] + children.map { [parent, $0] } + [[parent, children[1], "3.5g"]]
        } + children.filter { !parents.contains($0) }.map { [$0] }

    private static let codes = RuleCodes(
        categories: CategoryCodes(
            Dictionary(
                uniqueKeysWithValues: paths.enumerated().map {
                    (CategoryPath(segments: $1).key, UInt16($0))
                })), brands: [:])

    private static func rule(
        _ id: Int, _ path: [String], _ percent: Int, priority: Int
    ) -> NaiveRule {
        let spelt = ["", "Category > "][id % 2] + path.joined(separator: [" > ", ">"][id % 2])
        let parsed = Fixture.parsed(
            id, "percent", "\(percent)", categories: [id % 3 == 0 ? spelt.uppercased() : spelt],
            priority: priority)
        return NaiveRule(parsed: parsed, segments: path, priority: priority, id: id)
    }

    /// The rule for each path, by hand.
    private static func expected(_ rules: [NaiveRule], _ path: [String]) -> Int? {
        rules.filter { $0.reaches(path, family: family(path)) }
            .max { ($0.priority, -$0.id) < ($1.priority, -$1.id) }?.id
    }

    private func check(_ compiled: CompiledRules, _ rules: [NaiveRule], _ comment: String) {
        var catalog = Catalog()
        for code in Self.paths.indices { catalog.add(5_000, category: UInt16(code)) }
        // `assignments` holds all ways of assigning against each other.
        for (code, number) in catalog.assignments(compiled).enumerated() {
            let path = Self.paths[code]
            let found = compiled.rule(number: number)?.discountId
            #expect(found == Self.expected(rules, path).map { "\($0)" }, "\(comment): \(path)")
            let product = PricingInput(
                base: 5_000, categoryKey: CategoryPath(segments: path).key, brandKey: "")
            let lines = PriceExplanation.explain(product, rules: rules.map(\.parsed), now: 0)
            #expect(lines.first { $0.outcome == .applied }?.identity.discountId == found)
            #expect(lines.count == rules.count { $0.reaches(path, family: Self.family(path)) })
        }
    }

    @Test func aRuleOnOneNodePricesExactlyItsSubtree() {
        #expect(Self.paths.count > 150)
        for (id, path) in Self.paths.enumerated() {
            let rule = Self.rule(id, path, 10, priority: 0)
            check(CompiledRules([rule.parsed], now: 0, codes: Self.codes), [rule], "\(path)")
        }
    }

    @Test func theFamiliesOfTheMenuAreThoseOfTheHand() {
        for path in Self.paths {
            #expect(CategoryPath(segments: path).family.name == Self.family(path), "\(path)")
        }
    }

    /// Rules on every node at once, then edits of some: what is compiled edit by edit, what is
    /// compiled anew and the hand agree.
    @Test(arguments: Seeds.of(0..<12 as Range<UInt64>))
    func rulesOnEveryNodeAndTheirEditsPriceExactlyTheirSubtrees(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var rules: [Int: NaiveRule] = [:]
        for (id, path) in Self.paths.enumerated() {
            rules[id] = Self.rule(
                id, path, 10, priority: Int.random(in: 0...3, using: &random))
        }
        var compiled = CompiledRules(rules.values.map(\.parsed), now: 0, codes: Self.codes)
        check(compiled, Array(rules.values), "seed \(seed)")
        for step in 0..<6 {
            var edits: [RuleEdit] = []
            for id in Self.paths.indices where Int.random(in: 0..<9, using: &random) == 0 {
                let old = rules[id]
                rules[id] =
                    old == nil || Bool.random(using: &random)
                    ? Self.rule(
                        id, Self.paths.randomElement(using: &random) ?? [], 20,
                        priority: Int.random(in: 0...3, using: &random))
                    : nil
                edits.append(RuleEdit(old: old?.parsed, new: rules[id]?.parsed))
            }
            compiled = CompiledRules(compiled, edits: edits, now: 0)
            check(compiled, Array(rules.values), "seed \(seed) step \(step)")
        }
    }

    @Test func aRuleForTheWholeStoreComesAfterBrands() throws {
        var fields = Fixture.fields(7, "percent", "10", priority: 99)
        fields.storeWide = true
        let store = DiscountRule.make(from: fields, zone: .utc)
        let flower = Fixture.parsed(8, "percent", "5", categories: ["Flower"])
        let compiled = CompiledRules([store, flower], now: 0, codes: Self.codes)
        var catalog = Catalog()
        for code in Self.paths.indices { catalog.add(5_000, category: UInt16(code)) }
        catalog.add(5_000, category: .max, brand: .max)
        let numbers = catalog.assignments(compiled)
        for (row, number) in numbers.enumerated() {
            let isFlower = row < Self.paths.count && Self.family(Self.paths[row]) == "Flower"
            #expect(compiled.rule(number: number)?.discountId == (isFlower ? "8" : "7"))
        }
        let ended = CompiledRules(compiled, edits: [RuleEdit(old: store, new: nil)], now: 0)
        #expect(ended.affected.isStoreWide)
        #expect(ended.ruleNumber(price: 5_000, category: .max, brand: 0) == 0)
    }

    /// A rule that was for something that cannot be read is not for everything.
    @Test(arguments: [["Category > "], [" > "], [""], []])
    func aRuleWhosePathsAreEmptyIsUnscoped(categories: [String]) {
        let rule = Fixture.parsed(1, "percent", "10", categories: categories)
        #expect(rule.disposition(now: 0) == .unscoped)
        let compiled = CompiledRules([rule], now: 0, codes: Self.codes)
        #expect(compiled.liveRules.isEmpty)
        let product = PricingInput(base: 5_000, categoryKey: "", brandKey: "")
        let lines = PriceExplanation.explain(product, rules: [rule], now: 0)
        #expect(lines.map(\.outcome) == [.unscoped])
        #expect(lines.map(\.identity.name) == ["Rule 1"])
    }
}
