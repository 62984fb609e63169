import FirestoreModel
import Memory
import Ordering
import RocksStore
import StatusCodes
import Synchronization

/// The document tree on disk: atomic commits with strictly increasing times, consistent reads, a
/// change log, and observers that derive data within the same commit.
///
/// Every method may be called from any thread. Reads never wait for commits.
public final class DocumentStore: Sendable {
    /// The durability of an acknowledged commit.
    public let sync: SyncLevel
    /// What its readers take memory from.
    public let memory: MemoryBudget
    let database: RocksDatabase
    let policy: IndexPolicy
    let clock: @Sendable () -> Int64
    let times: CommitTimes
    private let opening: StoreOpening
    private let mark: AcknowledgedMark
    private let gate: WriteGate
    /// The last commit before the store was opened.
    private let base: UInt64
    private let log = GroupCommit()
    private let published = PublishedMark()
    private let engine: Mutex<CommitEngine>
    private let foundDamage = Mutex<Status?>(nil)

    /// Opens the store in the directory `path`; creates it where the directory is missing or
    /// empty, and nowhere else. Its parent must exist.
    ///
    /// Throws `locked` when it is open elsewhere, `newerFormat` when a newer program wrote it,
    /// `corruption` or `io` when its files cannot be read or do not hold all that was acknowledged:
    /// the error names the file, and nothing was changed. `needsSpace` when indexes have to be
    /// rebuilt and the disk has no room.
    public init(
        path: String, options: DocumentStoreOptions = DocumentStoreOptions()
    ) throws(Status) {
        sync = options.sync
        memory = options.memory
        clock = options.clock
        opening = try StoreOpening(
            path, mayRead: options.opensForReading, expecting: options.store)
        let database = try opening.database(options)
        try StoreMeta.checkFormat(database)
        let last = try StoreMeta.lastCommit(database)
        base = last.version
        mark = try opening.finish(database, at: last.version)
        try TableReading.atOpening(database)
        try IndexBuild.ensure(database, options.indexes, memoryBytes: options.memoryBytes)
        self.database = database
        gate = WriteGate(database, mark, memoryBytes: options.memoryBytes)
        policy = options.indexes
        let times = CommitTimes(last: last.time)
        self.times = times
        engine = Mutex(
            try CommitEngine(
                database, sync: options.sync, log: log, gate: gate, published: published,
                times: times, window: try Self.loadWindow(database),
                indexes: IndexUpdates(options.indexes)))
    }

    /// Calls `observer` for all later commits.
    public func register(_ observer: any CommitObserver) {
        engine.withLock { engine in
            precondition(
                !engine.observers.contains { $0 === observer }, "an observer is told once")
            engine.observers.append(observer)
        }
    }

    /// Applies `writes` in order, all or nothing, and returns when they are as durable as
    /// ``sync`` says.
    ///
    /// The commit's time is `now` (microseconds since 1970; the store's clock if nil) or just above
    /// the last commit's, whichever is later. A write that leaves a document's bytes unchanged
    /// keeps its update time and appears in no change. `checking` runs first, with the commit lock
    /// held; a throw aborts the commit. `adding` may add auxiliary data to the same batch, also
    /// with the lock held.
    ///
    /// Throws `notFound`, `alreadyExists` or `failedPrecondition` for the first write whose
    /// precondition fails, what an `apply` or an observer throws, or the error of the disk. After a
    /// throw nothing is applied, except when only the final sync failed: then the commit is
    /// visible, and no later one is acknowledged.
    @discardableResult
    public func commit(
        _ writes: [DocumentWrite], at now: Int64? = nil,
        adding: ((CommitBatch) throws(Status) -> Void)? = nil,
        checking: (() throws(Status) -> Void)? = nil
    ) throws(Status) -> CommitResult {
        let pending = try submit(writes, at: now, adding: adding, checking: checking)
        try wait(pending)
        return pending.result
    }

    /// As ``commit(_:at:adding:checking:)`` without waiting for the sync: the commit is visible and
    /// survives a crash of the process. To sync many commits at once, wait for the last.
    public func submit(
        _ writes: [DocumentWrite], at now: Int64? = nil,
        adding: ((CommitBatch) throws(Status) -> Void)? = nil,
        checking: (() throws(Status) -> Void)? = nil
    ) throws(Status) -> PendingCommit {
        guard writes.count <= DocumentStoreLimits.writesMax else {
            throw Status(.invalidArgument, "commit", "\(writes.count) writes")
        }
        let plan = CommitPlan(writes)
        let time = now ?? clock()
        let check = checking.map { CommitCheck(body: $0) }
        let addition = adding.map { BatchAddition(body: $0) }
        return try engine.withLock { engine throws(Status) in
            try engine.commit(plan, now: time, checking: check, adding: addition)
        }
    }

    /// Returns when `pending` and everything submitted before it has the durability of ``sync``.
    public func wait(_ pending: PendingCommit) throws(Status) {
        guard sync == .grouped else { return }
        try log.wait(for: pending.ticket) { covered throws(Status) in
            try database.syncLog()
            // Each commit has taken a ticket.
            try gate.acknowledge(base + covered, isLogSynced: true)
        }
    }

    /// Number and time (microseconds since 1970) of the last commit that changed something. Does
    /// not wait for a commit in progress.
    public var lastCommit: (version: UInt64, time: Int64) {
        let mark = published.value
        return (mark.version, mark.time)
    }

    /// Returns when the state at `time` is final: visible, and no later commit will get a time of
    /// at most `time`. Throws `invalidArgument` for a time in the future.
    func settle(_ time: Int64) throws(Status) {
        // A clock that is set back does not take back the times that reads were given.
        guard time <= max(clock(), lastCommit.time, times.latest) else {
            throw Status(.invalidArgument, "read", "read_time is in the future")
        }
        // The commit that holds the lock may have an earlier time: wait for it.
        while !times.settle(time) { engine.withLock { _ in } }
    }

    /// A snapshot and the result of `body`, with no commit in between: the observers' derived state
    /// that `body` reads reflects exactly the commits in the snapshot.
    ///
    /// Holds the commit lock while `body` runs, so it must be brief.
    public func snapshot<Derived: Sendable>(
        with body: () -> Derived
    ) throws(Status) -> (snapshot: StoreSnapshot, derived: Derived) {
        try engine.withLock { _ throws(Status) in
            // `body` first: a change that the clock causes in between then has a time after the
            // snapshot.
            let derived = body()
            let snapshot = try snapshot()
            assert(snapshot.version == lastCommit.version, "no commit in between")
            return (snapshot, derived)
        }
    }

    /// Writes everything to disk and releases the directory. Throws `busy` while snapshots are
    /// alive; see ``RocksDatabase/close()``.
    public func close() throws(Status) {
        engine.withLock { $0.close() }
        var failure: Status?
        do throws(Status) {
            try database.close()
        } catch {
            failure = error
        }
        // While snapshots are alive the log is synced and the database stays open.
        let isLogSynced = failure == nil || failure?.fault == .busy
        if failure?.fault != .closed { try mark.close(isLogSynced: isLogSynced) }
        if let failure { throw failure }
    }

    /// Whether the store takes writes, found out now.
    public func condition() -> StoreCondition { gate.look() }

    /// The store's own number.
    public var number: UInt64 { opening.number }

    /// Whether the store's directory still holds it, or holds it again.
    public var isInPlace: Bool { opening.isInPlace }

    /// Why the store's disk takes no writes, by writing a file; nil if it does.
    public func probe() -> Status? { DiskProbe.failure(database.path) }

    /// What was given up when the store was opened after a loss of power, a sentence for the log;
    /// nil if nothing was.
    public var loss: String? { opening.loss }

    /// The first damage that was found in a table since the store was opened, naming it.
    public var damage: Status? { foundDamage.withLock { $0 } }

    /// Notes that a table is damaged; the first one counts.
    func note(damage: Status) { foundDamage.withLock { $0 = $0 ?? damage } }

    /// Throws `needsSpace` unless there is room to write `what` anew.
    func requireRoom(for what: String) throws(Status) { try gate.requireRoom(for: what) }

    /// Throws `full` unless there is room for new tables of `bytes`.
    func admitTables(bytes: UInt64) throws(Status) { try gate.admitTables(bytes: bytes) }

    /// Completes the backup in `directory`, whose commits reach `commit` at least.
    func completeBackup(_ directory: String, commit: UInt64) throws(Status) {
        try opening.completeBackup(directory, commit: commit)
    }

    /// Log syncs and totals of the commits since the store was opened, and the size of the change
    /// log.
    func activity() -> (syncs: UInt64, counters: CommitCounters, changeLogBytes: Int) {
        engine.withLock { (log.syncs, $0.counters, $0.changeLogBytes) }
    }

    /// The oldest version in the change log; nil when it is empty.
    var oldestChange: UInt64? { engine.withLock { $0.oldestChange } }

    private static func loadWindow(_ database: RocksDatabase) throws(Status) -> ChangeWindow {
        var window = ChangeWindow()
        try database.scan(.changes, fillCache: false) { key, value throws(Status) in
            guard key.count == 8, let version = BigEndian.value(key) else {
                throw Status(.corruption, "changes", "key of \(key.count) bytes")
            }
            window.append(version: version, bytes: value.count)
            return true
        }
        #if DEBUG
            window.checkInvariants()
        #endif
        return window
    }
}
