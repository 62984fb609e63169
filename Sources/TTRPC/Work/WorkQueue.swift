import LinuxSystem
import StatusCodes

/// The threads of one kind of work, and the calls that wait for them. Turns go round by user, and
/// among a user's by connection: who asks for much waits behind himself.
///
/// A call holds a slot while it runs; there are twice as many where several users have calls. It
/// gives the slot back, but not its thread, while it waits for its reader or lets others go first.
/// Any thread may call any method.
final class WorkQueue: Sendable {
    private let name: String
    private let share: WorkShare
    private let state = Monitor(State())

    private struct State {
        var users: [UInt32: WorkUser] = [:]
        /// Calls that wait for a thread, and those that wait for their next turn.
        var queued = 0
        var paused = 0
        var queuedBytes = 0
        /// Slots that are taken.
        var running = 0
        /// Calls that have a thread.
        var busy = 0
        var threads: [SystemThread] = []
        var idle: [WorkSeat] = []
        /// The number of the last turn.
        var turn: UInt64 = 0
        var isStopped = false

        /// Takes a slot back from a call of `uid`.
        mutating func release(_ uid: UInt32) {
            running -= 1
            users[uid]?.running -= 1
            assert(users[uid].map { $0.running >= 0 } ?? false, "who runs has a slot")
        }

        func checkInvariants(_ share: WorkShare) {
            precondition(running >= 0 && running <= busy, "who runs has a thread")
            precondition(queued >= 0 && queued <= share.queueLengthMax, "the queue is bounded")
            precondition(threads.count <= share.threads, "threads are bounded")
            precondition(
                isStopped || busy + idle.count == threads.count, "threads are idle or busy")
            precondition(users.values.allSatisfy { !$0.isGone }, "who has nothing is forgotten")
        }
    }

    /// What a thread is told once the lock is released.
    private typealias Orders = [(seat: WorkSeat, order: WorkSeat.Order)]

    init(_ work: WorkClass, _ share: WorkShare) {
        name = "ttrpc-\(work.name)"
        self.share = share
    }

    /// Calls that wait for a thread.
    var queueLength: Int { state.withLock { $0.queued } }

    // MARK: Calls

    /// Queues a call. Returns whether its connection should start no other until `job.resume` is
    /// called. Throws RESOURCE_EXHAUSTED where too much waits already.
    func submit(_ job: WorkJob) throws(Status) -> Bool {
        var job = job
        let orders = try state.withLock { state throws(Status) -> Orders in
            guard !state.isStopped else {
                throw Status(.unavailable, "the server is shutting down")
            }
            try admit(job, state)
            job.isHolding = mustHold(job, state)
            state.users[job.uid, default: WorkUser()].jobs.append(job, to: job.connectionID)
            state.users[job.uid]?.bytes += job.bytes
            state.queued += 1
            state.queuedBytes += job.bytes
            return dispatch(&state)
        }
        deliver(orders)
        return job.isHolding
    }

    private func admit(_ job: WorkJob, _ state: State) throws(Status) {
        guard state.queued < share.queueLengthMax,
            state.queued == 0 || state.queuedBytes + job.bytes <= TTRPCLimits.queueBytesMax
        else {
            throw Status(
                .resourceExhausted, "too many calls wait for a worker (limits: calls_waiting)")
        }
        let user = state.users[job.uid]
        let lengthMax = max(1, share.queueLengthMax / 2)
        let bytesMax = TTRPCLimits.queueBytesMax / 2
        guard user.map({ $0.jobs.count < lengthMax }) ?? true else {
            throw Status(
                .resourceExhausted,
                "\(lengthMax) calls of user \(job.uid) wait for a worker; let some end first "
                    + "(limits: calls_waiting)")
        }
        // A single request always fits.
        guard user.map({ $0.bytes == 0 || $0.bytes + job.bytes <= bytesMax }) ?? true else {
            throw Status(
                .resourceExhausted,
                "requests of user \(job.uid) with \(bytesMax >> 20) MiB wait for a worker; "
                    + "let some end first")
        }
    }

    /// Whether the connection of `job` has enough in its line with it: less where its user has much
    /// in all.
    private func mustHold(_ job: WorkJob, _ state: State) -> Bool {
        guard job.mayHold else { return false }
        let user = state.users[job.uid] ?? WorkUser()
        let isMuch =
            user.jobs.count >= share.queueLengthMax / 4
            || user.bytes + job.bytes > TTRPCLimits.queueBytesMax / 4
        let lengthMax = isMuch ? TTRPCLimits.lineLengthMin : TTRPCLimits.lineLengthMax
        return user.jobs.count(in: job.connectionID) + 1 >= lengthMax
            || job.bytes > TTRPCLimits.lineBytesMax
    }

    /// Forgets the waiting calls of a connection that is closed.
    func forget(_ connectionID: UInt64, of uid: UInt32) {
        state.withLock { state in
            guard let removed = state.users[uid]?.jobs.remove(connectionID), !removed.isEmpty else {
                return
            }
            let bytes = removed.reduce(0) { $0 + $1.bytes }
            state.queued -= removed.count
            state.queuedBytes -= bytes
            state.users[uid]?.bytes -= bytes
            if state.users[uid]?.isGone == true { state.users[uid] = nil }
        }
    }

    // MARK: Turns

    /// Gives the slot up and waits for the next one behind others; false where nobody waits.
    func giveWay(_ seat: WorkSeat, _ uid: UInt32, _ connectionID: UInt64) -> Bool {
        let orders = state.withLock { state -> Orders? in
            guard state.queued > 0 || state.paused > 0 else { return nil }
            state.release(uid)
            return pause(seat, uid, connectionID, &state)
        }
        guard let orders else { return false }
        deliver(orders)
        return true
    }

    /// Gives the slot of a call of `uid` up.
    func leave(_ uid: UInt32) {
        deliver(
            state.withLock { state in
                state.release(uid)
                return dispatch(&state)
            })
    }

    /// Waits for a slot; the seat gets `goOn`.
    func enter(_ seat: WorkSeat, _ uid: UInt32, _ connectionID: UInt64) {
        deliver(state.withLock { pause(seat, uid, connectionID, &$0) })
    }

    private func pause(
        _ seat: WorkSeat, _ uid: UInt32, _ connectionID: UInt64, _ state: inout State
    ) -> Orders {
        precondition(state.users[uid].map { $0.threads > 0 } ?? false, "who pauses has a call")
        state.users[uid]?.paused.append(seat, to: connectionID)
        state.paused += 1
        return dispatch(&state)
    }

    /// Hands the free slots out.
    private func dispatch(_ state: inout State) -> Orders {
        var orders: Orders = []
        while let uid = nextUser(state) {
            state.turn += 1
            state.users[uid]?.served = state.turn
            state.users[uid]?.running += 1
            state.running += 1
            if let seat = takePaused(uid, &state) {
                orders.append((seat, .goOn))
            } else if let job = state.users[uid]?.jobs.popFirst() {
                start(job, &state, &orders)
            }
        }
        #if DEBUG
            state.checkInvariants(share)
        #endif
        return orders
    }

    /// Who has waited longest for a turn among those that can have one.
    private func nextUser(_ state: State) -> UInt32? {
        var next: (uid: UInt32, served: UInt64)?
        for (uid, user) in state.users
        where hasSlot(for: user, state) && (!user.paused.isEmpty || canStart(user, state)) {
            if let next, next.served <= user.served { continue }
            next = (uid, user.served)
        }
        return next?.uid
    }

    /// Whether a call of the user can run now. One of a user of whom nothing runs need not wait for
    /// the calls of others, which cannot be interrupted: there is a second set of slots for these.
    private func hasSlot(for user: WorkUser, _ state: State) -> Bool {
        state.isStopped || state.running < share.slots
            || user.running == 0 && state.running < 2 * share.slots
    }

    private func canStart(_ user: WorkUser, _ state: State) -> Bool {
        !user.jobs.isEmpty && user.threads < share.threadsPerUser
            && (!state.idle.isEmpty || state.threads.count < share.threads)
    }

    /// The paused call of a user whose turn it is; nil where a new one is next.
    private func takePaused(_ uid: UInt32, _ state: inout State) -> WorkSeat? {
        guard let user = state.users[uid], !user.paused.isEmpty,
            !user.wasPausedNext || !canStart(user, state)
        else {
            state.users[uid]?.wasPausedNext = false
            return nil
        }
        state.users[uid]?.wasPausedNext = true
        state.paused -= 1
        return state.users[uid]?.paused.popFirst()
    }

    private func start(_ job: WorkJob, _ state: inout State, _ orders: inout Orders) {
        state.queued -= 1
        state.queuedBytes -= job.bytes
        state.busy += 1
        state.users[job.uid]?.bytes -= job.bytes
        state.users[job.uid]?.threads += 1
        let seat = state.idle.popLast() ?? newSeat(&state)
        orders.append((seat, .run(job)))
    }

    private func newSeat(_ state: inout State) -> WorkSeat {
        let seat = WorkSeat()
        state.threads.append(
            SystemThread(name: name, stackBytes: Self.stackBytes) { [self] in work(seat) })
        return seat
    }

    private func deliver(_ orders: Orders) {
        for (seat, order) in orders { seat.deliver(order) }
    }

    // MARK: Threads

    /// Handlers may parse deeply nested messages; untouched stack costs no memory.
    private static let stackBytes = 4 << 20

    private func work(_ seat: WorkSeat) {
        if share.niceness > 0 { SystemThread.lowerPriority(by: share.niceness) }
        while case .run(let job) = seat.wait() {
            if job.isHolding { job.resume() }
            job.run(CallTurn(self, seat, job))
            finish(job, seat)
        }
    }

    private func finish(_ job: WorkJob, _ seat: WorkSeat) {
        // The last call to end wakes ``stop(untilNanoseconds:)``.
        let orders = state.update { state -> Orders in
            state.release(job.uid)
            state.busy -= 1
            state.users[job.uid]?.threads -= 1
            if state.users[job.uid]?.isGone == true { state.users[job.uid] = nil }
            guard !state.isStopped else { return [(seat, .stop)] }
            state.idle.append(seat)
            return dispatch(&state)
        }
        deliver(orders)
    }

    /// Discards calls that have no thread and waits for the others until the monotonic `deadline`.
    /// One that is still blocked then is abandoned.
    func stop(untilNanoseconds deadline: UInt64) {
        let (threads, orders) = state.update { state -> ([SystemThread], Orders) in
            state.isStopped = true
            for uid in Array(state.users.keys) {
                state.users[uid]?.jobs.removeAll()
                state.users[uid]?.bytes = 0
                if state.users[uid]?.isGone == true { state.users[uid] = nil }
            }
            (state.queued, state.queuedBytes) = (0, 0)
            let stopped = state.idle.map { (seat: $0, order: WorkSeat.Order.stop) }
            state.idle = []
            defer { state.threads = [] }
            return (state.threads, stopped + dispatch(&state))
        }
        deliver(orders)
        let isQuiet = state.wait(untilNanoseconds: deadline) { $0.busy == 0 ? true : nil }
        for thread in threads {
            if isQuiet == true { thread.join() } else { thread.detach() }
        }
    }
}
