import Catalog
import DocumentStore
import FirestoreModel
import Synchronization

/// The tree at one moment as listeners are told of it: the documents, and the prices that belong
/// to exactly these. A listener's snapshots lead from one cut to the next.
final class ListenCut: Sendable {
    let snapshot: StoreSnapshot
    /// By organisation.
    let generations: [String: Generation]
    /// What commits changed since the cut before, for as long as this is the newest.
    private let changed: Mutex<ChangedKeys?>
    /// By organisation: listeners mostly step from one cut to this one together.
    private let repriced = Mutex<[String: RepricedRows]>([:])

    /// The rows whose prices differ from those of a generation; nil where they are too many.
    private struct RepricedRows {
        let since: Generation
        let rows: [UInt32]?
    }

    init(_ snapshot: StoreSnapshot, _ generations: [String: Generation], _ changed: ChangedKeys?) {
        self.snapshot = snapshot
        self.generations = generations
        self.changed = Mutex(changed)
    }

    var version: UInt64 { snapshot.version }
    var time: Timestamp { Timestamp(microseconds: snapshot.readTime) }

    /// The keys of the documents that commits changed since the cut of `version`, ascending, each
    /// once.
    struct ChangedKeys: Sendable {
        let since: UInt64
        let keys: [DocumentKey]
    }

    /// A newer cut is there: what led to this one is kept no longer.
    func forgetChanges() {
        changed.withLock { $0 = nil }
        repriced.withLock { $0 = [:] }
    }

    /// What commits changed since `earlier`, if that is at hand.
    func changes(since earlier: UInt64) -> [DocumentKey]? {
        if earlier == version { return [] }
        return changed.withLock { $0?.since == earlier ? $0?.keys : nil }
    }

    /// What changed from `earlier` to this cut. Throws `failedPrecondition` when the change log
    /// no longer reaches back that far, or holds more than should be kept.
    func keys(
        changedSince earlier: UInt64, in store: DocumentStore
    ) throws(StoreError) -> [DocumentKey] {
        if let keys = changes(since: earlier) { return keys }
        return try Self.keys(in: store, after: earlier, through: version)
    }

    /// The documents that the commits above `earlier` and up to `version` changed.
    static func keys(
        in store: DocumentStore, after earlier: UInt64, through version: UInt64
    ) throws(StoreError) -> [DocumentKey] {
        var keys: Set<DocumentKey> = []
        var last = earlier
        while last < version {
            let records = try store.changes(after: last, limit: ServiceLimits.changesAtATime)
            for record in records where record.version <= version {
                keys.formUnion(record.entries.map(\.key))
            }
            guard keys.count <= ServiceLimits.listenKeysMax else {
                throw StoreError(.failedPrecondition, "changes", "too many to tell one by one")
            }
            guard let end = records.last, records.count == ServiceLimits.changesAtATime else {
                break
            }
            last = end.version
        }
        return keys.sorted()
    }

    /// The rows of a tenant's products that another rule prices than at `earlier`; nil where they
    /// are too many to be looked up one by one.
    func repricedRows(of org: String, since earlier: ListenCut) -> [UInt32]? {
        guard let old = earlier.generations[org], let new = generations[org] else { return nil }
        return repriced.withLock { known in
            if let found = known[org], found.since === old { return found.rows }
            let limit = min(
                new.rowCount / ServiceLimits.listenScanShare, ServiceLimits.listenRepricedRowsMax)
            let rows = new.repricedRows(since: old, limit: limit)
            known[org] = RepricedRows(since: old, rows: rows)
            return rows
        }
    }

    /// Organisations whose products may read otherwise than at `earlier`, though nobody wrote
    /// them.
    func repriced(since earlier: ListenCut) -> [String] {
        generations.compactMap { org, generation in
            guard let before = earlier.generations[org] else { return org }
            return generation === before || generation.sharesRules(with: before) ? nil : org
        }.sorted()
    }
}
