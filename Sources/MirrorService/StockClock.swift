import Catalog
import LinuxSystem
import Sync

/// Takes stock off the menu when it expires, so that a passing day needs no sync: at the start, at
/// the begin of each tenant's local day, and after each run, which may have begun the day before.
final class StockClock: Sendable {
    private struct State {
        /// Tenants to look at.
        var due: Set<String> = []
        /// The day for which each tenant was looked at last.
        var days: [String: Int64] = [:]
        var isStopped = false
    }

    private let state: Monitor<State>
    private let thread: SystemThread

    /// - Parameter expire: takes the expired stock off a tenant's products.
    init(_ expire: @escaping @Sendable (String) -> Void) {
        let state = Monitor(State())
        self.state = state
        thread = SystemThread(name: "stock-clock") {
            while let org = Self.next(state) { expire(org) }
        }
    }

    /// Looks at the tenant if the day is another one than the last time; cheap, on any thread.
    func published(_ org: String, day: Int64) {
        guard state.withLock({ $0.days[org] != day }) else { return }
        state.update { state in
            state.days[org] = day
            state.due.insert(org)
        }
    }

    /// Looks at the tenant.
    func look(_ org: String) { state.update { _ = $0.due.insert(org) } }

    /// Ends the thread and waits for it.
    func stop() {
        state.update { $0.isStopped = true }
        thread.join()
    }

    private static func next(_ state: Monitor<State>) -> String? {
        let found = state.wait { state -> String?? in
            if state.isStopped { return .some(nil) }
            return state.due.popFirst().map { .some($0) }
        }
        return found ?? nil
    }
}
