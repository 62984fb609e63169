import LinuxSystem
import Synchronization

/// A small thread pool that runs the turns of many streams; threads start on demand. A turn is one
/// scheduled slice of a stream's work.
package final class TurnPool: Sendable {
    private struct State {
        var queue: [any TurnTaker] = []
        /// Turns before this index have been dequeued.
        var head = 0
        var idle = 0
        var threads: [SystemThread] = []
        var isStopped = false

        var waiting: Int { queue.count - head }

        func checkInvariants(threadsMax: Int) {
            precondition(head <= queue.count && idle >= 0, "what is taken was there")
            precondition(threads.count <= threadsMax, "threads are bounded")
            precondition(isStopped || idle <= threads.count, "only a thread is idle")
        }

        mutating func take() -> (any TurnTaker)? {
            guard head < queue.count else { return nil }
            let taker = queue[head]
            head += 1
            assert(head <= queue.count, "what is taken was there")
            if head > queue.count / 2 {
                queue.removeFirst(head)
                head = 0
            }
            return taker
        }
    }

    private let name: String
    private let threadsMax: Int
    private let state = Monitor(State())

    package init(name: String, threadsMax: Int) {
        precondition(threadsMax > 0, "turns need a thread")
        self.name = name
        self.threadsMax = threadsMax
    }

    /// Stops the threads after their current turns; queued turns are dropped.
    package func stop() {
        let threads = state.update { state in
            state.isStopped = true
            state.queue = []
            state.head = 0
            defer { state.threads = [] }
            return state.threads
        }
        for thread in threads { thread.join() }
    }

    fileprivate func submit(_ taker: any TurnTaker) {
        state.updateWakingOne { state in
            guard !state.isStopped else { return }
            state.queue.append(taker)
            guard state.waiting > state.idle, state.threads.count < threadsMax else { return }
            state.threads.append(SystemThread(name: name) { [self] in work() })
            state.checkInvariants(threadsMax: threadsMax)
        }
    }

    private func work() {
        while let taker = next() { taker.turns.run(taker) }
    }

    private func next() -> (any TurnTaker)? {
        state.withLock { $0.idle += 1 }
        let taker = state.wait { state -> (any TurnTaker)?? in
            if state.isStopped { return .some(nil) }
            return state.take().map { .some($0) }
        }
        state.withLock { state in
            precondition(state.idle > 0, "who goes on was idle")
            state.idle -= 1
        }
        return taker ?? nil
    }
}

/// Work that runs on at most one thread at a time, and runs again if a turn is requested while it
/// runs.
package protocol TurnTaker: AnyObject, Sendable {
    var turns: Turns { get }
    func takeTurn()
}

extension TurnTaker {
    /// Schedules a turn; any thread.
    package func requestTurn() { turns.request(self) }
}

/// The scheduling state of a taker.
package final class Turns: Sendable {
    private enum Phase {
        case idle
        case queued
        case running
        case runningAndWanted
    }

    private let pool: TurnPool
    private let phase = Mutex(Phase.idle)

    package init(_ pool: TurnPool) { self.pool = pool }

    fileprivate func request(_ taker: any TurnTaker) {
        let mustSubmit = phase.withLock { phase in
            switch phase {
            case .idle:
                phase = .queued
                return true
            case .running:
                phase = .runningAndWanted
                return false
            case .queued, .runningAndWanted: return false
            }
        }
        if mustSubmit { pool.submit(taker) }
    }

    fileprivate func run(_ taker: any TurnTaker) {
        phase.withLock { phase in
            precondition(phase == .queued, "a taker runs on one thread at a time")
            phase = .running
        }
        taker.takeTurn()
        let isWanted = phase.withLock { phase in
            precondition(phase == .running || phase == .runningAndWanted, "only a run ends")
            let isWanted = phase == .runningAndWanted
            phase = isWanted ? .queued : .idle
            return isWanted
        }
        if isWanted { pool.submit(taker) }
    }
}
