/// Matching rows of one segment, in a buffer that is reused for all segments.
struct MatchedRows {
    /// One element more than rows: the element after the last match is written speculatively.
    private var rows = [UInt16](repeating: 0, count: CatalogLimits.segmentRowsMax + 1)
    private var count = 0

    mutating func removeAll() { count = 0 }

    /// Collects those of the first `candidates` rows for which `matches` is 1 and not 0. Every row
    /// is written and counted only if it matches, so that the loop is branch-free.
    @inline(__always)
    mutating func take(_ candidates: Int, if matches: (Int) -> Int) {
        precondition(
            count + candidates < rows.count && candidates >= 0, "one segment at a time")
        var count = count
        rows.withUnsafeMutableBufferPointer { rows in
            var row = 0
            while row < candidates {
                rows[count] = UInt16(truncatingIfNeeded: row)
                count &+= matches(row)
                row &+= 1
            }
        }
        self.count = count
    }

    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        rows.withUnsafeBufferPointer { rows in
            for index in 0..<count { body(Int(rows[index])) }
        }
    }
}
