/// A set of row numbers as a bitmap.
struct RowBitmap {
    private var words: [UInt64]

    init(rowCount: Int) {
        precondition(rowCount >= 0, "a number of rows")
        words = Array(repeating: 0, count: (rowCount + 63) / 64)
    }

    mutating func insert(_ row: UInt32) {
        assert(Int(row >> 6) < words.count, "a row of this catalog")
        words[Int(row >> 6)] |= 1 << UInt64(row & 63)
    }

    /// Calls `body` with each row, ascending.
    func forEach(_ body: (Int) -> Void) {
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                body(index * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}
