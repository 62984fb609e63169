/// A compiled rule set over the groups of one catalog: the quick way to assign.
///
/// Immutable, so any thread may use it; parts of a catalog may be assigned by several at once.
public struct GroupTable: Sendable {
    public let compiled: CompiledRules
    private let table: LevelTable

    /// - Parameter groups: groups added later match no rule: make a new table when there are any.
    public init(_ compiled: CompiledRules, groups: RuleGroups) {
        self.compiled = compiled
        table = LevelTable(
            groups: groups, chains: compiled.chains, categories: compiled.categoryTable)
    }

    /// The rule number for one product; the meaning that `assign` computes in bulk.
    public func ruleNumber(price: Int32, group: UInt32, itemId: Int64? = nil) -> UInt32 {
        if let itemId, let rule = compiled.chains.items[itemId]?.rule(price: price), rule != 0 {
            return rule
        }
        return table.rule(code: Int(group), price: price)
    }

    /// Assigns a rule number to every row.
    ///
    /// - Parameters:
    ///   - prices: base prices in cents; 0 or below is no price.
    ///   - groups: group numbers.
    ///   - items: the rows of `compiled.itemIds`, each row once.
    ///   - previous: the assignments before, for `changed`; may be the same memory as `rules`.
    ///   - rules: gets the rule numbers. All counts are equal.
    public func assign(
        prices: UnsafeBufferPointer<Int32>, groups: UnsafeBufferPointer<UInt32>,
        items: [ItemRow] = [], previous: UnsafeBufferPointer<UInt32>,
        into rules: UnsafeMutableBufferPointer<UInt32>
    ) -> AssignmentCounts {
        precondition(groups.count == prices.count)
        let pass = AssignmentPass(prices: prices, previous: previous, rules: rules)
        return pass.run(items: items, chains: compiled.chains.items) { rows, block in
            pick(rows, prices, groups, into: block)
        } resolve: { row in
            table.rule(code: Int(groups[row]), price: prices[row])
        }
    }

    /// Assigns anew to some rows in place, after a change that concerns no others.
    ///
    /// - Parameters:
    ///   - rows: each row once, counted from `firstRow`.
    ///   - itemId: the item id of a row; asked only when some product has rules of its own.
    ///   - changed: called for each row whose rule is not the one it had, with the old number.
    /// - Returns: counts over `rows` alone.
    public func reassign(
        rows: ArraySlice<UInt32>, firstRow: Int = 0, prices: UnsafeBufferPointer<Int32>,
        groups: UnsafeBufferPointer<UInt32>, itemId: (Int) -> Int64?,
        into rules: UnsafeMutableBufferPointer<UInt32>, changed: (Int, UInt32) -> Void
    ) -> AssignmentCounts {
        precondition(groups.count == prices.count && rules.count == prices.count)
        let hasItems = !compiled.chains.items.isEmpty
        var counts = AssignmentCounts()
        for place in rows {
            let row = Int(place) - firstRow
            let number = ruleNumber(
                price: prices[row], group: groups[row], itemId: hasItems ? itemId(row) : nil)
            counts.onSale += number == 0 ? 0 : 1
            let old = rules[row]
            guard number != old else { continue }
            rules[row] = number
            counts.changed += 1
            changed(row, old)
        }
        return counts
    }

    @inline(never)
    private func pick(
        _ rows: Range<Int>, _ prices: UnsafeBufferPointer<Int32>,
        _ groups: UnsafeBufferPointer<UInt32>, into block: UnsafeMutableBufferPointer<UInt32>
    ) -> Bool {
        table.entries.withUnsafeBufferPointer { entries in
            // Groups beyond the table fall on the empty last entry.
            let last = UInt32(entries.count - 1)
            var marks: UInt32 = 0
            var row = rows.lowerBound
            let first = row
            while row < rows.upperBound {
                let rule = entries[Int(min(groups[row], last))].pick(prices[row])
                marks |= rule
                block[row &- first] = rule
                row &+= 1
            }
            return marks >= LevelTable.deepMark
        }
    }
}
