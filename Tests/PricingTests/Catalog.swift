import Testing

@testable import Pricing

/// A small catalog in columns.
struct Catalog {
    var prices: [Int32] = []
    var categories: [UInt16] = []
    var brands: [UInt32] = []
    var stores: [UInt16] = []
    /// The references that name each product.
    var products: [[ProductReference]] = []

    mutating func add(
        _ price: Int32, category: UInt16 = 0, brand: UInt32 = 0, store: UInt16 = 0,
        products references: [ProductReference] = []
    ) {
        prices.append(price)
        categories.append(category)
        brands.append(brand)
        stores.append(store)
        products.append(references)
    }

    /// The groups and each row's number.
    func grouping() -> (groups: RuleGroups, numbers: [UInt32]) {
        var groups = RuleGroups()
        let numbers = prices.indices.map {
            groups.number(category: categories[$0], brand: brands[$0], store: stores[$0])
        }
        return (groups, numbers)
    }

    /// Every row's rule in all ways in which it can be asked for, which must agree.
    func assignments(_ compiled: CompiledRules, table: GroupTable? = nil) -> [UInt32] {
        let (groups, numbers) = grouping()
        let table = table ?? GroupTable(compiled, groups: groups)
        var rules = fill(table, numbers)
        for row in prices.indices {
            #expect(rules[row] == table.rule(group: numbers[row], price: prices[row]))
            #expect(rules[row] == rule(byPieces: table, numbers[row], prices[row]))
            #expect(rules[row] == 0 || prices[row] >= table.lowestPrice(group: numbers[row]))
            let codes = products[row].compactMap { compiled.codes.products.code(of: $0) }
            let own = compiled.ownRule(
                products: codes, price: prices[row], store: stores[row])
            if own != 0 { rules[row] = own }
            #expect(
                rules[row]
                    == compiled.ruleNumber(
                        price: prices[row], category: categories[row], brand: brands[row],
                        store: stores[row], products: codes))
        }
        return rules
    }

    private func fill(_ table: GroupTable, _ numbers: [UInt32]) -> [UInt32] {
        var rules = [UInt32](repeating: 0, count: prices.count)
        prices.withUnsafeBufferPointer { prices in
            numbers.withUnsafeBufferPointer { numbers in
                rules.withUnsafeMutableBufferPointer { rules in
                    table.fill(prices: prices, groups: numbers, into: rules)
                }
            }
        }
        return rules
    }

    private func rule(byPieces table: GroupTable, _ group: UInt32, _ price: Int32) -> UInt32 {
        var rule: UInt32 = 0
        table.forEachInterval(group: group) { piece in
            if piece.lowest <= price { rule = piece.rule }
        }
        return rule
    }
}
