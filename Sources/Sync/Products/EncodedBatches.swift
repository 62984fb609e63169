import DocumentStore
import LinuxSystem

/// Encodes batches of writes on its own thread, ahead of the commits (pipelining): a batch is
/// encoded while the previous one is written.
package final class EncodedBatches: Sendable {
    private struct State {
        var ready: [[DocumentWrite]] = []
        var isFinished = false
        var isAbandoned = false
    }

    private let state: Monitor<State>
    private let thread: SystemThread

    /// - Parameters:
    ///   - count: number of batches.
    ///   - encode: encodes one of them; called in order on the thread.
    package init(count: Int, _ encode: @escaping @Sendable (Int) -> [DocumentWrite]) {
        let state = Monitor(State())
        self.state = state
        thread = SystemThread(name: "sync-encode") {
            for batch in 0..<count {
                let writes = encode(batch)
                let goesOn = state.wait { state -> Bool? in
                    if state.isAbandoned { return false }
                    return state.ready.count < SyncLimits.encodedBatchesMax ? true : nil
                }
                guard goesOn == true else { return }
                state.update { state in
                    state.ready.append(writes)
                    assert(
                        state.ready.count <= SyncLimits.encodedBatchesMax,
                        "no other thread adds batches")
                }
            }
            state.update { $0.isFinished = true }
        }
    }

    /// The next batch, waiting for it; nil after the last.
    package func next() -> [DocumentWrite]? {
        let next = state.wait { state -> [DocumentWrite]?? in
            if !state.ready.isEmpty { return .some(.some(state.ready.removeFirst())) }
            return state.isFinished ? .some(nil) : nil
        }
        // Wakes the thread that waits for room.
        state.update { _ in }
        return next ?? nil
    }

    /// Stops and joins the thread. REQUIRES: called once, whether or not all batches were consumed.
    package func finish() {
        state.update { state in
            precondition(!state.isAbandoned, "a thread is joined once")
            state.isAbandoned = true
        }
        thread.join()
    }
}
