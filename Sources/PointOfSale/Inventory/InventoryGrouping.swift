import Pricing

/// What an item's rows add up to.
package struct ItemSummary {
    /// The id's slot, see ``IDSlot``.
    package var idItem: Int64
    /// The item's rows: positions in the inventory's order.
    var firstPosition: Int32
    var rowCount: Int32
    /// Sums over the sellable rows, in 1/1,000; never below zero.
    var stock: Int64 = 0
    var onHand: Int64 = 0
    /// Not rounded: prices are made from it.
    var cost: UnitCost?
    var expiry: CalendarDate?

    /// Whether it stands before an id, in the rows that it sums up.
    func precedes(_ id: POSID, in rows: borrowing RowStorage) -> Bool {
        if case .number(let number) = id { return idItem >= 0 && idItem < number }
        return rows.id(idItem).map { $0 < id } ?? false
    }
}

/// Groups rows by item and sums them up. Nothing of it depends on the order of the rows.
struct InventoryGrouping {
    private(set) var order: [UInt32] = []
    private(set) var summaries: [ItemSummary] = []
    private(set) var findings = InventoryFindings()
    private(set) var rowsWithoutItem = 0
    private let rows: RowStorage
    private let enrichment: InventoryEnrichment

    /// The rows must have been judged.
    init(_ rows: RowStorage, _ enrichment: InventoryEnrichment) {
        self.rows = rows
        self.enrichment = enrichment
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
            sum(&summary, CollectionOfOne(keys[keys.startIndex].row))
        } else {
            let ranking = RowRanking(rows, keys.map(\.row))
            if ranking.duplicateRows > 0 {
                findings.duplicates.add(rows.id(idItem))
                findings.duplicateRows += ranking.duplicateRows
            }
            order += ranking.ranked
            summary.rowCount = Int32(truncatingIfNeeded: ranking.ranked.count)
            sum(&summary, ranking.ranked)
            compare(idItem, ranking.ranked)
        }
        summaries.append(summary)
    }

    private mutating func sum(
        _ summary: inout ItemSummary, _ ranked: some Collection<UInt32>
    ) {
        var mean = MeanCost()
        var expired: (units: Int64, expiry: CalendarDate?) = (0, nil)
        var undated = false
        for number in ranked {
            let row = row(Int(number))
            let available = row.number(.available) ?? 0
            let verdict = row.verdict
            // A cost says what was paid, so it stays what it was when a day passes.
            if verdict.isSellable || verdict == .expired { mean.add(row) }
            mean.addFirst(row)
            guard verdict.isSellable else {
                note(row, verdict, available, &expired, &undated)
                continue
            }
            // At most 4 M rows of 10^12 each: below 2^63.
            summary.stock &+= available
            summary.onHand &+= row.number(.onHand) ?? 0
            guard available > 0, let expiry = enrichment.expiry(of: row) else { continue }
            summary.expiry = summary.expiry.map { min($0, expiry) } ?? expiry
        }
        if undated { findings.undated.add(rows.id(summary.idItem)) }
        if summary.stock < 0 { findings.oversold.add(rows.id(summary.idItem)) }
        summary.stock = max(0, summary.stock)
        summary.onHand = max(0, summary.onHand)
        if expired.units > 0 {
            findings.expired.add(rows.id(summary.idItem))
            findings.expiredThousandths &+= expired.units
            // With nothing left to sell, the item shows why.
            if summary.stock == 0, summary.expiry == nil { summary.expiry = expired.expiry }
        }
        summary.cost = mean.value
    }

    /// Counts units that are there and not sold.
    private mutating func note(
        _ row: InventoryRow, _ verdict: StockVerdict, _ available: Int64,
        _ expired: inout (units: Int64, expiry: CalendarDate?), _ undated: inout Bool
    ) {
        guard available > 0 else { return }
        if verdict == .area {
            let own = rows.string(row.text(.areaType))
            let type = enrichment.areaType(of: row) ?? (own.isEmpty ? "unreadable" : own)
            let isKnown = findings.heldBackByArea[type] != nil
            let hasRoom = findings.heldBackByArea.count < POSLimits.areaTypesMax
            findings.heldBackByArea[isKnown || hasRoom ? type : "other", default: 0] &+= available
        } else if verdict == .unreadableExpiry {
            undated = true
        } else if verdict == .expired, let expiry = enrichment.expiry(of: row) {
            expired.units &+= available
            expired.expiry = expired.expiry.map { min($0, expiry) } ?? expiry
        }
    }

    /// Notes that rows of one item contradict each other.
    private mutating func compare(_ idItem: Int64, _ ranked: [UInt32]) {
        if pricesDiffer(ranked) { findings.prices.add(rows.id(idItem)) }
        if textsDiffer(.name, ranked) { findings.names.add(rows.id(idItem)) }
        if textsDiffer(.category, ranked) { findings.categories.add(rows.id(idItem)) }
        if textsDiffer(.brand, ranked) { findings.brands.add(rows.id(idItem)) }
    }

    /// Whether two rows have one field with two prices, or are sold at two prices by two fields.
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

    /// Rounds 1/10,000 to cents, half up (costs are positive).
    static func centsOfCost(_ cost: Int64) -> Int64 { (cost &+ 50) / 100 }
}

/// The mean cost by units on hand; the first cost known where there are no units.
private struct MeanCost {
    private var first: Int64?
    private var weight: Int64 = 0
    private var weighted: UInt128 = 0

    mutating func add(_ row: InventoryRow) {
        guard let cost = row.cost, let onHand = row.number(.onHand), onHand > 0 else { return }
        weight &+= onHand
        weighted &+= UInt128(onHand) &* UInt128(cost)
    }

    mutating func addFirst(_ row: InventoryRow) { first = first ?? row.cost }

    /// Not rounded.
    var value: UnitCost? {
        guard weight > 0 else { return first.flatMap { UnitCost(tenThousandths: $0) } }
        return UnitCost(total: weighted, quantity: UInt64(weight))
    }
}
