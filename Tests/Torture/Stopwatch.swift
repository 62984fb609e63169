import LinuxSystem

/// The time since it was made.
struct Stopwatch {
    private let start = SystemClock.monotonicNanoseconds()

    var milliseconds: Int { Int((SystemClock.monotonicNanoseconds() - start) / 1_000_000) }
}
