/// Durations in nanoseconds, all kept: percentiles are exact.
struct LatencySamples {
    private var values: [UInt64] = []

    mutating func add(_ nanoseconds: UInt64) { values.append(nanoseconds) }

    var count: Int { values.count }
    /// The newest sample; 0 before the first.
    var lastSeconds: Double { Double(values.last ?? 0) / 1e9 }
    var total: UInt64 { values.reduce(0, +) }

    /// The samples in order of size, which percentiles are read from.
    func sorted() -> SortedSamples { SortedSamples(values: values.sorted()) }
}

/// Samples in order of size.
struct SortedSamples {
    fileprivate let values: [UInt64]

    /// The smallest value that `part` of all samples do not exceed, in microseconds; 0 for none.
    func microseconds(_ part: Double) -> Double {
        guard let last = values.last else { return 0 }
        let index = Int((Double(values.count) * part).rounded(.up)) - 1
        return Double(values.indices.contains(index) ? values[index] : last) / 1000
    }
}
