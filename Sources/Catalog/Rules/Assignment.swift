import Ordering
import Pricing

/// The rule applied to each row of a catalog.
///
/// A row's rule is a function of its group and base price, given by a small table per group; only
/// rows with product-level rules are listed. So nothing is stored per row, and the cost of a rule
/// change depends on the number of affected groups, not of products.
struct Assignment: Sendable {
    /// A row with a product-level rule.
    struct ProductRuleRow: Sendable, Equatable {
        let row: UInt32
        let rule: UInt32
        let group: UInt32
        /// Cents.
        let price: Int32
    }

    let table: GroupTable
    /// Ascending by row.
    let productRuleRows: [ProductRuleRow]
    /// Rows with an applied rule.
    let onSaleCount: Int
    /// Number of rows with an applied rule by group, including those with product-level rules.
    private let groupCounts: [Int32]

    /// The assignment of an empty catalog.
    init(_ compiled: CompiledRules) {
        table = GroupTable(compiled, groups: RuleGroups())
        productRuleRows = []
        groupCounts = []
        onSaleCount = 0
    }

    /// Updates `previous`.
    ///
    /// - Parameters:
    ///   - rows: the catalog's current rows; its assignment is ignored.
    ///   - compiled: the rules of `previous`, or rules compiled incrementally from those.
    ///   - products: those that the rules name, by the codes of `compiled`.
    ///   - changedRows: rows that came or changed or that other references name now.
    ///   - changedGroups: where they were or are now.
    init(
        _ rows: Generation, _ compiled: CompiledRules, _ products: ReferencedProducts,
        previous: Assignment, changedRows: [Int] = [], changedGroups: [Int] = []
    ) {
        let isChanged = compiled !== previous.table.compiled
        let affected = isChanged ? rows.groups.numbers(in: compiled.affected) : []
        let known = previous.table.groupCount
        table = GroupTable(compiled, groups: rows.groups, updating: previous.table, affected)
        var counts = previous.groupCounts
        counts += repeatElement(0, count: rows.groups.count - known)
        for group in [affected, Array(known..<rows.groups.count), changedGroups].joined() {
            counts[group] = Self.count(UInt32(group), table, rows.priceIndex)
        }
        groupCounts = counts
        productRuleRows = ProductRuleUpdate(rows: rows, compiled: compiled, products: products)
            .productRuleRows(after: previous, isChanged: isChanged, changedRows: changedRows)
        let shared = counts.reduce(0) { $0 + Int($1) }
        onSaleCount = productRuleRows.reduce(shared) { [table] count, own in
            count + (table.rule(group: own.group, price: own.price) == 0 ? 1 : 0)
        }
    }

    /// The rule of a row; 0 for none.
    @inline(__always)
    func rule(row: Int, group: UInt32, price: Int32) -> UInt32 {
        if !productRuleRows.isEmpty, let own = productRuleRow(row) { return own.rule }
        return table.rule(group: group, price: price)
    }

    /// The row, if it has a product-level rule.
    func productRuleRow(_ row: Int) -> ProductRuleRow? {
        let index = productRuleIndex(row)
        guard index < productRuleRows.count, productRuleRows[index].row == UInt32(row) else {
            return nil
        }
        return productRuleRows[index]
    }

    /// Fills `rules` for rows `range` of segment `number`.
    func fill(
        _ segment: Segment, number: Int, _ range: Range<Int>,
        into rules: UnsafeMutableBufferPointer<UInt32>
    ) {
        segment.withPriceColumns { prices, groups in
            table.fill(
                prices: UnsafeBufferPointer(rebasing: prices[range]),
                groups: UnsafeBufferPointer(rebasing: groups[range]), into: rules)
        }
        guard !productRuleRows.isEmpty else { return }
        let first = number * CatalogLimits.segmentRowsMax + range.lowerBound
        var index = productRuleIndex(first)
        while index < productRuleRows.count, Int(productRuleRows[index].row) < first + range.count {
            rules[Int(productRuleRows[index].row) - first] = productRuleRows[index].rule
            index += 1
        }
    }

    /// Number of rows by applied rule number.
    func counts(_ index: PriceIndex) -> [UInt32: Int] {
        var counts: [UInt32: Int] = [:]
        for group in 0..<UInt32(table.groupCount) {
            table.forEachInterval(group: group) { piece in
                guard piece.rule != 0 else { return }
                let ranks = index.ranks(group: group, from: piece.lowest, to: piece.end)
                if !ranks.isEmpty { counts[piece.rule, default: 0] += ranks.count }
            }
        }
        for own in productRuleRows {
            let shared = table.rule(group: own.group, price: own.price)
            if shared != 0 { counts[shared, default: 0] -= 1 }
            counts[own.rule, default: 0] += 1
        }
        return counts
    }

    /// Traps where what is counted and listed is not what the rows say; of many groups a sample.
    func checkInvariants(_ rows: Generation, _ sample: InvariantSample) {
        precondition(table.compiled === rows.pricing.compiled, "the rules that show are these")
        precondition(table.groupCount == rows.groups.count, "the table knows every group")
        precondition(groupCounts.count == table.groupCount, "a count for every group")
        precondition(
            zip(productRuleRows, productRuleRows.dropFirst()).allSatisfy { $0.row < $1.row },
            "own rows ascend")
        table.checkInvariants(sample.numbers(of: table.groupCount))
        for group in sample.numbers(of: table.groupCount) {
            let count = Self.count(UInt32(group), table, rows.priceIndex)
            precondition(groupCounts[group] == count, "rows of a group that rules price")
        }
        for index in sample.numbers(of: productRuleRows.count) {
            let own = productRuleRows[index]
            precondition(own.row < rows.rowCount && own.rule != 0, "a row that a rule prices")
            let position = Generation.RowPosition(Int(own.row))
            let segment = rows.segments[position.segment]
            precondition(
                own.price == segment.prices[position.row]
                    && own.group == segment.groups[position.row],
                "an own row is as its row")
            precondition(
                table.compiled.ownRule(
                    products: rows.products.codes(row: Int(own.row)), price: own.price,
                    store: rows.groups.keys[Int(own.group)].store)
                    == own.rule,
                "an own row has its product's rule")
        }
    }

    private func productRuleIndex(_ row: Int) -> Int {
        productRuleRows.partitionPoint { $0.row < UInt32(row) }
    }

    private static func count(_ group: UInt32, _ table: GroupTable, _ index: PriceIndex) -> Int32 {
        let lowest = table.lowestPrice(group: group)
        guard lowest < .max else { return 0 }
        return Int32(index.ranks(group: group, from: lowest, to: nil).count)
    }
}

/// Updates the rows with product-level rules, only where they can have changed.
private struct ProductRuleUpdate {
    let rows: Generation
    let compiled: CompiledRules
    let products: ReferencedProducts

    func productRuleRows(
        after previous: Assignment, isChanged: Bool, changedRows: [Int]
    ) -> [Assignment.ProductRuleRow] {
        var asked = isChanged ? affectedRows(previous) : []
        for row in changedRows
        where !products.codes(row: row).isEmpty || previous.productRuleRow(row) != nil {
            asked.insert(row)
        }
        guard !asked.isEmpty else { return previous.productRuleRows }
        let kept = previous.productRuleRows.filter { !asked.contains(Int($0.row)) }
        return (kept + asked.compactMap(productRuleRow)).sorted { $0.row < $1.row }
    }

    private func productRuleRow(_ row: Int) -> Assignment.ProductRuleRow? {
        let position = Generation.RowPosition(row)
        let segment = rows.segments[position.segment]
        let price = segment.prices[position.row]
        let group = segment.groups[position.row]
        let rule = compiled.ownRule(
            products: products.codes(row: row), price: price,
            store: rows.groups.keys[Int(group)].store)
        guard rule != 0 else { return nil }
        return Assignment.ProductRuleRow(row: UInt32(row), rule: rule, group: group, price: price)
    }

    /// Rows that may gain or lose a product-level rule by a change of rules.
    private func affectedRows(_ previous: Assignment) -> Set<Int> {
        let codes = compiled.isWhole ? compiled.productCodes : compiled.affected.products
        var found = Set(codes.compactMap { products.row(code: $0) })
        if compiled.isWhole { found.formUnion(previous.productRuleRows.map { Int($0.row) }) }
        return found
    }
}
