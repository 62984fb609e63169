import Glibc
import HTTPTransport

/// The outside world of a client other than the network: tests replace it.
public struct AlleavesEnvironment: Sendable {
    /// Milliseconds since 1970, for token expiry and Retry-After dates.
    public var wallMilliseconds: @Sendable () -> Int64
    /// Milliseconds of a clock that is never set, for deadlines.
    public var monotonicMilliseconds: @Sendable () -> Int64
    /// Waits so many milliseconds, or until the flag is raised.
    public var sleep: @Sendable (Int64, CancellationFlag?) -> Void
    /// Of the jitter's random numbers.
    public var seed: UInt64

    public init(
        wallMilliseconds: @escaping @Sendable () -> Int64,
        monotonicMilliseconds: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Int64, CancellationFlag?) -> Void, seed: UInt64
    ) {
        self.wallMilliseconds = wallMilliseconds
        self.monotonicMilliseconds = monotonicMilliseconds
        self.sleep = sleep
        self.seed = seed
    }

    /// The machine's clocks.
    public static var system: AlleavesEnvironment {
        AlleavesEnvironment(
            wallMilliseconds: { milliseconds(of: CLOCK_REALTIME) },
            monotonicMilliseconds: { milliseconds(of: CLOCK_MONOTONIC) },
            sleep: { pause($0, $1) }, seed: .random(in: .min ... .max))
    }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Sleeps in short slices to notice the flag.
    private static func pause(_ duration: Int64, _ cancellation: CancellationFlag?) {
        var rest = duration
        while rest > 0, cancellation?.isCancelled != true {
            let slice = min(rest, 50)
            usleep(UInt32(slice) * 1_000)
            rest -= slice
        }
    }
}

/// Until when a call may take, retries and waiting included, and what may stop it before.
public struct AlleavesDeadline: Sendable {
    /// By the environment's monotonic clock.
    public var monotonicMilliseconds: Int64
    public var cancellation: CancellationFlag?

    public init(monotonicMilliseconds: Int64, cancellation: CancellationFlag? = nil) {
        self.monotonicMilliseconds = monotonicMilliseconds
        self.cancellation = cancellation
    }
}

/// SplitMix64: a small generator whose numbers follow from its seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
