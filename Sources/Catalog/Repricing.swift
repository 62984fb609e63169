import Pricing

/// Assigns rules to rows, whole segments or single rows, sharing what did not change.
struct Repricing {
    let segments: [Segment]
    let compiled: CompiledRules
    /// Rows of products that have rules of their own, by segment.
    private let itemRows: [Int: [ItemRow]]

    init(segments: [Segment], compiled: CompiledRules, row: (Int64) -> Int?) {
        self.segments = segments
        self.compiled = compiled
        var itemRows: [Int: [ItemRow]] = [:]
        for itemId in compiled.itemIds {
            guard let row = row(itemId) else { continue }
            let position = Generation.Position(row)
            itemRows[position.segment, default: []].append(ItemRow(row: position.row, itemId: itemId))
        }
        self.itemRows = itemRows
    }

    /// Every row of segment `number`; `previous` itself where nothing changed.
    func assign(_ number: Int, previous: Assignment?) -> Assignment {
        let segment = segments[number]
        let old = previous?.rules ?? []
        var counts = AssignmentCounts()
        let rules = [UInt32](unsafeUninitializedCapacity: segment.count) { rules, count in
            count = segment.count
            let target = UnsafeMutableBufferPointer(rebasing: rules[..<count])
            if old.count == count {
                counts = old.withUnsafeBufferPointer { assign(number, previous: $0, into: target) }
            } else {
                // New rows follow the old ones and count as changed where they get a rule.
                target.initialize(repeating: 0)
                for row in 0..<min(old.count, count) { target[row] = old[row] }
                counts = assign(number, previous: UnsafeBufferPointer(target), into: target)
            }
        }
        if let previous, counts.changed == 0, old.count == rules.count { return previous }
        return Assignment(rules: rules, onSale: counts.onSale)
    }

    private func assign(
        _ number: Int, previous: UnsafeBufferPointer<UInt32>,
        into rules: UnsafeMutableBufferPointer<UInt32>
    ) -> AssignmentCounts {
        segments[number].withPriceColumns {
            compiled.assign($0, items: itemRows[number] ?? [], previous: previous, into: rules)
        }
    }

    /// The given rows only, which must be all that a change can concern.
    func reassign(rows: Set<Int>, assignments: [Assignment]) -> [Assignment] {
        var result = assignments
        for (number, group) in Dictionary(grouping: rows, by: { $0 / CatalogLimits.segmentRowsMax }) {
            let segment = segments[number]
            var rules = assignments[number].rules
            var change = 0
            let counts = rules.withUnsafeMutableBufferPointer { rules in
                segment.withPriceColumns { columns in
                    compiled.reassign(
                        rows: group.lazy.map { $0 % CatalogLimits.segmentRowsMax }, columns,
                        itemId: { segment.itemIds[$0] }, into: rules
                    ) { row, old in
                        change += (rules[row] != 0 ? 1 : 0) - (old != 0 ? 1 : 0)
                    }
                }
            }
            if counts.changed > 0 {
                result[number] = Assignment(
                    rules: rules, onSale: assignments[number].onSale + change)
            }
        }
        return result
    }
}

extension Segment {
    /// The columns that decide sales; they must not leave `body`.
    func withPriceColumns<Result>(_ body: (PriceColumns) -> Result) -> Result {
        prices.withUnsafeBufferPointer { prices in
            categories.withUnsafeBufferPointer { categories in
                brands.withUnsafeBufferPointer { brands in
                    body(PriceColumns(prices: prices, categories: categories, brands: brands))
                }
            }
        }
    }
}
