import Pricing

/// The aggregates of an item's rows.
package struct ItemSummary {
    /// The id's slot, see ``IDSlot``.
    package var idItem: Int64
    /// The range of the item's rows in the inventory's order.
    var firstPosition: Int32
    var rowCount: Int32
    /// The rows are of several sources: as many positions behind those above are the same rows,
    /// those of each source together.
    var hasSeveralSources = false
    /// Sums over the sellable rows, in 1/1,000; not negative.
    var stock: Int64 = 0
    var onHand: Int64 = 0
    /// Unrounded, because prices are computed from it.
    var cost: UnitCost?
    var expiry: CalendarDate?

    /// Whether the item's id sorts before `id`.
    func precedes(_ id: POSID, in rows: borrowing RowStorage) -> Bool {
        if case .number(let number) = id { return idItem >= 0 && idItem < number }
        return rows.id(idItem).map { $0 < id } ?? false
    }
}

/// Groups rows by item and aggregates them, independently of their order.
struct InventoryGrouping {
    private(set) var order: [UInt32] = []
    private(set) var summaries: [ItemSummary] = []
    private(set) var findings = InventoryFindings()
    private(set) var rowsWithoutItem = 0
    private let rows: RowStorage
    private let sums: ItemSums
    private let hasSeveralSources: Bool

    /// REQUIRES: the rows have been judged.
    init(_ rows: RowStorage, _ enrichment: InventoryEnrichment, sourceCount: Int) {
        self.rows = rows
        sums = ItemSums(rows: rows, enrichment: enrichment)
        hasSeveralSources = sourceCount > 1
        let keys = sortedKeys()
        order.reserveCapacity(keys.count)
        var first = 0
        while first < keys.count {
            var end = first + 1
            while end < keys.count, rows.isSameID(keys[end].idItem, keys[first].idItem) { end += 1 }
            add(keys[first].idItem, keys[first..<end])
            first = end
        }
    }

    private struct Key {
        let idItem: Int64
        let row: UInt32
    }

    private mutating func sortedKeys() -> [Key] {
        var keys: [Key] = []
        keys.reserveCapacity(rows.rowCount)
        for index in 0..<rows.rowCount {
            guard let id = row(index).number(.idItem) else {
                rowsWithoutItem += 1
                continue
            }
            keys.append(Key(idItem: id, row: UInt32(truncatingIfNeeded: index)))
        }
        let rows = rows
        keys.sort { left, right in
            if left.idItem == right.idItem { return left.row < right.row }
            if left.idItem >= 0, right.idItem >= 0 { return left.idItem < right.idItem }
            let order = rows.compareIDs(left.idItem, right.idItem)
            return order != 0 ? order < 0 : left.row < right.row
        }
        return keys
    }

    private func row(_ index: Int) -> InventoryRow { InventoryRow(rows, index) }

    private mutating func add(_ idItem: Int64, _ keys: ArraySlice<Key>) {
        var summary = ItemSummary(
            idItem: idItem, firstPosition: Int32(truncatingIfNeeded: order.count),
            rowCount: Int32(truncatingIfNeeded: keys.count))
        if keys.count == 1 {
            order.append(keys[keys.startIndex].row)
            sums.sum(&summary, CollectionOfOne(keys[keys.startIndex].row), &findings)
        } else {
            let ranking = RowRanking(rows, keys.map(\.row))
            if ranking.duplicateRows > 0 {
                findings.duplicates.add(rows.id(idItem))
                findings.duplicateRows += ranking.duplicateRows
            }
            order += ranking.ranked
            summary.rowCount = Int32(truncatingIfNeeded: ranking.ranked.count)
            sums.sum(&summary, ranking.ranked, &findings)
            if hasSeveralSources { divide(&summary, ranking.ranked) }
            compare(idItem, ranking.ranked)
        }
        summaries.append(summary)
    }

    /// Adds the rows once more, by their sources, where they are of several.
    private mutating func divide(_ summary: inout ItemSummary, _ ranked: [UInt32]) {
        let sources = Set(ranked.map { row(Int($0)).source })
        guard sources.count > 1 else { return }
        summary.hasSeveralSources = true
        for source in sources.sorted() {
            order += ranked.filter { row(Int($0)).source == source }
        }
    }

    /// Records contradictions between the rows of an item.
    private mutating func compare(_ idItem: Int64, _ ranked: [UInt32]) {
        if partsOf(ranked).contains(where: pricesDiffer) { findings.prices.add(rows.id(idItem)) }
        if textsDiffer(.name, ranked) { findings.names.add(rows.id(idItem)) }
        if textsDiffer(.category, ranked) { findings.categories.add(rows.id(idItem)) }
        if textsDiffer(.brand, ranked) { findings.brands.add(rows.id(idItem)) }
    }

    /// The rows by their sources: two locations may have two prices.
    private func partsOf(_ ranked: [UInt32]) -> [[UInt32]] {
        guard hasSeveralSources else { return [ranked] }
        return Dictionary(grouping: ranked) { row(Int($0)).source }.values.map { $0 }
    }

    /// Whether rows disagree about a price of one kind, or would sell at different prices by
    /// different kinds.
    private func pricesDiffer(_ ranked: [UInt32]) -> Bool {
        func differ(_ price: (InventoryRow) -> Int64?) -> Bool {
            var first: Int64?
            for number in ranked {
                guard let price = price(row(Int(number))) else { continue }
                if let first, first != price { return true }
                first = price
            }
            return false
        }
        return differ(\.leadingPrice)
            || InventoryField.priceFields.contains { field in differ { $0.number(field) } }
    }

    private func textsDiffer(_ field: InventoryField, _ ranked: [UInt32]) -> Bool {
        var first = TextReference.empty
        for number in ranked {
            let text = row(Int(number)).text(field)
            guard text.length > 0 else { continue }
            if first.length > 0, !rows.isEqual(first, text) { return true }
            first = text
        }
        return false
    }
}
