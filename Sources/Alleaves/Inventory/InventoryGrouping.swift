import Pricing

/// What an item's rows add up to.
struct ItemSummary {
    var idItem: Int64
    /// The item's rows: positions in the inventory's order.
    var firstPosition: Int32
    var rowCount: Int32
    /// Sums over the sellable rows, in 1/1,000.
    var stock: Int64
    var onHand: Int64
    /// Not rounded: prices are made from it.
    var cost: UnitCost?
    var expiry: CalendarDate?
}

/// Groups rows by item and sums them up.
struct InventoryGrouping {
    private(set) var order: [UInt32] = []
    private(set) var summaries: [ItemSummary] = []

    init(_ rows: RowStorage, _ enrichment: InventoryEnrichment) {
        let keys = InventoryGrouping.sortedKeys(rows)
        order = keys.map(\.row)
        var first = 0
        while first < keys.count {
            var end = first + 1
            while end < keys.count, keys[end].idItem == keys[first].idItem { end += 1 }
            var summary = ItemSummary(
                idItem: keys[first].idItem, firstPosition: Int32(truncatingIfNeeded: first),
                rowCount: Int32(truncatingIfNeeded: end - first), stock: 0, onHand: 0)
            InventoryGrouping.sum(&summary, keys[first..<end], rows, enrichment)
            summaries.append(summary)
            first = end
        }
    }

    private struct Key {
        let idItem: Int64
        let row: UInt32
    }

    private static func sortedKeys(_ rows: RowStorage) -> [Key] {
        var keys: [Key] = []
        keys.reserveCapacity(rows.rowCount)
        for index in 0..<rows.rowCount {
            guard let id = InventoryRow(slots: rows.row(index)).number(.idItem) else { continue }
            keys.append(Key(idItem: id, row: UInt32(truncatingIfNeeded: index)))
        }
        keys.sort { left, right in
            left.idItem != right.idItem ? left.idItem < right.idItem : left.row < right.row
        }
        return keys
    }

    private static func sum(
        _ summary: inout ItemSummary, _ keys: ArraySlice<Key>, _ rows: RowStorage,
        _ enrichment: InventoryEnrichment
    ) {
        var firstCost: Int64?
        var weight: Int64 = 0
        var weightedCost: UInt128 = 0
        for key in keys {
            let row = InventoryRow(slots: rows.row(Int(key.row)))
            firstCost = firstCost ?? row.cost
            guard isSellable(row, rows) else { continue }
            let available = row.number(.available) ?? 0
            let onHand = row.number(.onHand) ?? 0
            // At most 4 M rows of 10^12 each: below 2^63.
            summary.stock &+= available
            summary.onHand &+= onHand
            if let cost = row.cost, onHand > 0 {
                weight &+= onHand
                weightedCost &+= UInt128(onHand) &* UInt128(cost)
            }
            guard available > 0, let expiry = enrichment.expiry(of: row) else { continue }
            summary.expiry = summary.expiry.map { min($0, expiry) } ?? expiry
        }
        summary.cost = weight > 0
            ? UnitCost(total: weightedCost, quantity: UInt64(weight))
            : firstCost.flatMap { UnitCost(tenThousandths: $0) }
    }

    /// Rounds 1/10,000 to cents, half up (costs are positive).
    static func centsOfCost(_ cost: Int64) -> Int64 { (cost &+ 50) / 100 }

    /// Not in a damaged area, not deleted, not on hold, and open if it has a status (D16).
    static func isSellable(_ row: InventoryRow, _ rows: RowStorage) -> Bool {
        if row.flag(.deleted) == true || row.flag(.qcHold) == true { return false }
        let areaType = row.text(.areaType)
        if areaType.length > 0, isWord(areaType, "damaged", rows) { return false }
        let status = row.text(.status)
        return status.length == 0 || isWord(status, "open", rows)
    }

    /// True if the text is `word` (lower case letters) in any case.
    private static func isWord(
        _ text: TextReference, _ word: StaticString, _ rows: RowStorage
    ) -> Bool {
        guard Int(text.length) == word.utf8CodeUnitCount else { return false }
        let bytes = rows.bytes + Int(text.offset)
        for index in 0..<word.utf8CodeUnitCount
        where bytes[index] | 0x20 != word.utf8Start[index] {
            return false
        }
        return true
    }
}
