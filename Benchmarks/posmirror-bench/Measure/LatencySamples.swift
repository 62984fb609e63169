/// Durations in nanoseconds, all kept: percentiles are exact.
struct LatencySamples {
    private var values: [(nanoseconds: UInt64, times: Int)] = []
    /// How many there are.
    private(set) var count = 0
    private(set) var total: UInt64 = 0

    /// Adds a duration that `times` operations took.
    mutating func add(_ nanoseconds: UInt64, times: Int = 1) {
        values.append((nanoseconds, times))
        count += times
        total += nanoseconds * UInt64(times)
    }

    /// The newest sample; 0 before the first.
    var lastSeconds: Double { Double(values.last?.nanoseconds ?? 0) / 1e9 }

    /// The samples in order of size, which percentiles are read from.
    func sorted() -> SortedSamples {
        SortedSamples(values: values.sorted { $0.nanoseconds < $1.nanoseconds }, count: count)
    }
}

/// Samples in order of size.
struct SortedSamples {
    fileprivate let values: [(nanoseconds: UInt64, times: Int)]
    fileprivate let count: Int

    /// The smallest value that `part` of all samples do not exceed, in microseconds; 0 for none.
    func microseconds(_ part: Double) -> Double {
        var before = max(1, Int((Double(count) * part).rounded(.up)))
        for value in values {
            before -= value.times
            if before <= 0 { return Double(value.nanoseconds) / 1000 }
        }
        return Double(values.last?.nanoseconds ?? 0) / 1000
    }
}
