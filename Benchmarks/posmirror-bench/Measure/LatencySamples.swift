/// Durations in nanoseconds. Keeps all of them, so percentiles are exact.
struct LatencySamples {
    private var values: [(nanoseconds: UInt64, times: Int)] = []
    /// The number of samples.
    private(set) var count = 0
    private(set) var total: UInt64 = 0

    /// Adds the duration of `times` operations.
    mutating func add(_ nanoseconds: UInt64, times: Int = 1) {
        values.append((nanoseconds, times))
        count += times
        total += nanoseconds * UInt64(times)
    }

    /// The latest sample; 0 if there is none.
    var lastSeconds: Double { Double(values.last?.nanoseconds ?? 0) / 1e9 }

    /// The sorted samples, from which percentiles are taken.
    func sorted() -> SortedSamples {
        SortedSamples(values: values.sorted { $0.nanoseconds < $1.nanoseconds }, count: count)
    }
}

/// Sorted samples.
struct SortedSamples {
    fileprivate let values: [(nanoseconds: UInt64, times: Int)]
    fileprivate let count: Int

    /// The percentile `part` (0 to 1) in microseconds; 0 without samples.
    func microseconds(_ part: Double) -> Double {
        var before = max(1, Int((Double(count) * part).rounded(.up)))
        for value in values {
            before -= value.times
            if before <= 0 { return Double(value.nanoseconds) / 1000 }
        }
        return Double(values.last?.nanoseconds ?? 0) / 1000
    }
}
