import FirestoreModel
import RocksStore
import Synchronization

/// The document tree on disk: atomic commits with strictly increasing times, consistent reads, a
/// change log, and observers that derive data within the same commit.
///
/// Every method may be called from any thread. Reads never wait for commits.
public final class DocumentStore: Sendable {
    /// What an acknowledged commit survives.
    public let sync: SyncLevel
    let database: RocksDatabase
    let policy: IndexPolicy
    let clock: @Sendable () -> Int64
    let times: CommitTimes
    private let log = LogSync()
    private let published = PublishedMark()
    private let engine: Mutex<CommitEngine>

    /// Opens the store in the directory `path`, creating it; its parent must exist.
    ///
    /// Throws `locked` when it is open elsewhere, `newerFormat` when a newer program wrote it,
    /// `corruption` or `io` when its files cannot be read.
    public init(
        path: String, options: DocumentStoreOptions = DocumentStoreOptions()
    ) throws(StoreError) {
        sync = options.sync
        clock = options.clock
        let database = try RocksDatabase(
            path: path, options: RocksOptions(memoryBytes: options.memoryBytes))
        try StoreMeta.checkFormat(database)
        try IndexBuild.ensure(database, options.indexes)
        self.database = database
        policy = options.indexes
        let times = CommitTimes(last: try StoreMeta.lastCommit(database).time)
        self.times = times
        engine = Mutex(
            try CommitEngine(
                database, durability: options.sync == .always ? .synced : .logged, log: log,
                published: published, times: times, window: try Self.loadWindow(database),
                indexes: IndexUpdates(options.indexes)))
    }

    /// Tells `observer` of all later commits. Register before the first commit that matters.
    public func register(_ observer: any CommitObserver) {
        engine.withLock { $0.observers.append(observer) }
    }

    /// Applies `writes` in order, all or nothing, and returns when they are as durable as
    /// ``sync`` says.
    ///
    /// The commit's time is `now` (microseconds since 1970; the store's clock if nil) or just
    /// above the last commit's, whichever is later. A write that leaves a document's bytes as
    /// they are keeps its update time and appears in no change. `checking` runs first under the
    /// commit lock, where no other commit can come between; what it throws refuses the commit.
    /// `adding` may put auxiliary data into the same batch, under the commit lock too.
    ///
    /// Throws `notFound`, `alreadyExists` or `failedPrecondition` for the first write whose
    /// precondition fails, what an `apply` or an observer throws, or what the disk says. After a
    /// throw nothing is applied, except when only the final sync failed: then the commit is
    /// visible, and no later one is acknowledged.
    @discardableResult
    public func commit(
        _ writes: [DocumentWrite], at now: Int64? = nil,
        adding: ((CommitBatch) throws(StoreError) -> Void)? = nil,
        checking: (() throws(StoreError) -> Void)? = nil
    ) throws(StoreError) -> CommitResult {
        let pending = try submit(writes, at: now, adding: adding, checking: checking)
        try wait(pending)
        return pending.result
    }

    /// As ``commit(_:at:adding:checking:)`` without waiting for the sync: the commit is visible and
    /// survives the process. Many may be submitted and the last one waited for.
    public func submit(
        _ writes: [DocumentWrite], at now: Int64? = nil,
        adding: ((CommitBatch) throws(StoreError) -> Void)? = nil,
        checking: (() throws(StoreError) -> Void)? = nil
    ) throws(StoreError) -> PendingCommit {
        guard writes.count <= DocumentStoreLimits.writesMax else {
            throw StoreError(.invalidArgument, "commit", "\(writes.count) writes")
        }
        let plan = CommitPlan(writes)
        let time = now ?? clock()
        let check = checking.map { CommitCheck(body: $0) }
        let addition = adding.map { BatchAddition(body: $0) }
        return try engine.withLock { engine throws(StoreError) in
            try engine.commit(plan, now: time, checking: check, adding: addition)
        }
    }

    /// Returns when `pending` and everything submitted before it is as durable as ``sync`` says.
    public func wait(_ pending: PendingCommit) throws(StoreError) {
        guard sync == .grouped else { return }
        try log.wait(for: pending.ticket) { () throws(StoreError) in try database.syncLog() }
    }

    /// Number and time (microseconds since 1970) of the last commit that changed something.
    /// Does not wait for a commit under way.
    public var lastCommit: (version: UInt64, time: Int64) {
        let mark = published.value
        return (mark.version, mark.time)
    }

    /// Returns when everything up to `time` can be read and no later commit will be dated so
    /// early. Throws `invalidArgument` for a time in the future.
    func settle(_ time: Int64) throws(StoreError) {
        guard time <= max(clock(), lastCommit.time) else {
            throw StoreError(.invalidArgument, "read", "read_time is in the future")
        }
        // Whoever holds the commit lock may be dated earlier: wait for it.
        while !times.settle(time) { engine.withLock { _ in } }
    }

    /// A snapshot and what `body` returns, with no commit between the two: what observers derived
    /// when it is called belongs to exactly the commits that the snapshot shows.
    ///
    /// Waits for the commit under way and keeps others waiting: `body` must be brief.
    public func snapshot<Derived: Sendable>(
        with body: () -> Derived
    ) throws(StoreError) -> (snapshot: StoreSnapshot, derived: Derived) {
        try engine.withLock { _ throws(StoreError) in
            // First: what the clock does to it in between is dated after the snapshot then.
            let derived = body()
            return (try snapshot(), derived)
        }
    }

    /// Writes everything to disk and gives the directory free. Throws `busy` while snapshots are
    /// alive; see ``RocksDatabase/close()``.
    public func close() throws(StoreError) {
        engine.withLock { $0.close() }
        try database.close()
    }

    /// Syncs performed for grouped commits, and what commits did, since the store was opened.
    func activity() -> (syncs: UInt64, counters: CommitCounters, changeLogBytes: Int) {
        engine.withLock { (log.syncs, $0.counters, $0.changeLogBytes) }
    }

    /// The oldest version in the change log; nil when it is empty.
    var oldestChange: UInt64? { engine.withLock { $0.oldestChange } }

    private static func loadWindow(_ database: RocksDatabase) throws(StoreError) -> ChangeWindow {
        var window = ChangeWindow()
        try database.scan(.changes, fillCache: false) { key, value throws(StoreError) in
            guard key.count == 8, let version = BigEndian.value(key) else {
                throw StoreError(.corruption, "changes", "key of \(key.count) bytes")
            }
            window.append(version: version, bytes: value.count)
            return true
        }
        return window
    }
}
