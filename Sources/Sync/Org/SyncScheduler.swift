import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorTree
import StatusCodes

/// Runs every tenant by the schedule, sequentially on its own thread.
public final class SyncScheduler: Sendable {
    private struct State {
        var schedule: SyncSchedule
        var isStopped = false
    }

    private let engine: SyncEngine
    private let store: DocumentStore
    private let wallMilliseconds: @Sendable () -> Int64
    private let log: @Sendable (LogEntry) -> Void
    private let state: Monitor<State>
    private let thread = Monitor<SystemThread?>(nil)

    public init(
        engine: SyncEngine, store: DocumentStore, intervalMilliseconds: Int64,
        wallMilliseconds: @escaping @Sendable () -> Int64 = SystemClock.wallMilliseconds,
        log: @escaping @Sendable (LogEntry) -> Void = { _ in }
    ) {
        self.engine = engine
        self.store = store
        self.wallMilliseconds = wallMilliseconds
        self.log = log
        state = Monitor(
            State(schedule: SyncSchedule(intervalMilliseconds: intervalMilliseconds)))
        engine.onProgress { [weak self] progress in
            guard progress.kind == .org, progress.phase == .started else { return }
            self?.ran(progress.org, isScheduled: false)
        }
    }

    /// A copy of the current schedule.
    public var schedule: SyncSchedule { state.withLock { $0.schedule } }

    /// Starts the thread. REQUIRES: called once.
    public func start() {
        let thread = SystemThread(name: "sync-schedule") { [self] in
            while let wait = step() {
                let deadline = SystemClock.monotonicNanoseconds() + UInt64(wait) * 1_000_000
                _ = state.wait(untilNanoseconds: deadline) { $0.isStopped ? true : nil }
            }
        }
        self.thread.withLock { running in
            precondition(running == nil, "a scheduler starts once")
            running = thread
        }
    }

    /// Starts no more runs; does not cancel the one in progress.
    public func stop() { state.update { $0.isStopped = true } }

    /// Waits for the end of the run in progress. REQUIRES: ``stop()`` was called.
    public func join() {
        precondition(state.withLock { $0.isStopped }, "a scheduler that goes on has no end")
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }

    /// Runs what is due. Returns the milliseconds until the next check, nil once stopped.
    func step() -> Int64? {
        refresh()
        for org in state.withLock({ $0.schedule.due(now: wallMilliseconds()) }) {
            if state.withLock({ $0.isStopped }) { return nil }
            ran(org, isScheduled: true)
            if InterruptedRun.isHeldBack(org: org, store: store) {
                let line: LogEntry = """
                    [POS_SYNC] org=\(org) is left alone by the schedule: the daemon ended during \
                    its last runs; posmirror sync org \(org) takes it up again
                    """
                log(line.error)
                continue
            }
            _ = engine.run(.org, org: org)
        }
        return state.withLock { state in
            if state.isStopped { return nil }
            let longest = SyncLimits.scheduleLookMilliseconds
            let due = state.schedule.nextDue.map { $0 - wallMilliseconds() } ?? longest
            return max(1, min(due, longest))
        }
    }

    private func ran(_ org: String, isScheduled: Bool) {
        state.withLock {
            $0.schedule.ran(org, now: wallMilliseconds(), isScheduled: isScheduled)
        }
    }

    /// Locations may be added and removed while the daemon runs.
    private func refresh() {
        do throws(Status) {
            let orgs = try engine.activeOrgs()
            let now = wallMilliseconds()
            state.withLock { $0.schedule.set(orgs, now: now, lastRun: lastAttempt) }
        } catch {
            let line: LogEntry =
                "[POS_SYNC] the schedule could not be brought up to date: \(error.message)"
            log(line.error)
        }
    }

    /// When a tenant's last run began, possibly by an earlier daemon.
    private func lastAttempt(_ org: String) -> Int64? {
        let key = DocumentKey(mirror: TenantPath.integration(org: org, .status))
        // One that cannot be read counts as none: the tenant has its turn too early, not too late.
        guard let found = try? store.get(key),
            let fields = try? Fields(mapValueBytes: found.fields)
        else { return nil }
        return fields[StatusField.lastAttemptAt]?.timestampValue.map { $0.microseconds / 1000 }
    }
}
