import LinuxSystem
import StatusCodes
import Synchronization
import TTRPC

/// Runs the slices of many streams on the threads of one kind of work, in turns by the user and the
/// connection of each stream. A slice is a bounded part of a stream's work, and never waits for the
/// stream's reader.
package final class SliceExecutor: Sendable {
    private struct State {
        /// Slices that run.
        var running = 0
        var isStopped = false
    }

    private let work: WorkClass
    private let state = Monitor(State())

    package init(_ work: WorkClass) { self.work = work }

    /// Waits for the slices that run; others never begin.
    package func stop() {
        state.update { $0.isStopped = true }
        _ = state.wait { $0.running == 0 ? true : nil }
    }

    /// Throws where the server stops, or where too much waits.
    fileprivate func submit(
        _ task: any SlicedTask, _ stream: ServerStream
    ) throws(Status) {
        try stream.submit(work) { [self] in
            let mayRun = state.withLock { state in
                if !state.isStopped { state.running += 1 }
                return !state.isStopped
            }
            guard mayRun else { return }
            task.schedule.run(task)
            state.update { state in
                state.running -= 1
                precondition(state.running >= 0, "what ends has run")
            }
        }
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

/// The scheduling state of a task, which works for one stream. A slice that waits when the
/// stream's connection closes never runs.
package final class SliceSchedule: Sendable {
    private enum Phase {
        case idle
        case queued
        case running
        case runningAndRequested
    }

    private let executor: SliceExecutor
    private let stream: ServerStream
    private let phase = Mutex(Phase.idle)

    package init(_ executor: SliceExecutor, _ stream: ServerStream) {
        self.executor = executor
        self.stream = stream
    }

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
        if mustSubmit { submit(task) }
    }

    private func submit(_ task: any SlicedTask) {
        do throws(Status) {
            try executor.submit(task, stream)
        } catch {
            phase.withLock { $0 = .idle }
            // Without slices the stream would stay open and never send anything.
            stream.close(error)
        }
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
        if isRequested { submit(task) }
    }
}
