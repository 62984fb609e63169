import Pricing

/// The rows of one segment that are on the menu, by category: a query for a category visits its
/// rows instead of all.
///
/// Made when first asked for and immutable like the segment; two bytes a row.
final class CategoryRows: Sendable {
    /// Ascending.
    private let codes: [UInt16]
    /// Where each code's rows start in `rows`, and the end of the last.
    private let starts: [Int]
    /// Ascending within each code.
    private let rows: [UInt16]

    init(_ segment: Segment, _ groups: RuleGroups) {
        let active = (0..<segment.count).filter { segment.flags($0).contains(.active) }
        let byCode = Dictionary(grouping: active) {
            groups.pairs[Int(segment.groups[$0])].category
        }
        codes = byCode.keys.sorted()
        var starts = [0]
        var rows: [UInt16] = []
        rows.reserveCapacity(active.count)
        for code in codes {
            rows += (byCode[code] ?? []).map { UInt16($0) }
            starts.append(rows.count)
        }
        self.starts = starts
        self.rows = rows
    }

    /// The rows of a category.
    func rows(of code: UInt16) -> ArraySlice<UInt16> {
        var (low, high) = (0, codes.count)
        while low < high {
            let middle = (low + high) / 2
            if codes[middle] < code { low = middle + 1 } else { high = middle }
        }
        guard low < codes.count, codes[low] == code else { return [] }
        return rows[starts[low]..<starts[low + 1]]
    }
}
