import PointOfSale

/// Counts unreadable fields of rows without cost for readable rows: a row's unreadable fields are
/// bits of one word, and zero, the usual value, needs no work.
struct UnreadableFields {
    private var counts: [Int] = []
    /// For each field the number of a row with an unreadable value.
    private var examples: [UInt32] = []

    /// Counts the fields whose ``FieldAction/code`` is set in `bits`, of row number `row`.
    @inline(never)
    mutating func add(_ bits: UInt64, row: Int) {
        if counts.isEmpty {
            counts = [Int](repeating: 0, count: UInt64.bitWidth)
            examples = [UInt32](repeating: 0, count: UInt64.bitWidth)
        }
        var rest = bits
        while rest != 0 {
            let code = rest.trailingZeroBitCount
            if counts[code] == 0 { examples[code] = UInt32(truncatingIfNeeded: row) }
            counts[code] &+= 1
            rest &= rest &- 1
        }
    }

    /// The counts by field name, with the item of an example row.
    func values(in rows: borrowing RowStorage) -> UnreadableValues {
        var values = UnreadableValues()
        for (code, count) in counts.enumerated() where count > 0 {
            guard let key = FieldAction.keysByCode[code] else { continue }
            let item = InventoryRow(rows, Int(examples[code])).id(.idItem)
            values.note("inventory.\(key)", in: item?.description, count: count)
        }
        return values
    }
}
