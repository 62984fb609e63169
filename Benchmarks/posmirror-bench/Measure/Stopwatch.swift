import LinuxSystem

/// Times operations one by one.
struct Stopwatch {
    private(set) var samples = LatencySamples()

    /// Runs `body` and keeps how long it took.
    @discardableResult
    mutating func time<Result>(_ body: () throws -> Result) throws(BenchFailure) -> Result {
        let start = SystemClock.monotonicNanoseconds()
        let result = try inEnvironment(body)
        samples.add(SystemClock.monotonicNanoseconds() - start)
        return result
    }
}
