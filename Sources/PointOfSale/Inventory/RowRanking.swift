/// The rows of one item in the order in which they speak for it, whatever the order in which they
/// came: those in stock before the others, then by batch id, then by area.
struct RowRanking {
    /// Row numbers, without those that repeat another.
    private(set) var ranked: [UInt32]
    private(set) var duplicateRows = 0

    init(_ rows: RowStorage, _ numbers: [UInt32]) {
        let sorted = numbers.sorted { RowRanking.precedes($0, $1, rows) }
        ranked = []
        ranked.reserveCapacity(sorted.count)
        var others: [UInt32] = []
        var previous: InventoryRow?
        for number in sorted {
            let row = InventoryRow(rows, Int(number))
            // A batch lies in an area once; a page that came twice says so again.
            if let previous, RowRanking.isSameBatch(previous, row, rows) {
                duplicateRows += 1
                continue
            }
            previous = row
            let isInStock = row.verdict.isSellable && (row.number(.available) ?? 0) > 0
            if isInStock { ranked.append(number) } else { others.append(number) }
        }
        ranked += others
    }

    private static func isSameBatch(
        _ left: InventoryRow, _ right: InventoryRow, _ rows: RowStorage
    ) -> Bool {
        left.number(.idBatch) != nil && order(left, right, rows) == 0
    }

    /// By batch, area, location and source; negative where `left` comes first. Rows without an id
    /// come last.
    private static func order(
        _ left: InventoryRow, _ right: InventoryRow, _ rows: RowStorage
    ) -> Int {
        for field in [InventoryField.idBatch, .idArea, .idLocation] {
            let (one, other) = (left.slots[field.rawValue], right.slots[field.rawValue])
            let order = rows.compareIDs(one, other)
            if order != 0 { return order }
        }
        return left.source - right.source
    }

    /// Of a row that came twice with two quantities the smaller one counts: nothing is promised
    /// that may not be there.
    private static func precedes(_ left: UInt32, _ right: UInt32, _ rows: RowStorage) -> Bool {
        let one = InventoryRow(rows, Int(left))
        let other = InventoryRow(rows, Int(right))
        let order = order(one, other, rows)
        if order != 0 { return order < 0 }
        let (few, many) = (one.number(.available) ?? 0, other.number(.available) ?? 0)
        if few != many { return few < many }
        return InventoryHash.hash(one, in: rows) < InventoryHash.hash(other, in: rows)
    }
}
