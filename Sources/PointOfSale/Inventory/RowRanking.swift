/// The rows of one item by precedence, independently of their order of receipt: rows in stock
/// before others, then by batch id, then by area.
struct RowRanking {
    /// Row numbers, without repetitions.
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
            // A batch is in an area once; a repetition comes from a repeated page.
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

    /// By batch, area, location and source; negative if `left` sorts first. Rows without an id sort
    /// last.
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

    /// Of a row received twice with different quantities, the smaller one counts: stock that may
    /// not exist is not offered.
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
