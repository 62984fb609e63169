import Catalog
import LinuxSystem
import Memory

/// Tells the budget what the catalogs need, says where that is more than there is, and gives memory
/// back to the system after much of it was freed, which the allocator does not by itself.
final class MemoryWatch: Sendable {
    private let memory: MemoryBudget
    private let catalog: Catalog
    private let log: ServiceLog
    private let state = Monitor(State())

    private struct State {
        var isStopped = false
        var thread: SystemThread?
    }

    /// Counts the catalogs once, so that the first line of the log is before anything is served.
    init(_ memory: MemoryBudget, _ catalog: Catalog, log: ServiceLog) {
        self.memory = memory
        self.catalog = catalog
        self.log = log
        memory.setCatalogs(catalog.memoryBytes)
        warn(nil)
    }

    /// Starts watching. REQUIRES: not started yet.
    func start() {
        state.update { state in
            precondition(state.thread == nil, "it is started once")
            state.thread = SystemThread(name: "memory-watch") { [self] in run() }
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
        var pace = TrimPace()
        var wanted = memory.bytesWanted
        while !sleep() {
            memory.setCatalogs(catalog.memoryBytes)
            warn(wanted)
            wanted = memory.bytesWanted
            if pace.isDue(
                releasedBytes: memory.releasedBytes, at: SystemClock.monotonicNanoseconds())
            {
                SystemProcess.trimMemory()
            }
        }
    }

    /// Says that the catalogs do not fit, once until they do.
    private func warn(_ before: Int?) {
        guard before == nil, let wanted = memory.bytesWanted, let all = memory.bytesMax else {
            return
        }
        log.warning(
            """
            the menus need \(memory.catalogBytes >> 20) MiB, more than --memory \(all >> 20) has \
            for them; the daemon takes more than that and work has the least. Start it with \
            --memory \(wanted >> 20) or more
            """)
    }

    /// Until the next look; true when it is time to stop.
    private func sleep() -> Bool {
        let pause = ServiceLimits.memoryWatchMilliseconds * 1_000_000
        let deadline = SystemClock.monotonicNanoseconds() + pause
        return state.wait(untilNanoseconds: deadline) { $0.isStopped ? true : nil } ?? false
    }
}

/// When freed memory is given back: after much was freed, and not all the time. Pure.
struct TrimPace {
    private var trimmedBytes = 0
    private var trimmedAt: UInt64 = 0

    /// Whether now, in nanoseconds, is a time; then it counts as done.
    mutating func isDue(releasedBytes: Int, at now: UInt64) -> Bool {
        guard releasedBytes - trimmedBytes >= MemoryLimits.trimBytes,
            now >= trimmedAt + MemoryLimits.trimNanoseconds
        else { return false }
        (trimmedBytes, trimmedAt) = (releasedBytes, now)
        return true
    }
}
