import Access
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import StatusCodes
import Synchronization
import TTRPC

/// One Listen stream: processes the client's requests and sends the changes of its targets, in
/// slices that end when the client cannot take more. Memory for a client that does not read is
/// bounded: the messages of one unit of work, and the last snapshot sent.
package final class Listener: SlicedTask {
    package let id: UInt64
    let uid: UInt32
    package let schedule: SliceSchedule
    private let channel: PushChannel
    private let role: DocumentCaller
    private let dispatcher: ListenDispatcher
    /// Used only within slices, of which one runs at a time: the lock is never contended.
    private let work = Mutex(Work())
    /// Time of the last message, monotonic nanoseconds.
    private let lastSent: Atomic<UInt64>
    /// Since when the client has been behind the newest snapshot, monotonic nanoseconds; 0 when it
    /// is not.
    private let behindSince = Atomic<UInt64>(0)

    private struct Work {
        var session = ListenSession()
        var database: DatabaseName?
        /// The pending jobs, run one after the other.
        var jobs: [any ListenJob] = []
        /// The snapshot that `jobs` lead to; nil without jobs.
        var snapshot: ListenSnapshot?
        var request: Request?
        /// Whether the session was just verified, or could not be.
        var hasVerified = false
    }

    /// A request in progress: answered by a snapshot that contains every commit before it.
    private struct Request {
        let message: ListenRequest
        let version: UInt64
    }

    init(
        _ id: UInt64, _ stream: ServerStream, _ role: DocumentCaller,
        _ dispatcher: ListenDispatcher, _ executor: SliceExecutor
    ) {
        self.id = id
        uid = stream.peer.uid
        self.role = role
        self.dispatcher = dispatcher
        schedule = SliceSchedule(executor, stream)
        channel = PushChannel(stream)
        lastSent = Atomic(SystemClock.monotonicNanoseconds())
    }

    /// Receives a message of the client; any thread.
    package func received(_ message: [UInt8]) {
        channel.received(message)
        requestSlice()
    }

    /// Ends the stream with an error.
    func end(_ error: Status) {
        channel.stream.close(error)
        dispatcher.close(id)
    }

    /// Called when the stream has ended.
    package func streamEnded() { dispatcher.close(id) }

    /// Ends the stream if the client does not read; schedules a slice if it has been idle for long.
    func checkProgress(_ now: UInt64) {
        if let since = channel.blockedSince,
            now > since + ListeningLimits.listenStallNanoseconds
        {
            return end(
                Status(.resourceExhausted, "the listener does not read what it is sent"))
        }
        let behind = behindSince.load(ordering: .relaxed)
        if behind > 0, now > behind + ListeningLimits.listenBehindNanoseconds {
            return end(Status(.aborted, "the listener is too far behind; listen anew"))
        }
        if now > lastSent.load(ordering: .relaxed) + ListeningLimits.listenIdleNanoseconds {
            requestSlice()
        }
    }

    // MARK: Slices

    package func runSlice() {
        guard !channel.isClosed else { return dispatcher.close(id) }
        guard let (at, newest) = dispatcher.beginSlice(id) else { return }
        do throws(Status) {
            try work.withLock { work throws(Status) in
                try runWork(&work, at: at, newest: newest)
            }
        } catch {
            end(error)
        }
    }

    /// Works until nothing is left to do, the client cannot take more, or the slice's share is used
    /// up.
    private func runWork(
        _ work: inout Work, at start: ListenSnapshot, newest: ListenSnapshot
    ) throws(Status) {
        var (at, newest) = (start, newest)
        var units = 0
        let end = SystemClock.monotonicNanoseconds() + ListeningLimits.listenSliceNanoseconds
        assert(start.version <= newest.version, "a listener is never ahead of the newest state")
        while channel.flush(for: self) {
            units += 1
            guard units <= ListeningLimits.listenUnitsPerSlice,
                units == 1 || SystemClock.monotonicNanoseconds() < end
            else {
                // Yields to the other listeners.
                dispatcher.pauseSlice(id, at: at)
                return requestSlice()
            }
            do throws(Status) {
                guard try advance(&work, &at, &newest) else { return }
                work.hasVerified = false
            } catch {
                guard error.isAwaiting, !work.hasVerified else { throw error }
                dispatcher.pauseSlice(id, at: at)
                return try verifySession(&work)
            }
        }
        let now = SystemClock.monotonicNanoseconds()
        _ = behindSince.compareExchange(expected: 0, desired: now, ordering: .relaxed)
        dispatcher.pauseSlice(id, at: at)
    }

    /// Does what is next: a unit of a job, a request, or the step to the newest snapshot. False
    /// where nothing is left, which ends the slice.
    private func advance(
        _ work: inout Work, _ at: inout ListenSnapshot, _ newest: inout ListenSnapshot
    ) throws(Status) -> Bool {
        if !work.jobs.isEmpty {
            try runUnit(&work, at: at)
            // Released as early as possible: a snapshot keeps old documents on disk.
            if work.jobs.isEmpty, let snapshot = work.snapshot.take() { at = snapshot }
            return true
        }
        if try answerRequest(&work, at: at) { return true }
        // Without targets there is nothing to send: skip to the newest snapshot.
        if work.session.isEmpty { at = newest }
        guard at === newest else {
            try step(&work, from: at, to: newest)
            return true
        }
        behindSince.store(0, ordering: .relaxed)
        if try keepAlive(&work, at) { return true }
        guard let newer = dispatcher.finishSlice(id, at: at) else { return false }
        newest = newer
        return true
    }

    /// Verifies the session on a thread that may wait; the next slice goes on.
    private func verifySession(_ work: inout Work) throws(Status) {
        work.hasVerified = true
        try channel.stream.submit(.waiting) { [self] in
            // Whatever needs the session says why it is not valid.
            try? role.verifySession()
            requestSlice()
        }
    }

    /// Runs one unit of the first job.
    private func runUnit(_ work: inout Work, at: ListenSnapshot) throws(Status) {
        precondition(!work.jobs.isEmpty && work.snapshot != nil, "jobs lead to a state")
        var context = try context(work)
        let events = try work.jobs[0].next(&context)
        let ended = Set(work.session.targetIds).subtracting(context.session.targetIds)
        work.session = context.session
        for target in ended { dispatcher.remove(target, id) }
        guard let events else {
            work.jobs.removeFirst()
            return
        }
        send(events)
    }

    private func context(_ work: Work) throws(Status) -> ListenContext {
        guard let database = work.database else {
            throw Status(.internalError, "a target without a database")
        }
        return ListenContext(
            session: work.session, store: dispatcher.store, database: database, role: role,
            isCancelled: { [channel] in channel.isClosed })
    }

    private func send(_ events: [ListenEvent]) {
        guard !events.isEmpty else { return }
        channel.enqueue(events.map(\.wireBytes))
        lastSent.store(SystemClock.monotonicNanoseconds(), ordering: .relaxed)
    }

    /// Creates the job that leads from one snapshot to the next.
    private func step(
        _ work: inout Work, from: ListenSnapshot, to: ListenSnapshot
    ) throws(Status) {
        precondition(work.jobs.isEmpty && work.snapshot == nil, "one step after the other")
        precondition(from.version <= to.version, "a step leads on")
        let context = try context(work)
        try checkSession(work, context)
        work.snapshot = to
        do throws(Status) {
            let keys = try to.keys(changedSince: from.version, in: dispatcher.store)
            work.jobs = [DeltaJob(from: from, to: to, keys: keys, context)]
        } catch {
            guard error.code == .failedPrecondition else { throw error }
            work.jobs = work.session.targetIds.map { InitialJob($0, at: to, resets: true) }
            work.jobs.append(SnapshotMarkerJob(at: to))
        }
    }

    /// Ends the stream once the session that authorises its targets has ended.
    private func checkSession(_ work: Work, _ context: ListenContext) throws(Status) {
        guard role.hasSession else { return }
        for id in work.session.targetIds {
            guard let scope = work.session.scope(of: id) else { continue }
            try TargetAdmission.check(scope, context)
        }
    }

    /// Sends an idle client a newer token and read time.
    private func keepAlive(_ work: inout Work, _ at: ListenSnapshot) throws(Status) -> Bool {
        let now = SystemClock.monotonicNanoseconds()
        guard !work.session.isEmpty,
            now > lastSent.load(ordering: .relaxed) + ListeningLimits.listenIdleNanoseconds
        else { return false }
        try checkSession(work, try context(work))
        send([work.session.snapshot(token: ResumeToken(at).bytes, at: at.time)])
        return true
    }

    // MARK: Requests

    /// Answers the client's next request; false if there is none, or `at` is too old to answer it.
    private func answerRequest(_ work: inout Work, at: ListenSnapshot) throws(Status) -> Bool {
        if work.request == nil {
            guard let bytes = channel.next() else { return false }
            work.request = Request(
                message: try ListenRequest(request: bytes),
                version: dispatcher.store.lastCommit.version)
        }
        guard let request = work.request else { return false }
        guard request.version <= at.version else {
            dispatcher.awaitVersion(request.version, id)
            return false
        }
        precondition(work.jobs.isEmpty, "a request waits for the jobs before it")
        try useDatabase(request.message.database, &work)
        try requireSession(for: request.message, work)
        work.request = nil
        if let target = request.message.addTarget {
            try add(try TargetRequest(request: target), &work, at)
        } else if let target = request.message.removeTarget {
            if let event = work.session.remove(target) { send([event]) }
            dispatcher.remove(target, id)
        } else {
            throw Status(.invalidArgument, "the request neither adds nor removes a target")
        }
        return true
    }

    /// Throws a wait where the request needs a session that has to be verified by another server.
    private func requireSession(for message: ListenRequest, _ work: Work) throws(Status) {
        guard role.hasSession, !work.hasVerified, let target = message.addTarget else { return }
        do throws(Status) {
            let context = try context(work)
            let selection = try TargetAdmission.selection(
                try TargetRequest(request: target), role)
            try TargetAdmission.check(try TargetScope(selection, in: context.database), context)
        } catch {
            // Any other error is found again where the request is answered.
            if error.isAwaiting { throw error }
        }
    }

    /// Checks that all requests of a stream name one database; only the first must name it.
    private func useDatabase(_ name: String, _ work: inout Work) throws(Status) {
        if name.isEmpty, work.database != nil { return }
        let database = try DatabaseName(name)
        guard work.database == nil || work.database == database else {
            throw Status(.invalidArgument, "the stream is for another database")
        }
        work.database = database
    }

    private func add(
        _ request: TargetRequest, _ work: inout Work, _ at: ListenSnapshot
    ) throws(Status) {
        let target: Int32
        do throws(TargetFault) {
            target = try work.session.admit(request.targetId)
        } catch {
            switch error {
            case .stream(let cause): throw cause
            case .target(let cause):
                return send([ListenSession.refusal(request.targetId, cause)])
            }
        }
        let context = try context(work)
        do throws(Status) {
            let scope = try TargetScope(
                try TargetAdmission.selection(request, role), in: context.database)
            try TargetAdmission.check(scope, context)
            send([work.session.add(target, scope, once: request.once)])
            precondition(work.jobs.isEmpty, "requests are answered between jobs")
            dispatcher.add(target, scope, id)
            work.snapshot = at
            work.jobs = [
                TargetAdmission.job(request.resumption, target, scope, at, context),
                SnapshotMarkerJob(at: at),
            ]
        } catch {
            send([ListenSession.refusal(target, error)])
        }
    }
}
