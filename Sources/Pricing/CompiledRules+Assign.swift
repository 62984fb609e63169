/// What one pass over a catalog found.
public struct AssignmentCounts: Sendable, Equatable {
    /// Products that have a rule now.
    public var onSale = 0
    /// Products whose rule is not the one they had before.
    public var changed = 0

    public init(onSale: Int = 0, changed: Int = 0) {
        self.onSale = onSale
        self.changed = changed
    }
}

/// The columns of a catalog that decide sales, one value per row. Borrowed for a call.
public struct PriceColumns {
    /// Base price in cents; 0 or below is no price.
    public let prices: UnsafeBufferPointer<Int32>
    public let categories: UnsafeBufferPointer<UInt16>
    public let brands: UnsafeBufferPointer<UInt32>

    /// All three have one count.
    public init(
        prices: UnsafeBufferPointer<Int32>, categories: UnsafeBufferPointer<UInt16>,
        brands: UnsafeBufferPointer<UInt32>
    ) {
        precondition(prices.count == categories.count && prices.count == brands.count)
        self.prices = prices
        self.categories = categories
        self.brands = brands
    }
}

/// A row whose product has rules of its own.
public struct ItemRow: Sendable, Equatable {
    public let row: Int
    public let itemId: Int64

    public init(row: Int, itemId: Int64) {
        self.row = row
        self.itemId = itemId
    }
}

extension CompiledRules {
    /// The rule number for one product; the meaning that `assign` computes in bulk.
    public func ruleNumber(
        price: Int32, category: UInt16, brand: UInt32, itemId: Int64? = nil
    ) -> UInt32 {
        if let itemId, let rule = itemChains[itemId]?.rule(price: price), rule != 0 { return rule }
        let inCategory = categoryTable.rule(code: Int(category), price: price)
        return inCategory != 0 ? inCategory : brandTable.rule(code: Int(brand), price: price)
    }

    /// Assigns a rule number to every row.
    ///
    /// - Parameters:
    ///   - items: the rows of `itemIds`, each row once.
    ///   - previous: the assignments before, for `changed`; may be the same memory as `rules`.
    ///   - rules: gets the rule numbers. All counts are equal.
    public func assign(
        _ columns: PriceColumns, items: [ItemRow] = [], previous: UnsafeBufferPointer<UInt32>,
        into rules: UnsafeMutableBufferPointer<UInt32>
    ) -> AssignmentCounts {
        precondition(previous.count == columns.prices.count)
        precondition(rules.count == columns.prices.count)
        let before = items.map { previous[$0.row] }
        var counts = assignLevels(columns, previous: previous, into: rules)
        for (item, old) in zip(items, before) {
            guard let chain = itemChains[item.itemId] else { continue }
            let own = chain.rule(price: columns.prices[item.row])
            guard own != 0 else { continue }
            let shared = rules[item.row]
            rules[item.row] = own
            counts.onSale += shared == 0 ? 1 : 0
            counts.changed += (own != old ? 1 : 0) - (shared != old ? 1 : 0)
        }
        return counts
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
                brand: columns.brands[row], itemId: itemChains.isEmpty ? nil : itemId(row))
            counts.onSale += number == 0 ? 0 : 1
            let old = rules[row]
            guard number != old else { continue }
            rules[row] = number
            counts.changed += 1
            changed(row, old)
        }
        return counts
    }

    /// Category and brand level for all rows, block by block: rule numbers into a small buffer that
    /// stays in the nearest cache, then out of it while counting. Each of the two loops then has
    /// registers enough, and the second runs on whole vectors.
    private func assignLevels(
        _ columns: PriceColumns, previous: UnsafeBufferPointer<UInt32>,
        into rules: UnsafeMutableBufferPointer<UInt32>
    ) -> AssignmentCounts {
        var counts = AssignmentCounts()
        let count = columns.prices.count
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.blockRows) { block in
            categoryTable.entries.withUnsafeBufferPointer { byCategory in
                brandTable.entries.withUnsafeBufferPointer { byBrand in
                    var start = 0
                    while start < count {
                        let rows = start..<min(start + Self.blockRows, count)
                        let marks = Self.pick(
                            rows, columns, byCategory: byCategory, byBrand: byBrand, into: block)
                        if marks >= LevelTable.deepMark { resolve(rows, columns, in: block) }
                        Self.publish(
                            rows, UnsafeBufferPointer(block), previous, into: rules, &counts)
                        start = rows.upperBound
                    }
                }
            }
        }
        return counts
    }

    /// Rows per block: 4 KiB of rule numbers, a fraction of a first-level cache.
    private static let blockRows = 1_024

    /// Rule numbers of some rows, possibly marked; returns the bits set in any.
    @inline(never)
    private static func pick(
        _ rows: Range<Int>, _ columns: PriceColumns,
        byCategory: UnsafeBufferPointer<LevelTable.Entry>,
        byBrand: UnsafeBufferPointer<LevelTable.Entry>,
        into block: UnsafeMutableBufferPointer<UInt32>
    ) -> UInt32 {
        // Codes beyond the tables fall on the empty last entry.
        let categoryLast = UInt32(byCategory.count - 1)
        let brandLast = UInt32(byBrand.count - 1)
        var marks: UInt32 = 0
        for place in 0..<rows.count {
            let row = rows.lowerBound &+ place
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
        }
        return marks
    }

    private func resolve(
        _ rows: Range<Int>, _ columns: PriceColumns, in block: UnsafeMutableBufferPointer<UInt32>
    ) {
        for place in 0..<rows.count where block[place] >= LevelTable.deepMark {
            let row = rows.lowerBound + place
            block[place] = ruleNumber(
                price: columns.prices[row], category: columns.categories[row],
                brand: columns.brands[row])
        }
    }

    @inline(never)
    private static func publish(
        _ rows: Range<Int>, _ block: UnsafeBufferPointer<UInt32>,
        _ previous: UnsafeBufferPointer<UInt32>, into rules: UnsafeMutableBufferPointer<UInt32>,
        _ counts: inout AssignmentCounts
    ) {
        var without: UInt32 = 0
        var same: UInt32 = 0
        for place in 0..<rows.count {
            let row = rows.lowerBound &+ place
            let rule = block[place]
            without &+= rule == 0 ? 1 : 0
            same &+= rule == previous[row] ? 1 : 0
            rules[row] = rule
        }
        counts.onSale += rows.count - Int(without)
        counts.changed += rows.count - Int(same)
    }
}
