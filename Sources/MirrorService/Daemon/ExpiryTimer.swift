import Catalog
import LinuxSystem
import Sync

/// Removes expired stock from the menu without a sync: at startup, at the start of each tenant's
/// local day, and after each run, which may have begun the day before.
final class ExpiryTimer: Sendable {
    private struct State {
        /// Tenants to check.
        var due: Set<String> = []
        /// The day of each tenant's last check.
        var days: [String: Int64] = [:]
        var isStopped = false
    }

    private let state: Monitor<State>
    private let thread: SystemThread

    /// - Parameter expire: removes expired stock from a tenant's products.
    init(_ expire: @escaping @Sendable (String) -> Void) {
        let state = Monitor(State())
        self.state = state
        thread = SystemThread(name: "stock-clock") {
            while let org = Self.next(state) { expire(org) }
        }
    }

    /// Schedules a check of the tenant if the day has changed; cheap; any thread.
    func published(_ org: String, day: Int64) {
        guard state.withLock({ $0.days[org] != day }) else { return }
        state.update { state in
            state.days[org] = day
            state.due.insert(org)
        }
    }

    /// Schedules a check of the tenant.
    func look(_ org: String) { state.update { _ = $0.due.insert(org) } }

    /// Stops and joins the thread.
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
