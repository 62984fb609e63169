import LinuxSystem

/// Threads for handlers that block. Started on demand up to a maximum, and kept until the pool
/// stops.
final class WorkerPool: Sendable {
    private let name: String
    private let threadsMax: Int
    private let queueLengthMax: Int
    private let state = Monitor(State())

    private struct State {
        var queue = FifoQueue<@Sendable () -> Void>()
        var threads: [SystemThread] = []
        var idle = 0
        var running = 0
        var isStopped = false

        func checkInvariants(threadsMax: Int, queueLengthMax: Int) {
            precondition(idle >= 0 && running >= 0, "no thread leaves what it did not enter")
            precondition(queue.count <= queueLengthMax, "the queue is bounded")
            precondition(threads.count <= threadsMax, "threads are bounded")
            precondition(isStopped || idle + running <= threads.count, "threads are idle or run")
        }
    }

    init(name: String, threadsMax: Int, queueLengthMax: Int) {
        self.name = name
        precondition(queueLengthMax >= 0, "a length")
        self.threadsMax = max(threadsMax, 1)
        self.queueLengthMax = queueLengthMax
    }

    /// Queues `job`; false if the queue is full or the pool has stopped.
    func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        state.updateWakingOne { state in
            guard !state.isStopped, state.queue.count < queueLengthMax else { return false }
            state.queue.append(job)
            if state.queue.count > state.idle, state.threads.count < threadsMax {
                state.threads.append(
                    SystemThread(name: name, stackBytes: Self.stackBytes) { [self] in work() })
            }
            state.checkInvariants(threadsMax: threadsMax, queueLengthMax: queueLengthMax)
            return true
        }
    }

    /// Discards queued jobs and waits for running ones until the monotonic `deadline`. A handler
    /// still blocked then is abandoned.
    func stop(untilNanoseconds deadline: UInt64) {
        let threads = state.update { state in
            state.isStopped = true
            state.queue.removeAll()
            defer { state.threads = [] }
            return state.threads
        }
        let isQuiet = state.wait(untilNanoseconds: deadline) { $0.running == 0 ? true : nil }
        for thread in threads {
            if isQuiet == true { thread.join() } else { thread.detach() }
        }
    }

    /// Handlers may parse deeply nested messages; untouched stack costs no memory.
    private static let stackBytes = 4 << 20

    private func work() {
        while let job = nextJob() {
            job()
            let isStopped = state.withLock { state in
                precondition(state.running > 0, "what ends was running")
                state.running -= 1
                return state.isStopped
            }
            // The last thread to end wakes ``stop(untilNanoseconds:)``.
            if isStopped { state.update { _ in } }
        }
    }

    private func nextJob() -> (@Sendable () -> Void)? {
        state.withLock { $0.idle += 1 }
        let next = state.wait { state -> Next? in
            if state.isStopped { return .stop }
            guard let job = state.queue.popFirst() else { return nil }
            state.idle -= 1
            state.running += 1
            precondition(state.idle >= 0, "who takes a job was idle")
            return .run(job)
        }
        guard case .run(let job) = next else { return nil }
        return job
    }

    private enum Next {
        case run(@Sendable () -> Void)
        case stop
    }
}
