import Synchronization

/// Cancels the exchanges to which it was passed. Any thread may raise it; it is never lowered.
///
/// An exchange notices within about one second (libcurl's progress interval while no data arrives),
/// one that sleeps or transfers much sooner.
public final class CancellationFlag: Sendable {
    private let raised = Atomic<Bool>(false)

    public init() {}

    public func cancel() { raised.store(true, ordering: .releasing) }

    public var isCancelled: Bool { raised.load(ordering: .acquiring) }
}
