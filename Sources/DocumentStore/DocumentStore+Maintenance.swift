import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// Counts of what ``DocumentStore/verify()`` read.
public struct VerifyReport: Equatable, Sendable {
    public var documents = 0
    public var documentBytes = 0
    public var changeRecords = 0
    public var auxiliaryEntries = 0
    public var indexEntries = 0
}

/// Counts and sizes for the metrics. Keys are estimated, bytes are exact.
public struct StoreMetrics: Equatable, Sendable {
    public var version: UInt64 = 0
    public var documentsEstimated: UInt64 = 0
    public var tableBytes: UInt64 = 0
    public var writeBufferBytes: UInt64 = 0
    public var blockCacheBytes: UInt64 = 0
    public var compactionDebtBytes: UInt64 = 0
    public var backgroundErrors: UInt64 = 0
    public var changeLogBytes = 0
    /// Since the store was opened: commits that changed something, log syncs, and outcomes of
    /// writes.
    public var commits: UInt64 = 0
    public var syncs: UInt64 = 0
    public var created: UInt64 = 0
    public var updated: UInt64 = 0
    public var unchanged: UInt64 = 0
    public var deleted: UInt64 = 0
}

extension DocumentStore {
    /// Creates `directory` as a consistent copy that can be opened as a store.
    public func backup(to directory: String) throws(Status) {
        let commit = lastCommit.version
        try database.checkpoint(to: directory)
        try completeBackup(directory, commit: commit)
    }

    /// Reads everything once, checksums included, decodes every key and record, and compares the
    /// indexes with the documents. Throws `corruption` for the first fault.
    public func verify() throws(Status) -> VerifyReport {
        var report = VerifyReport()
        let snapshot = try RocksSnapshot(of: database)
        try StoreMeta.checkFormat(database)
        _ = try StoreMeta.lastCommit(database, snapshot: snapshot)
        var check = IndexCheck(policy)
        try database.scan(.documents, snapshot: snapshot, fillCache: false) {
            key, value throws(Status) in
            try Self.verifyDocument(key, value)
            try check.add(document: key, value)
            report.documents += 1
            report.documentBytes += key.count + value.count
            return true
        }
        try database.scan(.changes, snapshot: snapshot, fillCache: false) {
            key, value throws(Status) in
            _ = try ChangeRecord.decode(version: BigEndian.value(key) ?? 0, value)
            report.changeRecords += 1
            return true
        }
        try database.scan(.columns, snapshot: snapshot, fillCache: false) { _, _ in
            report.auxiliaryEntries += 1
            return true
        }
        try database.scan(.indexes, snapshot: snapshot, fillCache: false) {
            key, entry throws(Status) in
            try check.add(entry: key, entry)
            return true
        }
        report.indexEntries = try check.finish()
        return report
    }

    /// Rewrites all tables, which frees the space of deleted and overwritten data. Blocks until
    /// done.
    public func compact() throws(Status) {
        for family in ColumnFamily.allCases { try database.compact(family) }
    }

    public func metrics() throws(Status) -> StoreMetrics {
        let activity = activity()
        var metrics = StoreMetrics()
        metrics.version = lastCommit.version
        metrics.documentsEstimated = try database.property(.estimatedKeys, of: .documents)
        metrics.blockCacheBytes = try database.property(.blockCacheBytes, of: .documents)
        metrics.backgroundErrors = try database.property(.backgroundErrors, of: .documents)
        for family in ColumnFamily.allCases {
            metrics.tableBytes += try database.property(.tableBytes, of: family)
            metrics.writeBufferBytes += try database.property(.writeBufferBytes, of: family)
            metrics.compactionDebtBytes += try database.property(.compactionDebtBytes, of: family)
        }
        metrics.changeLogBytes = activity.changeLogBytes
        metrics.commits = activity.counters.commits
        metrics.syncs = activity.syncs
        metrics.created = activity.counters.created
        metrics.updated = activity.counters.updated
        metrics.unchanged = activity.counters.unchanged
        metrics.deleted = activity.counters.deleted
        return metrics
    }

    private static func verifyDocument(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) {
        let view = try DocumentRecord.decode(value)
        do throws(Status) {
            _ = try DocumentKey(bytes: [UInt8](key)).decode()
        } catch {
            throw Status(.corruption, "documents", "malformed key")
        }
        guard FieldBytes.isWellFormed(view.fields) else {
            throw Status(.corruption, "documents", "malformed fields")
        }
    }
}
