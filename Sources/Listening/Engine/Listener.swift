import Access
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import StatusCodes
import Synchronization
import TTRPC

/// One Listen stream: processes the client's requests and sends the changes of its targets, in
/// turns that end when the client cannot take more. Memory for a client that does not read is
/// bounded: the messages of one unit of work, and the last snapshot sent.
package final class Listener: TurnTaker {
    package let id: UInt64
    package let turns: Turns
    private let channel: PushChannel
    private let role: DocumentCaller
    private let dispatcher: ListenDispatcher
    /// Used only within turns, of which one runs at a time: the lock is never contended.
    private let work = Mutex(Work())
    /// Time of the last message, monotonic nanoseconds.
    private let lastSaid: Atomic<UInt64>
    /// Since when the client has been behind the newest snapshot, monotonic nanoseconds; 0 when it
    /// is not.
    private let behindSince = Atomic<UInt64>(0)

    private struct Work {
        var session = ListenSession()
        var database: DatabaseName?
        /// The pending jobs, run one after the other.
        var jobs: [any ListenJob] = []
        /// The snapshot that `jobs` lead to; nil without jobs.
        var cut: ListenCut?
        var request: Request?
    }

    /// A request in progress: answered by a snapshot that contains every commit before it.
    private struct Request {
        let message: ListenRequest
        let version: UInt64
    }

    init(
        _ id: UInt64, _ stream: ServerStream, _ role: DocumentCaller,
        _ dispatcher: ListenDispatcher, _ pool: TurnPool
    ) {
        self.id = id
        self.role = role
        self.dispatcher = dispatcher
        turns = Turns(pool)
        channel = PushChannel(stream)
        lastSaid = Atomic(SystemClock.monotonicNanoseconds())
    }

    /// Receives a message of the client; any thread.
    package func received(_ message: [UInt8]) {
        channel.received(message)
        requestTurn()
    }

    /// Ends the stream with an error.
    func end(_ error: RPCError) {
        channel.stream.close(error)
        dispatcher.close(id)
    }

    /// Called when the stream has ended.
    package func left() { dispatcher.close(id) }

    /// Ends the stream if the client does not read; schedules a turn if it has been idle for long.
    func watchOver(_ now: UInt64) {
        if let since = channel.blockedSince,
            now > since + ListeningLimits.listenStallNanoseconds
        {
            return end(
                RPCError(.resourceExhausted, "the listener does not read what it is sent"))
        }
        let behind = behindSince.load(ordering: .relaxed)
        if behind > 0, now > behind + ListeningLimits.listenBehindNanoseconds {
            return end(RPCError(.aborted, "the listener is too far behind; listen anew"))
        }
        if now > lastSaid.load(ordering: .relaxed) + ListeningLimits.listenIdleNanoseconds {
            requestTurn()
        }
    }

    // MARK: Turns

    package func takeTurn() {
        guard !channel.isClosed else { return dispatcher.close(id) }
        guard let (at, newest) = dispatcher.begin(id) else { return }
        do throws(RPCError) {
            try work.withLock { work throws(RPCError) in
                try goOn(&work, at: at, newest: newest)
            }
        } catch {
            end(error)
        }
    }

    /// Works until nothing is left to do, the client cannot take more, or the turn's share is used
    /// up.
    private func goOn(
        _ work: inout Work, at start: ListenCut, newest: ListenCut
    ) throws(RPCError) {
        var (at, newest) = (start, newest)
        var bits = 0
        assert(start.version <= newest.version, "a listener is never ahead of the newest state")
        while channel.flush(for: self) {
            bits += 1
            guard bits <= ListeningLimits.listenBitsPerTurn else {
                // Yields to the other listeners.
                dispatcher.pause(id, at: at)
                return requestTurn()
            }
            if !work.jobs.isEmpty {
                try proceed(&work, at: at)
                // Released as early as possible: a snapshot keeps old documents on disk.
                if work.jobs.isEmpty, let cut = work.cut.take() { at = cut }
                continue
            }
            if try answer(&work, at: at) { continue }
            // Without targets there is nothing to send: skip to the newest snapshot.
            if work.session.isEmpty { at = newest }
            guard at === newest else {
                try step(&work, from: at, to: newest)
                continue
            }
            behindSince.store(0, ordering: .relaxed)
            if try keepAlive(&work, at) { continue }
            guard let newer = dispatcher.finish(id, at: at) else { return }
            newest = newer
        }
        let now = SystemClock.monotonicNanoseconds()
        _ = behindSince.compareExchange(expected: 0, desired: now, ordering: .relaxed)
        dispatcher.pause(id, at: at)
    }

    /// Runs one unit of the first job.
    private func proceed(_ work: inout Work, at: ListenCut) throws(RPCError) {
        precondition(!work.jobs.isEmpty && work.cut != nil, "jobs lead to a state")
        var context = try context(work)
        let events = try work.jobs[0].next(&context)
        let ended = Set(work.session.targetIds).subtracting(context.session.targetIds)
        work.session = context.session
        for target in ended { dispatcher.remove(target, id) }
        guard let events else {
            work.jobs.removeFirst()
            return
        }
        say(events)
    }

    private func context(_ work: Work) throws(RPCError) -> ListenContext {
        guard let database = work.database else {
            throw RPCError(.internalError, "a target without a database")
        }
        return ListenContext(
            session: work.session, store: dispatcher.store, database: database, role: role,
            isCancelled: { [channel] in channel.isClosed })
    }

    private func say(_ events: [ListenEvent]) {
        guard !events.isEmpty else { return }
        channel.say(events.map(\.wireBytes))
        lastSaid.store(SystemClock.monotonicNanoseconds(), ordering: .relaxed)
    }

    /// Creates the job that leads from one snapshot to the next.
    private func step(
        _ work: inout Work, from: ListenCut, to: ListenCut
    ) throws(RPCError) {
        precondition(work.jobs.isEmpty && work.cut == nil, "one step after the other")
        precondition(from.version <= to.version, "a step leads on")
        let context = try context(work)
        try checkSession(work, context)
        work.cut = to
        do throws(StoreError) {
            let keys = try to.keys(changedSince: from.version, in: dispatcher.store)
            work.jobs = [StepJob(from: from, to: to, keys: keys, context)]
        } catch {
            guard error.code == .failedPrecondition else { throw error }
            work.jobs = work.session.targetIds.map { InitialJob($0, at: to, resets: true) }
            work.jobs.append(SnapshotJob(at: to))
        }
    }

    /// Ends the stream once the session that authorises its targets has ended.
    private func checkSession(_ work: Work, _ context: ListenContext) throws(RPCError) {
        guard role.hasSession else { return }
        for id in work.session.targetIds {
            guard let scope = work.session.scope(of: id) else { continue }
            try TargetAdmission.check(scope, context)
        }
    }

    /// Sends an idle client a newer token and read time.
    private func keepAlive(_ work: inout Work, _ at: ListenCut) throws(RPCError) -> Bool {
        let now = SystemClock.monotonicNanoseconds()
        guard !work.session.isEmpty,
            now > lastSaid.load(ordering: .relaxed) + ListeningLimits.listenIdleNanoseconds
        else { return false }
        try checkSession(work, try context(work))
        say([work.session.snapshot(token: ResumeToken(at).bytes, at: at.time)])
        return true
    }

    // MARK: Requests

    /// Answers the client's next request; false if there is none, or `at` is too old to answer it.
    private func answer(_ work: inout Work, at: ListenCut) throws(RPCError) -> Bool {
        if work.request == nil {
            guard let bytes = channel.next() else { return false }
            work.request = Request(
                message: try ListenRequest(request: bytes),
                version: dispatcher.store.lastCommit.version)
        }
        guard let request = work.request else { return false }
        guard request.version <= at.version else {
            dispatcher.want(request.version, id)
            return false
        }
        precondition(work.jobs.isEmpty, "a request waits for the jobs before it")
        work.request = nil
        try use(request.message.database, &work)
        if let target = request.message.addTarget {
            try add(try TargetRequest(request: target), &work, at)
        } else if let target = request.message.removeTarget {
            if let event = work.session.remove(target) { say([event]) }
            dispatcher.remove(target, id)
        } else {
            throw RPCError(.invalidArgument, "the request neither adds nor removes a target")
        }
        return true
    }

    /// Checks that all requests of a stream name one database; only the first must name it.
    private func use(_ name: String, _ work: inout Work) throws(RPCError) {
        if name.isEmpty, work.database != nil { return }
        let database = try DatabaseName(name)
        guard work.database == nil || work.database == database else {
            throw RPCError(.invalidArgument, "the stream is for another database")
        }
        work.database = database
    }

    private func add(
        _ request: TargetRequest, _ work: inout Work, _ at: ListenCut
    ) throws(RPCError) {
        let target: Int32
        do throws(TargetFault) {
            target = try work.session.admit(request.targetId)
        } catch {
            switch error {
            case .stream(let cause): throw cause
            case .target(let cause):
                return say([ListenSession.refusal(request.targetId, cause)])
            }
        }
        let context = try context(work)
        do throws(Status) {
            let scope = try TargetScope(
                try TargetAdmission.selection(request, role), in: context.database)
            try TargetAdmission.check(scope, context)
            say([work.session.add(target, scope, once: request.once)])
            precondition(work.jobs.isEmpty, "requests are answered between jobs")
            dispatcher.add(target, scope, id)
            work.cut = at
            work.jobs = [
                TargetAdmission.job(request.resumption, target, scope, at, context),
                SnapshotJob(at: at),
            ]
        } catch {
            say([ListenSession.refusal(target, error)])
        }
    }
}
