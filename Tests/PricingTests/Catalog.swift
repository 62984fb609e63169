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

    /// Assigns in place, as the daemon does.
    func assign(
        _ compiled: CompiledRules, over rules: inout [UInt32]
    ) -> AssignmentCounts {
        let named = Set(compiled.itemIds)
        let rows = items.indices.filter { named.contains(items[$0]) }
            .map { ItemRow(row: $0, itemId: items[$0]) }
        return withColumns { columns in
            rules.withUnsafeMutableBufferPointer { rules in
                compiled.assign(
                    columns, items: rows, previous: UnsafeBufferPointer(rules), into: rules)
            }
        }
    }

    func assignments(_ compiled: CompiledRules) -> [UInt32] {
        var rules = [UInt32](repeating: 0, count: prices.count)
        _ = assign(compiled, over: &rules)
        return rules
    }

    func reassign(
        _ compiled: CompiledRules, rows: [Int], over rules: inout [UInt32],
        changed: (Int, UInt32) -> Void = { _, _ in }
    ) -> AssignmentCounts {
        withColumns { columns in
            rules.withUnsafeMutableBufferPointer { rules in
                compiled.reassign(
                    rows: rows, columns, itemId: { items[$0] }, into: rules, changed: changed)
            }
        }
    }
}
