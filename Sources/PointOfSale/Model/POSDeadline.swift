import LinuxSystem

/// The deadline of a call, including retries and waits, and its cancellation flag.
public struct POSDeadline: Sendable {
    /// By the environment's monotonic clock.
    public var monotonicMilliseconds: Int64
    public var cancellation: CancellationFlag?

    public init(monotonicMilliseconds: Int64, cancellation: CancellationFlag? = nil) {
        self.monotonicMilliseconds = monotonicMilliseconds
        self.cancellation = cancellation
    }
}
