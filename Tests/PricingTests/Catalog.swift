import Testing

@testable import Pricing

/// A small catalog in columns.
struct Catalog {
    var prices: [Int32] = []
    var categories: [UInt16] = []
    var brands: [UInt32] = []
    var items: [Int64] = []

    mutating func add(_ price: Int32, category: UInt16 = 0, brand: UInt32 = 0, item: Int64 = -1) {
        prices.append(price)
        categories.append(category)
        brands.append(brand)
        items.append(item)
    }

    func withColumns<Result>(_ body: (PriceColumns) -> Result) -> Result {
        prices.withUnsafeBufferPointer { prices in
            categories.withUnsafeBufferPointer { categories in
                brands.withUnsafeBufferPointer { brands in
                    body(PriceColumns(prices: prices, categories: categories, brands: brands))
                }
            }
        }
    }

    /// Assigns in place, as the daemon does, both ways, which must agree.
    func assign(
        _ compiled: CompiledRules, over rules: inout [UInt32]
    ) -> AssignmentCounts {
        let named = Set(compiled.itemIds)
        let rows = items.indices.filter { named.contains(items[$0]) }
            .map { ItemRow(row: $0, itemId: items[$0]) }
        var grouped = rules
        let counts = withColumns { columns in
            rules.withUnsafeMutableBufferPointer { rules in
                compiled.assign(
                    columns, items: rows, previous: UnsafeBufferPointer(rules), into: rules)
            }
        }
        let groupedCounts = assignGroups(compiled, rows, over: &grouped)
        #expect(grouped == rules)
        #expect(groupedCounts == counts)
        return counts
    }

    private func assignGroups(
        _ compiled: CompiledRules, _ rows: [ItemRow], over rules: inout [UInt32]
    ) -> AssignmentCounts {
        let (groups, numbers) = grouping()
        let table = GroupTable(compiled, groups: groups)
        // Not in place: old and new assignments are different memory.
        let previous = rules
        return prices.withUnsafeBufferPointer { prices in
            numbers.withUnsafeBufferPointer { numbers in
                previous.withUnsafeBufferPointer { previous in
                    rules.withUnsafeMutableBufferPointer { rules in
                        table.assign(
                            prices: prices, groups: numbers, items: rows, previous: previous,
                            into: rules)
                    }
                }
            }
        }
    }

    private func grouping() -> (RuleGroups, [UInt32]) {
        var groups = RuleGroups()
        let numbers = prices.indices.map {
            groups.number(category: categories[$0], brand: brands[$0])
        }
        return (groups, numbers)
    }

    func assignments(_ compiled: CompiledRules) -> [UInt32] {
        var rules = [UInt32](repeating: 0, count: prices.count)
        _ = assign(compiled, over: &rules)
        return rules
    }

    /// Both ways, which must agree.
    func reassign(
        _ compiled: CompiledRules, rows: [Int], over rules: inout [UInt32],
        changed: (Int, UInt32) -> Void = { _, _ in }
    ) -> AssignmentCounts {
        var grouped = rules
        let counts = withColumns { columns in
            rules.withUnsafeMutableBufferPointer { rules in
                compiled.reassign(
                    rows: rows, columns, itemId: { items[$0] }, into: rules, changed: changed)
            }
        }
        let (groups, numbers) = grouping()
        var calls = 0
        let groupedCounts = prices.withUnsafeBufferPointer { prices in
            numbers.withUnsafeBufferPointer { numbers in
                grouped.withUnsafeMutableBufferPointer { rules in
                    GroupTable(compiled, groups: groups).reassign(
                        rows: rows.map { UInt32($0) }[...], prices: prices, groups: numbers,
                        itemId: { items[$0] }, into: rules, changed: { _, _ in calls += 1 })
                }
            }
        }
        #expect(grouped == rules)
        #expect(groupedCounts == counts)
        #expect(calls == counts.changed)
        return counts
    }
}
