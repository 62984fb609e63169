import DocumentStore
import LinuxSystem
import StatusCodes

/// Watches whether the store is whole and takes writes: says so once at each change, tells the
/// health service, and restarts the daemon where the store has to be opened anew, which RocksDB
/// cannot within one process once a write has failed.
final class StoreWatch: Sendable {
    private let store: DocumentStore
    private let health: HealthService
    private let log: ServiceLog
    private let state = Monitor(State())

    private struct State {
        var isStopped = false
        var thread: SystemThread?
    }

    init(_ store: DocumentStore, health: HealthService, log: ServiceLog) {
        self.store = store
        self.health = health
        self.log = log
    }

    /// Starts watching; see ``Daemon/serve(restart:onPace:)`` for both. REQUIRES: not started yet.
    func start(
        _ restart: @escaping @Sendable (SystemProcess.Restart) -> SystemError,
        onPace: @escaping @Sendable (SystemProcess.Restart) -> Void
    ) {
        state.update { state in
            precondition(state.thread == nil, "it is started once")
            state.thread = SystemThread(name: "store-watch") { [self] in run(restart, onPace) }
        }
    }

    /// Calls `takeSignal` while there is no restart, nor is there one afterwards where it returns
    /// true, that the daemon ends: a process that is replaced must not have taken a signal, of
    /// which its successor would not know.
    func holdingRestarts(_ takeSignal: () -> Bool) -> Bool {
        state.update { state in
            let ends = takeSignal()
            if ends { state.isStopped = true }
            return ends
        }
    }

    /// Stops and joins the thread; there is no restart from then on.
    func stop() {
        let thread = state.update { state in
            state.isStopped = true
            return state.thread.take()
        }
        thread?.join()
    }

    private func run(
        _ restart: (SystemProcess.Restart) -> SystemError,
        _ onPace: (SystemProcess.Restart) -> Void
    ) {
        var pace = RestartPace(count: SystemProcess.restarted?.count ?? 0)
        var takesWrites = true
        var isDamaged = false
        var armed = 0
        while true {
            let condition = store.condition()
            let now = SystemClock.monotonicNanoseconds()
            pace.saw(isWritable: condition.refusal == nil, at: now)
            if pace.nextCount != armed {
                armed = pace.nextCount
                onPace(SystemProcess.Restart(count: armed, store: store.number))
            }
            if (condition.refusal == nil) != takesWrites {
                takesWrites = condition.refusal == nil
                changed(condition)
            }
            if !isDamaged, let damage = store.damage {
                isDamaged = true
                health.setDamaged()
                log.error("the store is damaged, posmirror verify lists where: \(damage.message)")
            }
            if condition.needsRestart, pace.mayRestart(at: now) {
                if isWorthIt(condition) { attempt(restart, pace.nextCount) }
                pace.failed(at: now)
            }
            if sleep(takesWrites) { return }
        }
    }

    /// A store that is read already need not be opened anew only to be read again, and one that is
    /// gone from its directory cannot be: what is open of it is read until it is back.
    private func isWorthIt(_ condition: StoreCondition) -> Bool {
        guard store.isInPlace else { return false }
        return if case .reading = condition { store.probe() == nil } else { true }
    }

    private func changed(_ condition: StoreCondition) {
        health.setTakesWrites(condition.refusal == nil)
        if let refusal = condition.refusal {
            log.error("writes are refused: \(refusal.message)")
        } else {
            log.info("writes are taken again")
        }
    }

    /// Never while the daemon stops: its new process would not know of the signal.
    private func attempt(
        _ restart: (SystemProcess.Restart) -> SystemError, _ count: Int
    ) {
        state.withLock { state in
            guard !state.isStopped else { return }
            log.warning("restarting to open the store anew")
            let error = restart(SystemProcess.Restart(count: count, store: store.number))
            log.error("the daemon cannot restart itself: \(error)")
        }
    }

    /// Until the next look; true when it is time to stop.
    private func sleep(_ takesWrites: Bool) -> Bool {
        let pause =
            takesWrites
            ? ServiceLimits.storeWatchMilliseconds : ServiceLimits.storeWatchRefusingMilliseconds
        let deadline = SystemClock.monotonicNanoseconds() + pause * 1_000_000
        return state.wait(untilNanoseconds: deadline) { $0.isStopped ? true : nil } ?? false
    }
}

extension StoreCondition {
    /// Whether nothing but another process can take writes again, and may be able to.
    var needsRestart: Bool {
        switch self {
        case .failed: true
        case .reading(_, let isCauseGone): isCauseGone
        case .writable, .full, .damaged: false
        }
    }
}

/// How soon a daemon restarts for its store: at once the first time, then after pauses that double,
/// so that a disk that fails every write is not tried all the time. Pure.
struct RestartPace {
    /// Restarts in a row before this process.
    private let count: Int
    private var firstSeen: UInt64?
    private var writableSince: UInt64?
    private var isHealthy = false
    private var attempts = 0

    init(count: Int) { self.count = max(0, count) }

    /// What is looked at, in order; nanoseconds.
    mutating func saw(isWritable: Bool, at now: UInt64) {
        if isWritable {
            firstSeen = nil
            writableSince = writableSince ?? now
            let healthy = ServiceLimits.storeHealthySeconds * 1_000_000_000
            if let writableSince, now - writableSince >= healthy { isHealthy = true }
        } else {
            writableSince = nil
            firstSeen = firstSeen ?? now
        }
    }

    /// Whether the pause since writes were first refused is over.
    func mayRestart(at now: UInt64) -> Bool {
        guard let firstSeen else { return false }
        return now - firstSeen >= pauseSeconds * 1_000_000_000
    }

    /// An attempt that did not replace the process: the pause begins again, longer.
    mutating func failed(at now: UInt64) {
        attempts += 1
        firstSeen = now
    }

    /// What the next process is told.
    var nextCount: Int { isHealthy ? 1 : min(count, 1_000) + 1 }

    private var pauseSeconds: UInt64 {
        let row = (isHealthy ? 0 : count) + attempts
        guard row > 0 else { return 0 }
        return min(1 << UInt64(min(row - 1, 10)), ServiceLimits.restartPauseSecondsMax)
    }
}
