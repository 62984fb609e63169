import Glibc
import LinuxSystem
import Memory

/// Clocks, sleep, randomness and memory of a client; tests inject their own.
public struct POSEnvironment: Sendable {
    /// Milliseconds since 1970, for token expiry and Retry-After dates.
    public var wallMilliseconds: @Sendable () -> Int64
    /// Monotonic milliseconds, for deadlines.
    public var monotonicMilliseconds: @Sendable () -> Int64
    /// Sleeps for the given milliseconds, or until cancelled.
    public var sleep: @Sendable (Int64, CancellationFlag?) -> Void
    /// Seed of the retry jitter.
    public var seed: UInt64
    /// What answers take memory from while they are read and used.
    public var memory = MemoryBudget.unlimited

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
    public static var system: POSEnvironment {
        POSEnvironment(
            wallMilliseconds: SystemClock.wallMilliseconds,
            monotonicMilliseconds: SystemClock.monotonicMilliseconds,
            sleep: { pause($0, $1) }, seed: .random(in: .min ... .max))
    }

    /// Sleeps in short slices to check for cancellation.
    private static func pause(_ duration: Int64, _ cancellation: CancellationFlag?) {
        var rest = duration
        while rest > 0, cancellation?.isCancelled != true {
            let slice = min(rest, 50)
            usleep(UInt32(slice) * 1_000)
            rest -= slice
        }
    }
}
