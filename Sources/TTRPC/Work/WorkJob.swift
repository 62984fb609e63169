import LinuxSystem

/// A call that waits for a thread, or has one.
struct WorkJob: Sendable {
    let uid: UInt32
    let connectionID: UInt64
    /// Bytes that it keeps in memory while it waits.
    let bytes: Int
    /// Whether its connection can be told to wait until its line is shorter.
    let mayHold: Bool
    /// Whether it was.
    var isHolding = false
    /// Tells the connection that its line is short again; any thread.
    let resume: @Sendable () -> Void
    let run: @Sendable (CallTurn) -> Void
}

/// A thread of a ``WorkQueue``, which waits here for what to do next.
final class WorkSeat: Sendable {
    enum Order: Sendable {
        case run(WorkJob)
        /// The call that waited for its turn goes on.
        case goOn
        case stop
    }

    private let next = Monitor<Order?>(nil)

    func deliver(_ order: Order) {
        next.updateWakingOne { next in
            precondition(next == nil, "a thread gets one order at a time")
            next = order
        }
    }

    func wait() -> Order {
        let order = next.wait { next -> Order? in
            defer { next = nil }
            return next
        }
        guard let order else { preconditionFailure("a wait without a deadline ends with an order") }
        return order
    }
}

/// What one user has in a ``WorkQueue``.
struct WorkUser {
    /// Calls that wait for a thread.
    var jobs = FairLines<WorkJob>()
    /// Calls that have a thread and wait for their next turn.
    var paused = FairLines<WorkSeat>()
    /// Calls that have a thread.
    var threads = 0
    /// Slots that its calls have.
    var running = 0
    /// Bytes of `jobs`.
    var bytes = 0
    /// When it had its last turn: the number of that turn.
    var served: UInt64 = 0
    /// New calls and paused ones alternate.
    var wasPausedNext = false

    var isGone: Bool { threads == 0 && jobs.isEmpty && paused.isEmpty }
}
