import Synchronization

/// A flag that cancels the exchanges it was passed to. May be raised from any thread; never
/// lowered.
///
/// A running exchange notices within about one second (libcurl's progress interval when no data
/// moves), a sleeping or moving one much sooner.
public final class CancellationFlag: Sendable {
    private let raised = Atomic<Bool>(false)

    public init() {}

    public func cancel() { raised.store(true, ordering: .releasing) }

    public var isCancelled: Bool { raised.load(ordering: .acquiring) }
}
