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
            let row = InventoryRow(slots: rows.row(Int(number)))
            // A batch lies in an area once; a page that came twice says so again.
            if let previous, RowRanking.isSameBatch(previous, row) {
                duplicateRows += 1
                continue
            }
            previous = row
            let isInStock = row.verdict.isSellable && (row.number(.available) ?? 0) > 0
            if isInStock { ranked.append(number) } else { others.append(number) }
        }
        ranked += others
    }

    private static func isSameBatch(_ left: InventoryRow, _ right: InventoryRow) -> Bool {
        left.number(.idBatch) != nil && identity(left) == identity(right)
    }

    /// Rows without a number come last.
    private static func identity(_ row: InventoryRow) -> (Int64, Int64, Int64, Int) {
        (
            row.number(.idBatch) ?? .max, row.number(.idArea) ?? .max,
            row.number(.idLocation) ?? .max, row.source
        )
    }

    /// Of a row that came twice with two quantities the smaller one counts: nothing is promised
    /// that may not be there.
    private static func precedes(_ left: UInt32, _ right: UInt32, _ rows: RowStorage) -> Bool {
        let one = InventoryRow(slots: rows.row(Int(left)))
        let other = InventoryRow(slots: rows.row(Int(right)))
        let (first, second) = (identity(one), identity(other))
        if first != second { return first < second }
        let (few, many) = (one.number(.available) ?? 0, other.number(.available) ?? 0)
        if few != many { return few < many }
        return InventoryHash.hash(one, in: rows) < InventoryHash.hash(other, in: rows)
    }
}
