import LinuxSystem
import Synchronization

/// A small thread pool that runs the slices of many streams; threads start on demand. A slice is a
/// bounded part of a stream's work.
package final class SliceExecutor: Sendable {
    private struct State {
        var queue: [any SlicedTask] = []
        /// Slices before this index have been dequeued.
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

        mutating func take() -> (any SlicedTask)? {
            guard head < queue.count else { return nil }
            let task = queue[head]
            head += 1
            assert(head <= queue.count, "what is taken was there")
            if head > queue.count / 2 {
                queue.removeFirst(head)
                head = 0
            }
            return task
        }
    }

    private let name: String
    private let threadsMax: Int
    private let state = Monitor(State())

    package init(name: String, threadsMax: Int) {
        precondition(threadsMax > 0, "slices need a thread")
        self.name = name
        self.threadsMax = threadsMax
    }

    /// Stops the threads after their current slices; queued slices are dropped.
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

    fileprivate func submit(_ task: any SlicedTask) {
        state.updateWakingOne { state in
            guard !state.isStopped else { return }
            state.queue.append(task)
            guard state.waiting > state.idle, state.threads.count < threadsMax else { return }
            state.threads.append(SystemThread(name: name) { [self] in work() })
            state.checkInvariants(threadsMax: threadsMax)
        }
    }

    private func work() {
        while let task = next() { task.schedule.run(task) }
    }

    private func next() -> (any SlicedTask)? {
        state.withLock { $0.idle += 1 }
        let task = state.wait { state -> (any SlicedTask)?? in
            if state.isStopped { return .some(nil) }
            return state.take().map { .some($0) }
        }
        state.withLock { state in
            precondition(state.idle > 0, "who goes on was idle")
            state.idle -= 1
        }
        return task ?? nil
    }
}

/// Work that runs on at most one thread at a time, and runs again if a slice is requested while it
/// runs.
package protocol SlicedTask: AnyObject, Sendable {
    var schedule: SliceSchedule { get }
    func runSlice()
}

extension SlicedTask {
    /// Schedules a slice; any thread.
    package func requestSlice() { schedule.request(self) }
}

/// The scheduling state of a task.
package final class SliceSchedule: Sendable {
    private enum Phase {
        case idle
        case queued
        case running
        case runningAndRequested
    }

    private let pool: SliceExecutor
    private let phase = Mutex(Phase.idle)

    package init(_ pool: SliceExecutor) { self.pool = pool }

    fileprivate func request(_ task: any SlicedTask) {
        let mustSubmit = phase.withLock { phase in
            switch phase {
            case .idle:
                phase = .queued
                return true
            case .running:
                phase = .runningAndRequested
                return false
            case .queued, .runningAndRequested: return false
            }
        }
        if mustSubmit { pool.submit(task) }
    }

    fileprivate func run(_ task: any SlicedTask) {
        phase.withLock { phase in
            precondition(phase == .queued, "a task runs on one thread at a time")
            phase = .running
        }
        task.runSlice()
        let isRequested = phase.withLock { phase in
            precondition(phase == .running || phase == .runningAndRequested, "only a run ends")
            let isRequested = phase == .runningAndRequested
            phase = isRequested ? .queued : .idle
            return isRequested
        }
        if isRequested { pool.submit(task) }
    }
}
