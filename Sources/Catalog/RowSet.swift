/// A set of row numbers as one bit a row: in order and each once, however they come.
struct RowSet {
    private var words: [UInt64]

    init(rowCount: Int) {
        words = Array(repeating: 0, count: (rowCount + 63) / 64)
    }

    mutating func insert(_ row: UInt32) {
        words[Int(row >> 6)] |= 1 << UInt64(row & 63)
    }

    /// The rows, ascending.
    var rows: [UInt32] {
        var rows: [UInt32] = []
        rows.reserveCapacity(words.reduce(0) { $0 + $1.nonzeroBitCount })
        for (place, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                rows.append(UInt32(place * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return rows
    }
}
