import Testing

@testable import Pricing

@Suite struct RuleGroupsTests {
    private let codes = RuleCodes(
        categories: CategoryCodes(["flower": 0, "vapes": 1]), brands: ["anthem": 0])

    @Test func pairsAreNumberedOnceInTheOrderTheyCome() {
        var groups = RuleGroups()
        #expect(groups.number(category: 1, brand: 70_000) == 0)
        #expect(groups.number(category: 70, brand: 1) == 1)
        #expect(groups.number(category: 1, brand: 70_000) == 0)
        #expect(groups.number(category: 0, brand: 1) == 2)
        #expect(groups.count == 3)
    }

    @Test func affectedProductsBecomeGroups() {
        var groups = RuleGroups()
        for category in UInt16(0)..<3 {
            for brand in UInt32(0)..<2 { _ = groups.number(category: category, brand: brand) }
        }
        func affected(_ rule: ParsedRule) -> [Int] {
            groups.numbers(in: AffectedProducts(of: [rule.scope], codes: codes))
        }
        #expect(affected(Fixture.parsed(1, "bogo", nil, categories: ["Vapes"])) == [2, 3])
        #expect(affected(Fixture.parsed(1, "bogo", nil, brands: ["Anthem"])) == [0, 2, 4])
        #expect(affected(Fixture.parsed(1, "bogo", nil, products: ["5"])).isEmpty)
        #expect(affected(Fixture.parsed(1, "bogo", nil, brands: ["Unheard Of"])).isEmpty)
    }

    @Test func storesAreGroupsOfTheirOwn() {
        let codes = RuleCodes(
            categories: CategoryCodes(["flower": 0]), brands: [:], stores: ["a": 1, "b": 2])
        var groups = RuleGroups()
        for store in UInt16(0)..<3 { _ = groups.number(category: 0, brand: 0, store: store) }
        #expect(groups.number(category: 0, brand: 0) == 0)
        func affected(_ locations: [[String]?], isStoreWide: Bool) -> [Int] {
            let scopes = locations.map { ids in
                RuleScope(
                    categories: isStoreWide ? [] : ["Flower"], brands: [], products: [],
                    isStoreWide: isStoreWide, locationIds: ids)
            }
            return groups.numbers(in: AffectedProducts(of: scopes, codes: codes))
        }
        for isStoreWide in [false, true] {
            #expect(affected([["a"]], isStoreWide: isStoreWide) == [1])
            #expect(affected([["a"], ["b", "c"]], isStoreWide: isStoreWide) == [1, 2])
            #expect(affected([["c"]], isStoreWide: isStoreWide).isEmpty)
            #expect(affected([["a"], nil], isStoreWide: isStoreWide) == [0, 1, 2])
        }
    }

    @Test func groupsAddedAfterTheTableMatchNoRule() {
        let rule = Fixture.parsed(1, "percent", "5", categories: ["Flower"], products: ["5"])
        let compiled = CompiledRules([rule], now: 0, codes: codes)
        var groups = RuleGroups()
        let old = groups.number(category: 0, brand: 0)
        let table = GroupTable(compiled, groups: groups)
        let late = groups.number(category: 0, brand: 1)
        #expect(table.rule(group: old, price: 500) != 0)
        #expect(table.rule(group: late, price: 500) == 0)
        #expect(table.rule(group: .max, price: 500) == 0)
        for newer in [
            GroupTable(compiled, groups: groups),
            GroupTable(compiled, groups: groups, updating: table, []),
        ] {
            #expect(newer.rule(group: late, price: 500) == table.rule(group: old, price: 500))
        }
    }

    @Test func deepChainsOfBothLevelsAreFollowed() {
        // Five falling prices on the category, four lower ones on the brand.
        let rules =
            (1...5).map {
                Fixture.parsed(
                    $0, "fixed_price", "\(100 - 5 * $0)", categories: ["Flower"], priority: 9 - $0)
            }
            + (6...9).map {
                Fixture.parsed(
                    $0, "fixed_price", "\(100 - 10 * $0)", brands: ["Anthem"], priority: 9 - $0)
            }
        let compiled = CompiledRules(rules, now: 0, codes: codes)
        var catalog = Catalog()
        for price in stride(from: Int32(0), through: 10_000, by: 3) {
            catalog.add(price)
            catalog.add(price, brand: 1)
        }
        // `assignments` holds all ways of assigning against each other.
        for (row, number) in catalog.assignments(compiled).enumerated() {
            let price = Int64(catalog.prices[row])
            let expected = compiled.liveRules.sorted {
                $0.scope.categoryNames.count > $1.scope.categoryNames.count
            }.first {
                $0.salePrice(base: price) != nil
                    && (!$0.scope.categoryNames.isEmpty || catalog.brands[row] == 0)
            }
            #expect(compiled.rule(number: number) == expected, "\(row)")
        }
    }
}
