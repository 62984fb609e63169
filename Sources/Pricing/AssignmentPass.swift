/// One pass over a catalog, block by block: rule numbers into a small buffer that stays in the
/// nearest cache, then out of it while counting. Each of the two loops then has registers enough,
/// and the second runs on whole vectors.
struct AssignmentPass {
    let prices: UnsafeBufferPointer<Int32>
    let previous: UnsafeBufferPointer<UInt32>
    let rules: UnsafeMutableBufferPointer<UInt32>

    /// Rows per block: 4 KiB of rule numbers, a fraction of a first-level cache.
    private static let blockRows = 1_024

    init(
        prices: UnsafeBufferPointer<Int32>, previous: UnsafeBufferPointer<UInt32>,
        rules: UnsafeMutableBufferPointer<UInt32>
    ) {
        precondition(previous.count == prices.count && rules.count == prices.count)
        self.prices = prices
        self.previous = previous
        self.rules = rules
    }

    /// - Parameters:
    ///   - pick: fills a block for some rows, marking what it cannot tell; returns whether it did.
    ///   - resolve: the rule number of a marked row.
    func run(
        items: [ItemRow], chains: [Int64: CandidateChain],
        pick: (Range<Int>, UnsafeMutableBufferPointer<UInt32>) -> Bool,
        resolve: (Int) -> UInt32
    ) -> AssignmentCounts {
        // Read before `rules`, which may be the same memory, is written.
        let before = items.map { previous[$0.row] }
        var counts = AssignmentCounts()
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.blockRows) { block in
            var start = 0
            while start < prices.count {
                let rows = start..<min(start + Self.blockRows, prices.count)
                if pick(rows, block) {
                    for place in 0..<rows.count where block[place] >= LevelTable.deepMark {
                        block[place] = resolve(start + place)
                    }
                }
                publish(rows, UnsafeBufferPointer(block), &counts)
                start = rows.upperBound
            }
        }
        for (item, old) in zip(items, before) {
            override(item, old, chains[item.itemId], &counts)
        }
        return counts
    }

    @inline(never)
    private func publish(
        _ rows: Range<Int>, _ block: UnsafeBufferPointer<UInt32>, _ counts: inout AssignmentCounts
    ) {
        guard let old = previous.baseAddress, let new = rules.baseAddress,
            let found = block.baseAddress
        else { return }
        let before = old + rows.lowerBound
        let count = rows.count
        var onSale: UInt32 = 0
        var changed: UInt32 = 0
        var place = 0
        // Arithmetic instead of comparisons and no range with its check of the end: only so does
        // the compiler run the loop on vectors. Any number but 0 has its own top bit or that of
        // its negative.
        while place < count {
            let rule = found[place]
            let difference = rule ^ before[place]
            onSale &+= (rule | (0 &- rule)) >> 31
            changed &+= (difference | (0 &- difference)) >> 31
            place &+= 1
        }
        // Written afterwards, for `rules` may be the memory of `previous`.
        (new + rows.lowerBound).update(from: found, count: count)
        counts.onSale += Int(onSale)
        counts.changed += Int(changed)
    }

    /// Puts a product's own rule over the one of its category or brand.
    private func override(
        _ item: ItemRow, _ old: UInt32, _ chain: CandidateChain?, _ counts: inout AssignmentCounts
    ) {
        guard let own = chain?.rule(price: prices[item.row]), own != 0 else { return }
        let shared = rules[item.row]
        rules[item.row] = own
        counts.onSale += shared == 0 ? 1 : 0
        counts.changed += (own != old ? 1 : 0) - (shared != old ? 1 : 0)
    }
}
