extension CompiledRules {
    /// The rule number for one product; the meaning that `assign` computes in bulk.
    public func ruleNumber(
        price: Int32, category: UInt16, brand: UInt32, itemId: Int64? = nil
    ) -> UInt32 {
        if let itemId, let rule = chains.items[itemId]?.rule(price: price), rule != 0 {
            return rule
        }
        let inCategory = categoryTable.rule(code: Int(category), price: price)
        return inCategory != 0 ? inCategory : brandTable.rule(code: Int(brand), price: price)
    }

    /// Assigns a rule number to every row. `GroupTable.assign` does the same in half the time.
    ///
    /// - Parameters:
    ///   - items: the rows of `itemIds`, each row once.
    ///   - previous: the assignments before, for `changed`; may be the same memory as `rules`.
    ///   - rules: gets the rule numbers. All counts are equal.
    public func assign(
        _ columns: PriceColumns, items: [ItemRow] = [], previous: UnsafeBufferPointer<UInt32>,
        into rules: UnsafeMutableBufferPointer<UInt32>
    ) -> AssignmentCounts {
        let pass = AssignmentPass(prices: columns.prices, previous: previous, rules: rules)
        return pass.run(items: items, chains: chains.items) { rows, block in
            pick(rows, columns, into: block)
        } resolve: { row in
            ruleNumber(
                price: columns.prices[row], category: columns.categories[row],
                brand: columns.brands[row])
        }
    }

    /// Assigns anew to some rows in place, after a change that concerns no others.
    ///
    /// - Parameters:
    ///   - rows: each row once.
    ///   - itemId: the item id of a row; asked only when some product has rules of its own.
    ///   - changed: called for each row whose rule is not the one it had, with the old number.
    /// - Returns: counts over `rows` alone.
    public func reassign(
        rows: some Sequence<Int>, _ columns: PriceColumns, itemId: (Int) -> Int64?,
        into rules: UnsafeMutableBufferPointer<UInt32>, changed: (Int, UInt32) -> Void
    ) -> AssignmentCounts {
        precondition(rules.count == columns.prices.count)
        var counts = AssignmentCounts()
        for row in rows {
            let number = ruleNumber(
                price: columns.prices[row], category: columns.categories[row],
                brand: columns.brands[row], itemId: chains.items.isEmpty ? nil : itemId(row))
            counts.onSale += number == 0 ? 0 : 1
            let old = rules[row]
            guard number != old else { continue }
            rules[row] = number
            counts.changed += 1
            changed(row, old)
        }
        return counts
    }

    /// Rule numbers of some rows from both level tables; returns whether any is marked.
    @inline(never)
    private func pick(
        _ rows: Range<Int>, _ columns: PriceColumns,
        into block: UnsafeMutableBufferPointer<UInt32>
    ) -> Bool {
        categoryTable.entries.withUnsafeBufferPointer { byCategory in
            brandTable.entries.withUnsafeBufferPointer { byBrand in
                // Codes beyond the tables fall on the empty last entry.
                let categoryLast = UInt32(byCategory.count - 1)
                let brandLast = UInt32(byBrand.count - 1)
                var marks: UInt32 = 0
                var place = 0
                for row in rows {
                    let price = columns.prices[row]
                    let category = Int(min(UInt32(columns.categories[row]), categoryLast))
                    let brand = Int(min(columns.brands[row], brandLast))
                    let inCategory = byCategory[category].pick(price)
                    let inBrand = byBrand[brand].pick(price)
                    // All ones where no category rule applies; a conditional would be compiled to
                    // a jump around the brand's part, taken at random.
                    let open = UInt32(truncatingIfNeeded: (Int64(inCategory) &- 1) >> 63)
                    let rule = inCategory | (inBrand & open)
                    marks |= rule
                    block[place] = rule
                    place &+= 1
                }
                return marks >= LevelTable.deepMark
            }
        }
    }
}
