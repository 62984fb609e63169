import LinuxSystem

/// Until when a call may take, retries and waiting included, and what may stop it before.
public struct POSDeadline: Sendable {
    /// By the environment's monotonic clock.
    public var monotonicMilliseconds: Int64
    public var cancellation: CancellationFlag?

    public init(monotonicMilliseconds: Int64, cancellation: CancellationFlag? = nil) {
        self.monotonicMilliseconds = monotonicMilliseconds
        self.cancellation = cancellation
    }
}
