import Randomness
import TestSupport
import Testing

@testable import Pricing

@Suite struct CompiledRulesTests {
    private let codes: RuleCodes = {
        var products = ProductCodes()
        for text in ["1", "4", "7", "sku-9", "alleaves_7"] { products.add(ProductReference(text)) }
        return RuleCodes(
            categories: CategoryCodes(["flower": 0, "vapes": 1]),
            brands: ["anthem": 0, "jeeter": 1], products: products)
    }()

    private func code(_ text: String) -> UInt32 {
        codes.products.code(of: ProductReference(text)) ?? .max
    }

    private func compile(
        _ rules: [ParsedRule], now: Int64 = 0, previous: CompiledRules? = nil
    ) -> CompiledRules {
        CompiledRules(rules, now: now, codes: codes, previous: previous)
    }

    private func winner(
        _ rules: [ParsedRule], price: Int32 = 5_000, category: UInt16 = 0, brand: UInt32 = 0,
        product: String = "1"
    ) -> String? {
        let compiled = compile(rules)
        let number = compiled.ruleNumber(
            price: price, category: category, brand: brand, products: [code(product)])
        return compiled.rule(number: number)?.discountId
    }

    @Test func productBeatsCategoryBeatsBrandWhateverThePriority() {
        let product = Fixture.parsed(3, "percent", "5", products: ["1"], priority: -9)
        let category = Fixture.parsed(2, "percent", "10", categories: ["Flower"], priority: 0)
        let brand = Fixture.parsed(1, "percent", "50", brands: ["Anthem"], priority: 9)
        #expect(winner([brand, category, product]) == "3")
        #expect(winner([brand, category]) == "2")
        #expect(winner([brand]) == "1")
        #expect(winner([]) == nil)
    }

    @Test func withinALevelPriorityThenTheLowerIdDecides() {
        let low = Fixture.parsed(1, "percent", "50", categories: ["Flower"], priority: 1)
        let nine = Fixture.parsed(9, "percent", "10", categories: ["Flower"], priority: 5)
        let ten = Fixture.parsed(10, "percent", "20", categories: ["Flower"], priority: 5)
        #expect(winner([low, ten, nine]) == "9")
        #expect(winner([low, ten]) == "10")
    }

    @Test func aRuleThatSavesNothingLeavesTheProductToTheNext() {
        let fixed = Fixture.parsed(
            1, "fixed_price", "19.99", categories: ["Flower"], priority: 9)
        let percent = Fixture.parsed(2, "percent", "10", brands: ["Anthem"])
        #expect(winner([fixed, percent], price: 2_000) == "1")
        #expect(winner([fixed, percent], price: 1_999) == "2")
        #expect(winner([fixed, percent], price: 6) == "2")
        #expect(winner([fixed, percent], price: 5) == nil)
        #expect(winner([fixed, percent], price: 0) == nil)
        #expect(winner([fixed, percent], price: -5) == nil)
        #expect(winner([fixed, percent], price: .min) == nil)
    }

    @Test func aChainOfManyFixedPricesIsFollowedToItsEnd() {
        // Falling prices, highest priority first: eight candidates at one level.
        let fixed = (1...8).map {
            Fixture.parsed(
                $0, "fixed_price", "\(90 - 10 * $0)", categories: ["Flower"], priority: 20 - $0)
        }
        for level in 1...8 {
            let bound = Int32(9_000 - 1_000 * level)
            #expect(winner(fixed, price: bound + 1) == "\(level)")
            #expect(winner(fixed, price: bound) == (level < 8 ? "\(level + 1)" : nil))
        }
        var catalog = Catalog()
        for price in stride(from: Int32(0), through: 9_000, by: 7) { catalog.add(price) }
        let compiled = compile(fixed)
        for (price, number) in zip(catalog.prices, catalog.assignments(compiled)) {
            #expect(number == compiled.ruleNumber(price: price, category: 0, brand: 0))
        }
    }

    @Test func codesWithoutKeysMatchNoCategoryOrBrandRule() {
        let rules = [
            Fixture.parsed(1, "percent", "5", categories: ["Flower"]),
            Fixture.parsed(2, "percent", "5", brands: ["Anthem", "Unheard Of"]),
            Fixture.parsed(3, "percent", "5", products: ["7", "sku-9", "sku-10"]),
        ]
        #expect(winner(rules, category: .max, brand: .max) == nil)
        #expect(winner(rules, category: .max, brand: 0) == "2")
        #expect(winner(rules, category: 2, brand: 2, product: "sku-9") == "3")
        var catalog = Catalog()
        catalog.add(500, category: .max, brand: .max)
        catalog.add(500, category: 0, brand: .max)
        let compiled = compile(rules)
        #expect(
            catalog.assignments(compiled).map { compiled.rule(number: $0)?.id } == [
                nil, "alleaves_1",
            ])
        #expect(Set(compiled.productCodes) == [code("7"), code("sku-9")])
    }

    @Test func onlyLiveUnconditionalRulesChangePrices() {
        var off = Fixture.fields(1, "percent", "5", categories: ["Flower"])
        off.active = false
        var basket = Fixture.fields(2, "amount", "10", categories: ["Flower"])
        basket.minTotal = "100"
        let store = Fixture.fields(3, "percent", "5")
        let broken = Fixture.fields(4, "percent", "250", categories: ["Flower"])
        var ended = Fixture.fields(5, "percent", "5", categories: ["Flower"])
        ended.endDate = "1969-01-01"
        var future = Fixture.fields(6, "percent", "5", categories: ["Flower"])
        future.startDate = "2100-01-01"
        let rules = [off, basket, store, broken, ended, future].map {
            DiscountRule.make(from: $0, zone: .utc)
        }
        #expect(winner(rules) == nil)
        let compiled = compile(rules)
        #expect(compiled.liveRules.isEmpty)
        #expect(
            rules.map { $0.disposition(now: 0) } == [
                .notActive, .conditional, .unscoped, .rejected, .ended, .notStarted,
            ])
        #expect(compiled.conditionalOffers(category: 0, brand: 0).map(\.id) == ["alleaves_2"])
        #expect(compiled.conditionalOffers(category: 1, brand: 0).isEmpty)
    }

    @Test func conditionalOffersComeByLevelThenTieOrderEachOnce() {
        func offer(_ id: Int, _ priority: Int, _ set: (inout RuleFields) -> Void) -> ParsedRule {
            var fields = Fixture.fields(id, "percent", "5", priority: priority)
            fields.minQty = "2"
            set(&fields)
            return DiscountRule.make(from: fields, zone: .utc)
        }
        let compiled = compile([
            offer(1, 0) { $0.brands = ["anthem"] },
            offer(2, 9) {
                $0.brands = ["Anthem"]
                $0.categories = ["Flower"]
            },
            offer(3, 5) { $0.categories = ["Flower"] }, offer(4, 0) { $0.products = ["7"] },
            offer(5, 9) { $0.brands = ["Jeeter"] },
        ])
        let offers = compiled.conditionalOffers(category: 0, brand: 0, products: [code("7")])
        #expect(offers.map(\.discountId) == ["4", "2", "3", "1"])
        #expect(compiled.conditionalOffers(category: 9, brand: 9, products: [code("4")]).isEmpty)
    }

    @Test func theNextBoundaryIsTheNearestStartOrEndAhead() {
        var fields = Fixture.fields(1, "percent", "5", categories: ["Flower"])
        fields.startDate = "1970-01-01T00:00:10Z"
        fields.endDate = "1970-01-01T00:00:20Z"
        var off = fields
        off.active = false
        off.startDate = "1970-01-01T00:00:05Z"
        let compiled = compile([fields, off].map { DiscountRule.make(from: $0, zone: .utc) })
        #expect(compiled.nextBoundary(after: 0) == 10_000)
        #expect(compiled.nextBoundary(after: 9_999) == 10_000)
        #expect(compiled.nextBoundary(after: 10_000) == 20_000)
        #expect(compiled.nextBoundary(after: 20_000) == nil)
        #expect(compile([]).nextBoundary(after: 0) == nil)
    }

    @Test func equalRulesKeepTheirNumbersAndChangedOnesGetUnusedNumbers() {
        let one = Fixture.parsed(1, "percent", "5", categories: ["Flower"])
        let two = Fixture.parsed(2, "percent", "5", categories: ["Vapes"])
        let changed = Fixture.parsed(1, "percent", "6", categories: ["Flower"])
        let first = compile([one, two])
        let second = compile([changed, two], previous: first)
        let third = compile([two, one], previous: second)
        func number(_ compiled: CompiledRules, _ category: UInt16) -> UInt32 {
            compiled.ruleNumber(price: 500, category: category, brand: 9)
        }
        #expect(number(first, 1) == number(second, 1))
        #expect(number(second, 1) == number(third, 1))
        #expect(number(first, 0) != number(second, 0))
        #expect(first.rule(number: number(second, 0)) == nil)
        #expect(second.rule(number: number(first, 0)) == nil)
        // Free since `second`, so in no column any more.
        #expect(number(third, 0) == number(first, 0))
        #expect(third.rule(number: 0) == nil)
        #expect(third.rule(number: .max) == nil)
    }

    @Test func aChangeReachesWhatOldAndNewVersionsName() {
        let flower = Fixture.parsed(1, "percent", "5", categories: ["Flower"])
        let vapes = Fixture.parsed(1, "percent", "5", categories: ["Vapes"], brands: ["Jeeter"])
        let same = Fixture.parsed(2, "percent", "5", brands: ["Anthem"], products: ["4"])
        let before = compile([flower, same])
        for after in [
            compile([same, vapes], previous: before),
            CompiledRules(before, edits: [RuleEdit(old: flower, new: vapes)], now: 0),
        ] {
            #expect(after.affected.categories == [0, 1])
            #expect(after.affected.brands == [1])
            #expect(after.affected.products.isEmpty)
            #expect(after.affectedOffers.isEmpty)
        }
        let again = CompiledRules(before, edits: [RuleEdit(old: same, new: same)], now: 0)
        #expect(again.affected.isEmpty)
    }

    @Test func theClockReachesWhatStartsAndEnds() {
        var sale = Fixture.fields(1, "percent", "5", products: ["sku-9"])
        sale.endDate = "1970-01-01T00:00:10Z"
        var offer = Fixture.fields(2, "percent", "5", brands: ["anthem"])
        offer.minQty = "3"
        offer.startDate = "1970-01-01T00:00:10Z"
        let rules = [sale, offer].map { DiscountRule.make(from: $0, zone: .utc) }
        let before = compile(rules, now: 9_999)
        for after in [
            compile(rules, now: 10_000, previous: before),
            CompiledRules(before, edits: [], now: 10_000),
        ] {
            #expect(after.affected.products == [code("sku-9")])
            #expect(after.affected.brands.isEmpty)
            #expect(after.affectedOffers.brands == [0])
            #expect(after.affectedOffers.products.isEmpty)
        }
    }

    @Test func aConfirmedEmptyListClearsEverySale() {
        let rule = Fixture.parsed(1, "percent", "5", categories: ["Flower"])
        var catalog = Catalog()
        for price in Int32(1)...3_000 { catalog.add(price, category: UInt16(price % 2)) }
        let before = compile([rule])
        #expect(catalog.assignments(before).contains { $0 != 0 })
        let groups = catalog.grouping().groups
        let after = CompiledRules(before, edits: [RuleEdit(old: rule, new: nil)], now: 0)
        let table = GroupTable(
            after, groups: groups, updating: GroupTable(before, groups: groups),
            groups.numbers(in: after.affected))
        #expect(catalog.assignments(after, table: table).allSatisfy { $0 == 0 })
    }

    /// Five hundred rules replaced at once got the numbers of others: each was looked for among
    /// rules of which some had been taken out already.
    @Test func manyRulesReplacedAtOnceKeepTheirOrder() {
        func rules(_ value: Int) -> [ParsedRule] {
            (1...200).map {
                Fixture.parsed($0, "percent", "\(value)", brands: ["Anthem"], priority: $0 % 7)
            }
        }
        let (old, new) = (rules(5), rules(6))
        let before = compile(old)
        let after = CompiledRules(
            before, edits: zip(old, new).map { RuleEdit(old: $0, new: $1) }, now: 0)
        #expect(after.liveRules == compile(new).liveRules)
        #expect(
            after.rule(number: after.ruleNumber(price: 500, category: 9, brand: 0))
                == compile(new).liveRules.first)
    }

    @Test(.timeLimit(.minutes(1)), arguments: Seeds.of([3] as [UInt64]))
    func tenThousandRulesOverFiveThousandBrandsCompileAndAssign(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var many = RuleCodes(categories: codes.categories, brands: [:])
        for brand in 0..<5_000 { many.brands["brand \(brand)"] = UInt32(brand) }
        let rules = (0..<10_000).map { id in
            Fixture.parsed(
                id, id % 3 == 0 ? "fixed_price" : "percent", "\(1 + id % 90)",
                brands: (0..<3).map { _ in "Brand \(Int.random(in: 0..<5_000, using: &random))" },
                priority: id % 7)
        }
        let compiled = CompiledRules(rules, now: 0, codes: many)
        #expect(compiled.liveRules.count == 10_000)
        var catalog = Catalog()
        for row in 0..<20_000 {
            catalog.add(Int32.random(in: 1...9_000, using: &random), brand: UInt32(row % 5_000))
        }
        let numbers = catalog.assignments(compiled)
        for row in stride(from: 0, to: 20_000, by: 37) {
            let brand = "brand \(row % 5_000)"
            let expected = compiled.liveRules.first {
                $0.scope.brandKeys.contains(brand)
                    && $0.salePrice(base: Int64(catalog.prices[row])) != nil
            }
            #expect(compiled.rule(number: numbers[row]) == expected)
        }
    }
}
