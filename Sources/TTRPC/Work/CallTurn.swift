import LinuxSystem
import Synchronization

/// The turn of a call on a worker thread. Used by the thread that runs the call.
public final class CallTurn: Sendable {
    private let queue: WorkQueue
    private let seat: WorkSeat
    let uid: UInt32
    let connectionID: UInt64
    /// When the call began to run or went on: monotonic nanoseconds.
    private let since: Atomic<UInt64>
    /// Nanoseconds for which it ran before that.
    private let before = Atomic<UInt64>(0)

    init(_ queue: WorkQueue, _ seat: WorkSeat, _ job: WorkJob) {
        self.queue = queue
        self.seat = seat
        uid = job.uid
        connectionID = job.connectionID
        since = Atomic(SystemClock.monotonicNanoseconds())
    }

    /// Nanoseconds for which the call has run, without those in which it waited.
    public var workedNanoseconds: UInt64 {
        let now = SystemClock.monotonicNanoseconds()
        return before.load(ordering: .relaxed) &+ now &- since.load(ordering: .relaxed)
    }

    /// Lets others of its kind go first where it has run for a slice of time and somebody waits. To
    /// be called every few hundred microseconds by what may take long; holding no lock.
    public func giveWay() {
        let now = SystemClock.monotonicNanoseconds()
        let ran = now &- since.load(ordering: .relaxed)
        guard ran > TTRPCLimits.sliceNanoseconds, queue.giveWay(seat, uid, connectionID) else {
            return
        }
        goOn(after: ran)
    }

    /// Runs `wait`, which blocks, without taking the place of somebody who could run.
    func pause(_ wait: () -> Void) {
        let ran = SystemClock.monotonicNanoseconds() &- since.load(ordering: .relaxed)
        queue.leave(uid)
        wait()
        queue.enter(seat, uid, connectionID)
        goOn(after: ran)
    }

    private func goOn(after ran: UInt64) {
        guard case .goOn = seat.wait() else {
            preconditionFailure("who has a call goes on with it")
        }
        before.wrappingAdd(ran, ordering: .relaxed)
        since.store(SystemClock.monotonicNanoseconds(), ordering: .relaxed)
    }
}
