import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// The state that the commit lock guards. Turns the writes of one commit at a time into one batch.
/// REQUIRES, for every member: the commit lock held.
struct CommitEngine {
    private let database: RocksDatabase
    private let sync: SyncLevel
    private let durability: WriteDurability
    /// The last commit before the store was opened; it is in the tables.
    private let base: UInt64
    private let log: GroupCommit
    /// Whether the commit lock's holder acknowledges, and not whoever waits for the sync.
    private let acknowledges: Bool
    private let gate: WriteGate
    private let published: PublishedMark
    private let times: CommitTimes
    private var last: CommitMark
    private var isClosed = false
    private var window: ChangeWindow
    private var indexes: IndexUpdates
    var observers: [any CommitObserver] = []
    private(set) var counters = CommitCounters()
    /// A cleared batch, reused for its memory; nil after a failed or an oversized commit.
    private var spareBatch: RocksWriteBatch?

    init(
        _ database: RocksDatabase, sync: SyncLevel, log: GroupCommit, gate: WriteGate,
        published: PublishedMark, times: CommitTimes, window: ChangeWindow, indexes: IndexUpdates
    ) throws(Status) {
        self.database = database
        self.sync = sync
        durability = sync == .always ? .synced : .logged
        acknowledges = sync != .grouped
        self.log = log
        self.gate = gate
        self.window = window
        self.indexes = indexes
        self.published = published
        self.times = times
        last = try StoreMeta.lastCommit(database)
        base = last.version
        published.value = last
    }

    /// The newest commit that is on the disk for certain.
    private var synced: UInt64 {
        switch sync {
        case .always: last.version
        case .grouped: base + log.syncedTicket
        case .off: base
        }
    }

    var changeLogBytes: Int { window.bytes }
    var oldestChange: UInt64? { window.first }

    /// Releases the spare batch, which holds a reference to the open database.
    mutating func close() {
        isClosed = true
        spareBatch = nil
    }

    /// Writes the commit to the log and the write buffers, or none of it.
    mutating func commit(
        _ plan: CommitPlan, now: Int64, checking: CommitCheck?, adding: BatchAddition?
    ) throws(Status) -> PendingCommit {
        let batch = try takeBatch()
        try checking?.body()
        let mark = CommitMark(version: last.version &+ 1, time: times.begin(now))
        defer { times.end() }
        guard mark.time > last.time else {
            throw Status(.corruption, "meta", "the last commit's time is the last there is")
        }
        var staging = CommitStaging(plan, time: mark.time, keepsChanges: !observers.isEmpty)
        try staging.evaluate(database, into: batch, &indexes)
        let auxiliary = CommitBatch(batch, version: mark.version, time: mark.time)
        if !staging.changes.isEmpty {
            for observer in observers {
                try observer.prepare(changes: staging.changes, batch: auxiliary)
            }
        }
        try adding?.body(auxiliary)
        guard batch.dataSize <= DocumentStoreLimits.commitBytesMax else {
            throw Status(.invalidArgument, "commit", "\(batch.dataSize) bytes")
        }
        if batch.count > 0 {
            try gate.admit(bytes: batch.dataSize)
            try write(batch, mark, staging.record)
        }
        if !staging.changes.isEmpty {
            for observer in observers {
                observer.committed(
                    changes: staging.changes, version: last.version, time: mark.time)
            }
        }
        counters.add(staging.results)
        keep(batch)
        #if DEBUG
            checkInvariants(writes: plan.writes.count, staging.results.count)
        #endif
        // A commit without effect still acknowledges the state it read, so it waits for the batch
        // that wrote that state.
        return PendingCommit(
            result: CommitResult(
                commitTime: mark.time, version: last.version, results: staging.results),
            ticket: log.lastTicket)
    }

    /// Traps where what is counted and published is not what was committed.
    private func checkInvariants(writes: Int, _ results: Int) {
        precondition(results == writes, "every write has a result")
        precondition(published.value == last, "what is published is the last commit")
        precondition(counters.commits <= last.version, "every commit has a version")
        precondition(log.lastTicket == counters.commits, "every commit has a ticket")
        precondition(
            window.last.map { $0 <= last.version } ?? true, "the change log ends at the last commit"
        )
        window.checkInvariants()
    }

    /// Adds the change record and the commit mark to `batch` and writes it.
    private mutating func write(
        _ batch: RocksWriteBatch, _ mark: CommitMark, _ record: ChangeRecordBuilder
    ) throws(Status) {
        StoreMeta.put(mark, into: batch)
        batch.note(SyncedNote.bytes(synced))
        var truncatedWindow = window
        if record.count > 0 {
            let value = record.value(commitTime: mark.time)
            batch.put(.changes, BigEndian.bytes(mark.version), value)
            truncatedWindow.append(version: mark.version, bytes: value.count)
            if let truncated = truncatedWindow.truncate() {
                batch.deleteRange(
                    .changes, from: BigEndian.bytes(truncated.lowerBound),
                    to: BigEndian.bytes(truncated.upperBound))
                batch.put(
                    .meta, StoreMeta.truncatedKey, BigEndian.bytes(truncated.upperBound - 1))
            }
        }
        try database.write(batch, durability)
        if acknowledges {
            try gate.acknowledge(mark.version, isLogSynced: durability == .synced)
        }
        _ = log.batchWritten()
        window = truncatedWindow
        last = mark
        published.value = mark
        counters.commits += 1
    }

    private mutating func takeBatch() throws(Status) -> RocksWriteBatch {
        guard !isClosed else { throw Status(.closed, "commit", "") }
        if let batch = spareBatch.take() { return batch }
        return try RocksWriteBatch(for: database)
    }

    private mutating func keep(_ batch: RocksWriteBatch) {
        guard batch.dataSize <= RocksLimits.batchBytesKeptMax else { return }
        batch.clear()
        assert(batch.count == 0 && spareBatch == nil, "one empty batch is kept")
        spareBatch = batch
    }
}

/// The caller's additions to a commit's batch.
// @unchecked: called and released on the caller's thread before `submit` returns; wrapped only
// because the closure that runs under the commit lock must be Sendable.
struct BatchAddition: @unchecked Sendable {
    let body: (CommitBatch) throws(Status) -> Void
}

/// The caller's precondition for a commit.
// @unchecked: as for ``BatchAddition``.
struct CommitCheck: @unchecked Sendable {
    let body: () throws(Status) -> Void
}

/// Totals of the commits since the store was opened.
struct CommitCounters: Sendable {
    var commits: UInt64 = 0
    var created: UInt64 = 0
    var updated: UInt64 = 0
    var unchanged: UInt64 = 0
    var deleted: UInt64 = 0

    mutating func add(_ results: [DocumentWriteResult]) {
        for result in results {
            switch result.outcome {
            case .created: created += 1
            case .updated: updated += 1
            case .unchanged, .missing: unchanged += 1
            case .deleted: deleted += 1
            }
        }
    }
}
