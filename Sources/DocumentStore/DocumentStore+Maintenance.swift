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

    /// Reads everything, checksums included, decodes every key and record, and compares the indexes
    /// and the change log with the documents. Throws `corruption` for the first fault.
    public func verify() throws(Status) -> VerifyReport {
        let found = try verification(of: NoRows(), derivation: nil)
        if let first = found.findings.list.first {
            let place = first.document.map { "\($0)" } ?? first.place
            throw Status(.corruption, "\(first.family.name): \(place)", first.words)
        }
        var report = VerifyReport()
        report.documents = found.keys[.documents] ?? 0
        report.documentBytes = found.documentBytes
        report.changeRecords = found.keys[.changes] ?? 0
        report.auxiliaryEntries = found.keys[.columns] ?? 0
        report.indexEntries = found.keys[.indexes] ?? 0
        return report
    }

    /// Everything that is wrong with the store as it is now; see ``StoreVerifier``. Commits go on.
    ///
    /// - Parameters:
    ///   - rows: what follows from the documents in an auxiliary family.
    ///   - derivation: how this program derives it; nil where the family is not compared.
    package func verification(
        of rows: some DerivedEntries, derivation: UInt64?,
        findingsListed: Int = DocumentStoreLimits.findingsListed,
        progress: @escaping (VerifyStep) throws(Status) -> Void = { _ in }
    ) throws(Status) -> StoreVerification {
        var verifier = StoreVerifier(
            try SnapshotSource(database), policy: policy, rows: rows, derivation: derivation,
            findingsListed: findingsListed, progress: progress)
        return try verifier.run()
    }

    /// Rewrites all tables, which frees the space of deleted and overwritten data. Blocks until
    /// done. Throws `full` where the disk has no room for the new tables of a family beside the
    /// old ones.
    public func compact() throws(Status) {
        for family in ColumnFamily.allCases {
            let buffers = try database.property(.writeBufferBytes, of: family)
            try admitTables(bytes: try database.property(.tableBytes, of: family) + buffers)
            try database.compact(family)
        }
    }

    /// Reads the tables once, every block with its checksum: one that is damaged is noted in
    /// ``damage``, and not only found by whoever needs it. `pause` is called after each step with
    /// the step's nanoseconds; false ends the reading.
    public func readTables(_ pause: (UInt64) -> Bool) throws(Status) {
        do throws(Status) {
            try TableReading.all(database, pause)
        } catch {
            if error.fault == .corruption { note(damage: error) }
            throw error
        }
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
}
