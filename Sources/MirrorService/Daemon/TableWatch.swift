import DocumentStore
import LinuxSystem
import StatusCodes

/// Looks through the store's tables in the background, soon after the start and then daily, with a
/// small share of one processor: what it finds is in ``DocumentStore/damage``.
final class TableWatch: Sendable {
    private let store: DocumentStore
    private let log: ServiceLog
    private let state = Monitor(State())

    private struct State {
        var isStopped = false
        var thread: SystemThread?
    }

    init(_ store: DocumentStore, log: ServiceLog) {
        self.store = store
        self.log = log
    }

    /// REQUIRES: not started yet.
    func start() {
        state.update { state in
            precondition(state.thread == nil, "it is started once")
            state.thread = SystemThread(name: "table-watch") { [self] in run() }
        }
    }

    /// Stops and joins the thread.
    func stop() {
        let thread = state.update { state in
            state.isStopped = true
            return state.thread.take()
        }
        thread?.join()
    }

    private func run() {
        var pause = ServiceLimits.tableWatchFirstSeconds * 1_000_000_000
        while !sleep(nanoseconds: pause) {
            // Nothing is gained from reading on in a store that is known to be damaged.
            if store.damage == nil { look() }
            pause = ServiceLimits.tableWatchSeconds * 1_000_000_000
        }
    }

    private func look() {
        do throws(Status) {
            try store.readTables { taken in
                !sleep(nanoseconds: taken * ServiceLimits.tableWatchRest)
            }
        } catch {
            // Damage is told by whoever watches the store.
            if error.fault != .corruption, error.fault != .closed {
                log.warning("the store's tables could not be looked through: \(error.message)")
            }
        }
    }

    /// True when it is time to stop.
    private func sleep(nanoseconds: UInt64) -> Bool {
        let deadline = SystemClock.monotonicNanoseconds() + nanoseconds
        return state.wait(untilNanoseconds: deadline) { $0.isStopped ? true : nil } ?? false
    }
}
