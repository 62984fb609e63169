import LinuxSystem
import MirrorMessages
import Serving
import StatusCodes
import Sync
import Synchronization

/// The runs of every tenant, one after another on a thread of their own. Whoever asks while they
/// are under way waits for these. Any thread.
final class SyncAllRuns: Sendable {
    private struct State {
        /// Who waits for the runs under way; nil where none are.
        var waiters: [PromisedReply<SyncAllReply>]?
        var thread: SystemThread?
        var isStopped = false
    }

    private let engine: SyncEngine
    private let state = Mutex(State())

    init(_ engine: SyncEngine) { self.engine = engine }

    /// Runs every tenant, or joins the runs under way, and answers with their reports.
    func start(for reply: PromisedReply<SyncAllReply>) throws(Status) {
        let ended = try state.withLock { state throws(Status) -> SystemThread? in
            guard !state.isStopped else { throw Status(.cancelled, "The daemon is stopping") }
            if let waiters = state.waiters {
                let waiting = waiters.filter { !$0.isCancelled }
                guard waiting.count < SyncLimits.waitersMax else {
                    throw Status(
                        .resourceExhausted,
                        "\(SyncLimits.waitersMax) callers wait for the runs of all tenants already")
                }
                state.waiters = waiting + [reply]
                return nil
            }
            defer {
                state.waiters = [reply]
                state.thread = SystemThread(
                    name: "sync-all", stackBytes: SyncLimits.runStackBytes
                ) { [self] in run() }
            }
            return state.thread
        }
        ended?.join()
    }

    /// Waits for the runs under way, which the engine cancels, and takes no more.
    func stop() {
        let thread = state.withLock { state in
            state.isStopped = true
            defer { state.thread = nil }
            return state.thread
        }
        thread?.join()
    }

    private func run() {
        let start = SystemClock.monotonicNanoseconds()
        let result: Result<SyncAllReply, Status>
        do throws(Status) {
            var reply = SyncAllReply()
            reply.results = try engine.runAll().map { SyncReply($0) }
            reply.total = Int64(reply.results.count)
            reply.successful = Int64(reply.results.count { $0.success })
            reply.failed = reply.total - reply.successful
            reply.durationMs = Int64((SystemClock.monotonicNanoseconds() - start) / 1_000_000)
            result = .success(reply)
        } catch {
            result = .failure(error)
        }
        let waiters = state.withLock { state in
            defer { state.waiters = nil }
            return state.waiters ?? []
        }
        for (index, waiter) in waiters.enumerated() {
            do throws(Status) {
                var reply = try result.get()
                if index > 0 {
                    for place in reply.results.indices { reply.results[place].joined = true }
                }
                waiter.finish(reply)
            } catch {
                waiter.finish(throwing: error)
            }
        }
    }
}
