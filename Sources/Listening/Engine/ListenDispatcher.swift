import MirrorTree
import Sync
import Access
import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import StatusCodes
import Synchronization
import TTRPC

/// Advances all listeners from one consistent snapshot to the next.
///
/// A commit only wakes the dispatcher's thread, and only while there are listeners. The thread
/// takes a snapshot, finds the listeners that the changed keys affect, and schedules a slice (a
/// bounded part of its work, at the turn of its user) for each; all others advance without work.
/// Slices read documents and send events.
package final class ListenDispatcher: Sendable {
    /// The dispatcher's record of a listener.
    private struct Entry {
        let listener: Listener
        var scopes: [Int32: TargetScope] = [:]
        /// The snapshot last sent to the client; nil before the first.
        var at: ListenSnapshot?
        /// A slice is in progress; it advances `at` itself.
        var isBusy = false
        /// The listener waits for a snapshot of at least this version.
        var awaitedVersion: UInt64?
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        /// The number of listeners by user.
        var byUser: [UInt32: Int] = [:]
        var index = TargetIndex<UInt64>()
        var newest: ListenSnapshot?
        var lastID: UInt64 = 0
        /// A commit or a new price generation since the last snapshot.
        var isSignalled = false
        /// A listener waits for a snapshot.
        var isAwaited = false
        /// The thread is in its pause to batch commits; no wakeup is needed.
        var isPausing = false
        var isStopped = false

        /// Traps on an inconsistency; checks the first listeners only, so the cost is bounded.
        func checkInvariants() {
            precondition(entries.isEmpty ? newest == nil : true, "nobody keeps no state")
            for (id, entry) in entries.prefix(32) {
                precondition(id <= lastID && entry.listener.id == id, "numbers are given in order")
                precondition(!entry.isBusy || entry.at != nil, "a slice starts from a snapshot")
                if let at = entry.at, let newest {
                    precondition(
                        at.version <= newest.version, "nobody is ahead of the newest state")
                }
            }
        }
    }

    package let store: DocumentStore
    private let catalog: Catalog
    private let listenersMax: Int
    private let perUserMax: Int
    private let onRefusal: @Sendable (ShareRefusal) -> Void
    private let log: @Sendable (LogEntry) -> Void
    private let state = Monitor(State())
    private let listenerCount = Atomic<Int>(0)
    private let thread = Mutex<SystemThread?>(nil)
    private let executor = SliceExecutor(.listen)

    /// REQUIRES: registered with the store after the catalog, so that a snapshot's price
    /// generations reflect its commits.
    package init(
        store: DocumentStore, catalog: Catalog,
        listenersMax: Int = ListeningLimits.listenersMax,
        perUserMax: Int = ListeningLimits.listenersPerUserMax,
        onRefusal: @escaping @Sendable (ShareRefusal) -> Void = { _ in },
        log: @escaping @Sendable (LogEntry) -> Void
    ) {
        self.listenersMax = listenersMax
        self.perUserMax = perUserMax
        self.onRefusal = onRefusal
        self.store = store
        self.catalog = catalog
        self.log = log
        catalog.onPublish { [weak self] _, _, _ in self?.signal() }
    }

    /// Stops the thread and all slices and releases the snapshots of the store.
    package func stop() {
        state.update { $0.isStopped = true }
        thread.withLock { $0.take() }?.join()
        executor.stop()
        state.withLock { state in
            state.entries = [:]
            state.byUser = [:]
            state.index = TargetIndex()
            state.newest = nil
        }
    }

    // MARK: Listeners

    /// Number of open streams.
    package var count: Int { listenerCount.load(ordering: .acquiring) }

    /// Registers a stream. Throws RESOURCE_EXHAUSTED when there are too many.
    package func open(_ stream: ServerStream, _ role: DocumentCaller) throws(Status) -> Listener {
        let listener = try state.update { state throws(Status) in
            guard !state.isStopped else {
                throw Status(.unavailable, "the server is shutting down")
            }
            guard state.entries.count < listenersMax else {
                throw refused(
                    stream, listenersMax,
                    "\(listenersMax) listeners are open (limits: listeners)", "listeners")
            }
            let uid = stream.peer.uid
            guard state.byUser[uid, default: 0] < perUserMax else {
                throw refused(
                    stream, perUserMax,
                    "\(perUserMax) listeners of user \(uid) are open; end some first "
                        + "(limits: listeners_per_user)")
            }
            state.byUser[uid, default: 0] += 1
            state.lastID += 1
            precondition(state.entries[state.lastID] == nil, "a number is given once")
            let listener = Listener(state.lastID, stream, role, self, executor)
            state.entries[listener.id] = Entry(listener: listener)
            state.isAwaited = true
            listenerCount.store(state.entries.count, ordering: .releasing)
            return listener
        }
        thread.withLock { thread in
            guard thread == nil else { return }
            thread = SystemThread(name: "listen-cuts") { [self] in run() }
        }
        return listener
    }

    private func refused(
        _ stream: ServerStream, _ limit: Int, _ text: String, _ setting: String? = nil
    ) -> Status {
        onRefusal(
            ShareRefusal(.listeners, uid: stream.peer.uid, limit: limit, setting: setting))
        return Status(.resourceExhausted, text)
    }

    /// Unregisters a stream that ended.
    package func close(_ id: UInt64) {
        state.update { state in
            guard let entry = state.entries.removeValue(forKey: id) else { return }
            for scope in entry.scopes.values { state.index.remove(scope, id) }
            let uid = entry.listener.uid
            let left = state.byUser[uid, default: 0] - 1
            precondition(left >= 0, "who is closed was counted")
            state.byUser[uid] = left == 0 ? nil : left
            if state.entries.isEmpty { state.newest = nil }
            listenerCount.store(state.entries.count, ordering: .releasing)
            #if DEBUG
                state.checkInvariants()
            #endif
        }
    }

    /// Adds a target: commits in its scope schedule a slice of the listener from now on.
    func add(_ target: Int32, _ scope: TargetScope, _ id: UInt64) {
        state.withLock { state in
            guard state.entries[id] != nil else { return }
            assert(id <= state.lastID, "a listener's number")
            precondition(state.entries[id]?.scopes[target] == nil, "a target is added once")
            state.index.add(scope, id)
            state.entries[id]?.scopes[target] = scope
        }
    }

    func remove(_ target: Int32, _ id: UInt64) {
        state.withLock { state in
            guard let scope = state.entries[id]?.scopes.removeValue(forKey: target) else { return }
            assert(state.entries[id]?.scopes[target] == nil, "a target is removed once")
            state.index.remove(scope, id)
        }
    }

    // MARK: Slices

    /// Begins a slice: the snapshot last sent to the client, and the newest. Nil before the first
    /// snapshot, which then schedules the slice again.
    package func beginSlice(_ id: UInt64) -> (at: ListenSnapshot, newest: ListenSnapshot)? {
        state.withLock { state in
            guard let at = state.entries[id]?.at, let newest = state.newest else { return nil }
            precondition(at.version <= newest.version, "nobody is ahead of the newest state")
            state.entries[id]?.isBusy = true
            return (at, newest)
        }
    }

    /// Records that a slice has sent `snapshot`. Returns a newer snapshot if there is one;
    /// otherwise ends the slice.
    func finishSlice(_ id: UInt64, at snapshot: ListenSnapshot) -> ListenSnapshot? {
        state.withLock { state in
            state.entries[id]?.at = snapshot
            assert(state.entries[id]?.isBusy != false, "a slice that ends has begun")
            if let newest = state.newest, newest !== snapshot { return newest }
            state.entries[id]?.isBusy = false
            return nil
        }
    }

    /// Ends a slice before its work is complete; the next slice continues it.
    func pauseSlice(_ id: UInt64, at snapshot: ListenSnapshot) {
        state.withLock { $0.entries[id]?.at = snapshot }
    }

    /// Requests a snapshot of at least `version`, and a slice when it exists.
    func awaitVersion(_ version: UInt64, _ id: UInt64) {
        state.update { state in
            state.entries[id]?.awaitedVersion = version
            state.isAwaited = true
        }
    }

    // MARK: The thread

    fileprivate func signal() {
        guard listenerCount.load(ordering: .acquiring) > 0 else { return }
        let mustWake = state.withLock { state in
            defer { state.isSignalled = true }
            return !state.isSignalled && !state.isPausing
        }
        if mustWake { state.update { _ in } }
    }

    private func run() {
        // When the last no-op step ended, and when slow readers were last checked.
        var (quietSince, watchedAt): (UInt64, UInt64) = (0, 0)
        while wait(quietSince) {
            let (previous, hasListeners) = state.withLock { state in
                state.isSignalled = false
                state.isAwaited = false
                return (state.newest, !state.entries.isEmpty)
            }
            guard hasListeners else { continue }
            do throws(Status) {
                let isQuiet = advance(from: previous, to: try snapshot(after: previous))
                quietSince = isQuiet ? SystemClock.monotonicNanoseconds() : 0
            } catch {
                fail(error)
            }
            let now = SystemClock.monotonicNanoseconds()
            guard now >= watchedAt + ListeningLimits.listenTickNanoseconds / 2 else { continue }
            watchedAt = now
            checkProgress(now)
        }
    }

    /// Waits for work; false after ``stop()``. While commits affect no listener they are batched,
    /// because every snapshot takes the commit lock.
    private func wait(_ quietSince: UInt64) -> Bool {
        state.withLock { $0.isPausing = true }
        let pause = quietSince + ListeningLimits.listenPauseNanoseconds
        let isUrgent = state.wait(untilNanoseconds: pause) { state in
            state.isAwaited || state.isStopped ? true : nil
        }
        state.withLock { $0.isPausing = false }
        if isUrgent == nil {
            let tick = SystemClock.monotonicNanoseconds() + ListeningLimits.listenTickNanoseconds
            // Without listeners there is nothing to check.
            let deadline = listenerCount.load(ordering: .acquiring) > 0 ? tick : nil
            _ = state.wait(untilNanoseconds: deadline) { state in
                state.isSignalled || state.isAwaited || state.isStopped ? true : nil
            }
        }
        return !state.withLock { $0.isStopped }
    }

    private func snapshot(after previous: ListenSnapshot?) throws(Status) -> ListenSnapshot {
        let (stored, generations) = try store.snapshot { catalog.generations }
        guard let previous else { return ListenSnapshot(stored, generations, nil) }
        let keys: [DocumentKey]?
        do throws(Status) {
            keys = try ListenSnapshot.keys(
                in: store, after: previous.version, through: stored.version)
        } catch {
            guard error.code == .failedPrecondition else { throw error }
            keys = nil
        }
        return ListenSnapshot(
            stored, generations,
            keys.map { ListenSnapshot.ChangedKeys(since: previous.version, keys: $0) })
    }

    /// Advances all listeners to `snapshot`. Returns whether no slice was needed.
    private func advance(from previous: ListenSnapshot?, to snapshot: ListenSnapshot) -> Bool {
        let repriced = previous.map { snapshot.repriced(since: $0) } ?? []
        let scheduled = state.withLock { state -> [Listener] in
            let touched = Self.touched(state.index, previous, snapshot, repriced)
            var scheduled: [Listener] = []
            for (id, entry) in state.entries {
                let isInStep = entry.at === previous && !entry.isBusy
                let isWaiting =
                    entry.at == nil || entry.awaitedVersion.map { $0 <= snapshot.version } ?? false
                if entry.at == nil || isInStep && touched?.contains(id) == false {
                    state.entries[id]?.at = snapshot
                    guard isWaiting else { continue }
                }
                if isWaiting { state.entries[id]?.awaitedVersion = nil }
                scheduled.append(entry.listener)
            }
            if let newest = state.newest {
                precondition(newest.version <= snapshot.version, "states do not go back")
            }
            state.newest = state.entries.isEmpty ? nil : snapshot
            #if DEBUG
                state.checkInvariants()
            #endif
            return scheduled
        }
        previous?.forgetChanges()
        for listener in scheduled { listener.requestSlice() }
        return scheduled.isEmpty
    }

    /// The listeners that a step affects; nil for all.
    private static func touched(
        _ index: TargetIndex<UInt64>, _ previous: ListenSnapshot?, _ snapshot: ListenSnapshot,
        _ repriced: [String]
    ) -> Set<UInt64>? {
        guard let previous else { return nil }
        guard let keys = snapshot.changes(since: previous.version) else { return nil }
        var touched = index.listeners(of: keys)
        for org in repriced {
            touched.formUnion(
                index.listeners(of: ProductPath.publicItems(org: org), in: Catalog.database))
        }
        return touched
    }

    /// Closes listeners that do not read, and schedules slices for idle ones that need a newer
    /// token.
    private func checkProgress(_ now: UInt64) {
        let listeners = state.withLock { $0.entries.values.map(\.listener) }
        for listener in listeners { listener.checkProgress(now) }
    }

    private func fail(_ error: Status) {
        log(LogEntry("listening: \(error)").error)
        for listener in state.withLock({ $0.entries.values.map(\.listener) }) {
            listener.end(error)
        }
    }
}

extension ListenDispatcher: CommitObserver {
    package func prepare(changes: [DocumentChange], batch: CommitBatch) {}

    package func committed(changes: [DocumentChange], version: UInt64, time: Int64) { signal() }
}
