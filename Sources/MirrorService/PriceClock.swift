import Catalog
import LinuxSystem

/// Wakes the catalogs when a rule starts or ends, so that a sale needs no sync to begin.
final class PriceClock: Sendable {
    private let catalog: Catalog
    private let state: Monitor<State>
    private let thread: SystemThread

    private struct State {
        /// Rules changed, so the next boundary may be another one.
        var isStale = true
        var isStopped = false
    }

    init(_ catalog: Catalog) {
        self.catalog = catalog
        let state = Monitor(State())
        self.state = state
        thread = SystemThread(name: "price-clock") { Self.run(catalog, state) }
    }

    /// Looks again for the next boundary; cheap, and safe on any thread.
    func touch() { state.update { $0.isStale = true } }

    /// Ends the thread and waits for it.
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
            // Past the boundary by one millisecond: it is the first of the new state.
            let deadline = SystemClock.monotonicNanoseconds() + UInt64(wait + 1) * 1_000_000
            _ = state.wait(untilNanoseconds: deadline) { $0.isStale || $0.isStopped ? true : nil }
        }
    }
}
