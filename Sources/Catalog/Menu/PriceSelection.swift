import Pricing

/// The rows that meet a query's conditions on category, brand, current price, sale and stock, as
/// ranges of the price index: within a group and under one rule, prices increase with base prices,
/// so a range of prices is contiguous.
struct PriceSelection {
    /// Rows of one group under one rule, contiguous in the index.
    struct Run {
        let group: UInt32
        let rule: UInt32
        let formula: SaleFormula
        let ranks: Range<Int>
    }

    private let generation: Generation
    /// Groups of category and brand that match.
    private let groups: [Bool]
    /// The selected range of current prices, in cents; nil where it is empty.
    private var prices: ClosedRange<Int64>?
    private let onSale: Bool?
    private let inStock: Bool?

    init(_ query: MenuQuery, _ generation: Generation) {
        self.generation = generation
        groups = Self.groups(query, generation)
        let low = max(query.minPrice ?? 0, 0)
        let high = min(query.maxPrice ?? .max, Int64(Int32.max))
        self.prices = low <= high ? low...high : nil
        onSale = query.onSale
        inStock = query.inStock
    }

    /// This selection with a further bound on current prices, in cents.
    func limited(to further: ClosedRange<Int64>) -> PriceSelection {
        var limited = self
        limited.prices = prices.flatMap {
            $0.overlaps(further) ? $0.clamped(to: further) : nil
        }
        return limited
    }

    /// By group, whether its category and brand are selected.
    static func groups(_ query: MenuQuery, _ generation: Generation) -> [Bool] {
        let categories =
            query.categories.isEmpty
            ? nil : generation.categories.flags(query.categories)
        let brands = flags(query.brands, generation.brands)
        return generation.groups.keys.map { key in
            (categories?[Int(key.category)] ?? true) && (brands?[Int(key.brand)] ?? true)
        }
    }

    private static func flags(_ names: [String], _ table: CodeTable) -> [Bool]? {
        guard !names.isEmpty else { return nil }
        var flags = [Bool](repeating: false, count: table.count)
        for name in names {
            if let code = table.code(for: name) { flags[Int(code)] = true }
        }
        return flags
    }

    /// Calls `body` with all runs that match, regardless of stock. Rows with product-level rules
    /// appear under their group's rules.
    func forEachRun(_ body: (Run) -> Void) {
        guard let prices else { return }
        for group in 0..<UInt32(groups.count) where groups[Int(group)] {
            generation.assignment.table.forEachInterval(group: group) { piece in
                guard onSale != (piece.rule == 0) else { return }
                let formula = generation.pricing.formulas[Int(piece.rule)]
                let ranks = ranks(group, piece, formula, prices)
                if !ranks.isEmpty {
                    body(Run(group: group, rule: piece.rule, formula: formula, ranks: ranks))
                }
            }
        }
    }

    /// The rows of a piece within the selected range of current prices.
    private func ranks(
        _ group: UInt32, _ piece: GroupTable.PriceInterval, _ formula: SaleFormula,
        _ prices: ClosedRange<Int64>
    ) -> Range<Int> {
        let end = piece.end.map { Int64($0) } ?? .max
        let low = max(Int64(piece.lowest), formula.lowestBase(reaching: prices.lowerBound))
        let high = min(end, formula.lowestBase(reaching: prices.upperBound + 1))
        guard low < high, low <= Int32.max else { return 0..<0 }
        return generation.priceIndex.ranks(
            group: group, from: Int32(low), to: Int32(exactly: high))
    }

    /// Number of rows of a run that meet the condition on stock.
    func count(_ run: Run) -> Int {
        guard let inStock else { return run.ranks.count }
        var sum = 0
        generation.priceIndex.forEachRun(run.ranks) { rows in
            for row in rows { sum &+= Int(row >> 31) }
        }
        return inStock ? sum : run.ranks.count - sum
    }

    /// Whether an index entry's row meets the condition on stock.
    @inline(__always)
    func hasStock(_ row: UInt32) -> Bool {
        inStock == nil || inStock == (row & PriceIndex.inStock != 0)
    }

    /// Whether a row with a product-level rule would match under `rule`.
    func matches(_ own: Assignment.ProductRuleRow, under rule: UInt32) -> Bool {
        guard let prices, groups[Int(own.group)], onSale != (rule == 0) else { return false }
        if let inStock {
            let position = Generation.RowPosition(Int(own.row))
            let flags = generation.segments[position.segment].flags(position.row)
            if flags.contains(.inStock) != inStock { return false }
        }
        return prices.contains(generation.pricing.price(base: own.price, rule: rule))
    }

    /// Matching rows with product-level rules.
    func forEachProductRuleRow(_ body: (Assignment.ProductRuleRow) -> Void) {
        for own in generation.assignment.productRuleRows where matches(own, under: own.rule) {
            body(own)
        }
    }

    /// The rows that match, ascending.
    func rows() -> RowBitmap {
        var found = RowBitmap(rowCount: generation.rowCount)
        let owned = !generation.assignment.productRuleRows.isEmpty
        forEachRun { run in
            generation.priceIndex.forEachRun(run.ranks) { rows in
                for row in rows where hasStock(row) {
                    let number = row & ~PriceIndex.inStock
                    if owned, generation.assignment.productRuleRow(Int(number)) != nil { continue }
                    found.insert(number)
                }
            }
        }
        forEachProductRuleRow { found.insert($0.row) }
        return found
    }
}
