import PointOfSale

/// Which fields of an inventory's rows could not be read, counted without slowing the rows that
/// could: a row's are bits of a word, and the usual one, of zero, is all there is to look at.
struct UnreadableFields {
    private var counts: [Int] = []
    /// The number of a row for each field.
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

    /// The same by name, with the item of the row that serves as an example.
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
