import Catalog
import LinuxSystem

/// Advances the catalogs when a rule starts or ends, so that sales begin without a sync.
final class RuleTimer: Sendable {
    private let catalog: Catalog
    private let state: Monitor<State>
    private let thread: SystemThread

    private struct State {
        /// The next boundary may have changed, because rules did.
        var isStale = true
        var isStopped = false
    }

    init(_ catalog: Catalog) {
        self.catalog = catalog
        let state = Monitor(State())
        self.state = state
        thread = SystemThread(name: "price-clock") { Self.run(catalog, state) }
    }

    /// Recomputes the next boundary; cheap; any thread.
    func touch() { state.update { $0.isStale = true } }

    /// Stops and joins the thread.
    func stop() {
        state.update { $0.isStopped = true }
        thread.join()
    }

    private static func run(_ catalog: Catalog, _ state: Monitor<State>) {
        while !state.withLock({ $0.isStopped }) {
            state.withLock { $0.isStale = false }
            let next = catalog.advance()
            let now = SystemClock.wallMilliseconds()
            let wait = min(
                max(0, (next ?? .max) &- now), ServiceLimits.priceClockMilliseconds)
            // One millisecond past the boundary, which is the first instant of the new state.
            let deadline = SystemClock.monotonicNanoseconds() + UInt64(wait + 1) * 1_000_000
            _ = state.wait(untilNanoseconds: deadline) { $0.isStale || $0.isStopped ? true : nil }
        }
    }
}
