import LinuxSystem
import Sync

/// Runs the synchronisations that events request, rate-limited to one of a kind per tenant within
/// ``ServiceLimits/eventPullGapSeconds``, so that a hundred events cause two pulls.
package final class EventPulls: Sendable {
    private struct Pull: Hashable {
        let kind: SyncKind
        let org: String
    }

    private struct State {
        /// When each pull is due, in monotonic nanoseconds.
        var due: [Pull: UInt64] = [:]
        var running: Set<Pull> = []
        /// When each pull was last begun; those too old to matter are dropped.
        var begun: [Pull: UInt64] = [:]
        var isStopped = false
    }

    private let state: Monitor<State>
    private let threads: [SystemThread]

    /// - Parameter run: runs one pull to its end.
    package init(_ run: @escaping @Sendable (SyncKind, String) -> Void) {
        let state = Monitor(State())
        self.state = state
        threads = (0..<PosWriteLimits.eventPullThreads).map { number in
            SystemThread(name: "event-pull-\(number)") {
                while let pull = Self.next(state) {
                    run(pull.kind, pull.org)
                    state.update { _ = $0.running.remove(pull) }
                }
            }
        }
    }

    /// Requests a pull that begins after now.
    package func request(_ kind: SyncKind, org: String) {
        let pull = Pull(kind: kind, org: org)
        let now = SystemClock.monotonicNanoseconds()
        let gap = PosWriteLimits.eventPullGapSeconds * 1_000_000_000
        state.update { state in
            state.begun = state.begun.filter { $0.value + gap > now }
            if state.due[pull] == nil {
                state.due[pull] = max(now, state.begun[pull].map { $0 + gap } ?? now)
            }
        }
    }

    /// Stops and joins the threads. Does not cancel pulls in progress; the caller must.
    package func stop() {
        state.update { $0.isStopped = true }
        for thread in threads { thread.join() }
    }

    /// Waits for the next pull; nil after ``stop()``.
    private static func next(_ state: Monitor<State>) -> Pull? {
        while true {
            let now = SystemClock.monotonicNanoseconds()
            let (pull, wait, isStopped) = state.update { state -> (Pull?, UInt64, Bool) in
                // A running pull is due again only after its end: it may have missed the event.
                let free = state.due.filter { !state.running.contains($0.key) }
                guard let first = free.min(by: { $0.value < $1.value }) else {
                    return (nil, now + 60_000_000_000, state.isStopped)
                }
                guard first.value <= now, !state.isStopped else {
                    return (nil, first.value, state.isStopped)
                }
                state.due[first.key] = nil
                state.running.insert(first.key)
                state.begun[first.key] = now
                return (first.key, 0, false)
            }
            if isStopped { return nil }
            if let pull { return pull }
            _ = state.wait(untilNanoseconds: wait) { state -> Bool? in
                let free = state.due.filter { !state.running.contains($0.key) }
                let isSooner = free.contains { $0.value < wait }
                return state.isStopped || isSooner ? true : nil
            }
        }
    }
}
