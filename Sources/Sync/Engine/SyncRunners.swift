import LinuxSystem
import Synchronization

/// The threads of runs that nobody waits for with a thread of his own: a few at once, the others
/// in the order in which they were asked for. A thread ends when nothing is left to run.
final class SyncRunners: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var threads = 0
    }

    private let state = Mutex(State())

    /// Runs `body` on a thread, once one is free. Any thread.
    func run(_ body: @escaping @Sendable () -> Void) {
        let mustStart = state.withLock { state in
            state.waiting.append(body)
            guard state.threads < SyncLimits.runsAtOnceMax else { return false }
            state.threads += 1
            return true
        }
        guard mustStart else { return }
        SystemThread(name: "sync-run", stackBytes: SyncLimits.runStackBytes) { [self] in
            while let body = next() { body() }
        }.detach()
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.threads -= 1
                precondition(state.threads >= 0, "a thread ends once")
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
