/// The rows that match a query with a text: words are looked up in the text index of each segment,
/// the other conditions in its columns.
struct MenuMatcher {
    private let generation: Generation
    private let keys: MenuSortKeys
    /// Groups of category and brand that match.
    private let groups: [Bool]
    private let minPrice: Int32
    private let maxPrice: Int32
    /// Mask (1 if the query filters by sale, else 0) and required value of the sale bit.
    private let saleMask: UInt32
    private let saleWanted: UInt32
    /// Mask and required values of the row flags.
    private let flagsMask: UInt8
    private let flagsWanted: UInt8
    private let strains: StrainFilter

    init(_ query: MenuQuery, _ generation: Generation, _ keys: MenuSortKeys) {
        self.generation = generation
        self.keys = keys
        minPrice = Int32(clamping: query.minPrice ?? 0)
        maxPrice = Int32(clamping: query.maxPrice ?? .max)
        saleMask = query.onSale == nil ? 0 : 1
        saleWanted = query.onSale == true ? 1 : 0
        let stock: RowFlags = query.inStock == nil ? [] : .inStock
        flagsMask = RowFlags.active.union(stock).rawValue
        flagsWanted = RowFlags.active.union(query.inStock == true ? stock : []).rawValue
        strains = StrainFilter(query)
        groups = PriceSelection.groups(query, generation)
    }

    /// Calls `body` with each matching row, its rule and its sort key, and `segmentEnds` after each
    /// segment.
    func forEach(
        _ segmentEnds: () -> Void, _ body: (Generation.RowPosition, UInt32, Int64) -> Void
    ) {
        var scores = [UInt8](repeating: 0, count: CatalogLimits.segmentRowsMax)
        var sums = [Int64](repeating: 0, count: CatalogLimits.segmentRowsMax)
        var found = MatchedRows()
        for (number, segment) in generation.segments.enumerated() {
            defer { segmentEnds() }
            guard score(segment, &scores, &sums) else { continue }
            generation.withColumns(number, rulesOf: 0..<segment.count) { columns in
                found.removeAll()
                found.take(
                    segment.count, if: { matches($0, columns) & (sums[$0] == 0 ? 0 : 1) })
                found.forEach { row in
                    guard groups[Int(columns.groups[row])], strains.contains(row, of: segment)
                    else { return }
                    let key = keys.key(
                        row, segment, price: columns.effectivePrice(row), score: sums[row])
                    body(Generation.RowPosition(number, row), columns.rules[row], key)
                }
            }
        }
    }

    /// 1 where a row meets the conditions on columns. Branch-free, because matches are
    /// unpredictable.
    @inline(__always)
    private func matches(_ row: Int, _ columns: SegmentColumns) -> Int {
        let price = columns.effectivePrice(row)
        let isFlagged = columns.flags[row] & flagsMask == flagsWanted ? 1 : 0
        let isSold = min(columns.rules[row], 1) & saleMask == saleWanted ? 1 : 0
        return isFlagged & isSold & (price >= minPrice ? 1 : 0) & (price <= maxPrice ? 1 : 0)
    }

    /// Sums each row's relevance over all words; 0 where some word is no prefix of a word of the
    /// row. Returns whether any row matches.
    private func score(
        _ segment: Segment, _ scores: inout [UInt8], _ sums: inout [Int64]
    ) -> Bool {
        var isFirst = true
        for word in keys.words {
            for row in 0..<segment.count { scores[row] = 0 }
            segment.textIndex.match(word, into: &scores)
            var any: UInt8 = 0
            for row in 0..<segment.count {
                let isOut = scores[row] == 0 || (!isFirst && sums[row] == 0)
                sums[row] = isOut ? 0 : (isFirst ? 0 : sums[row]) + Int64(scores[row])
                any |= isOut ? 0 : 1
            }
            if any == 0 { return false }
            isFirst = false
        }
        return true
    }
}
