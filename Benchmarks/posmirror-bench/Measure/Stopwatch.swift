import LinuxSystem

/// Measures the durations of single operations.
struct Stopwatch {
    private(set) var samples = LatencySamples()

    /// Runs `body` and records its duration.
    @discardableResult
    mutating func time<Result>(_ body: () throws -> Result) throws(BenchFailure) -> Result {
        let start = SystemClock.monotonicNanoseconds()
        let result = try inEnvironment(body)
        samples.add(SystemClock.monotonicNanoseconds() - start)
        return result
    }
}
