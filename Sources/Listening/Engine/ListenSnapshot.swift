import Catalog
import DocumentStore
import FirestoreModel
import StatusCodes
import Synchronization

/// A consistent snapshot of the tree: the documents, and the price generations computed from
/// exactly these. Listeners advance from one to the next. Any thread.
package final class ListenSnapshot: Sendable {
    let storeSnapshot: StoreSnapshot
    /// By tenant.
    let generations: [String: Generation]
    /// The keys changed since the previous snapshot; dropped when a newer one exists.
    private let changed: Mutex<ChangedKeys?>
    /// By tenant. Cached, because most listeners advance from the same snapshot.
    private let repriced = Mutex<[String: RepricedRows]>([:])

    /// The rows whose prices differ from those of the generation `since`; nil where they are too
    /// many.
    private struct RepricedRows {
        let since: Generation
        let rows: [UInt32]?
    }

    init(
        _ storeSnapshot: StoreSnapshot, _ generations: [String: Generation], _ changed: ChangedKeys?
    ) {
        self.storeSnapshot = storeSnapshot
        self.generations = generations
        self.changed = Mutex(changed)
    }

    var version: UInt64 { storeSnapshot.version }
    var time: Timestamp { Timestamp(microseconds: storeSnapshot.readTime) }

    /// The keys of the documents that commits above version `since` changed; ascending, without
    /// duplicates.
    struct ChangedKeys: Sendable {
        let since: UInt64
        let keys: [DocumentKey]
    }

    /// Drops the cached differences; called when a newer snapshot exists.
    func forgetChanges() {
        changed.withLock { $0 = nil }
        repriced.withLock { $0 = [:] }
    }

    /// The keys changed since version `earlier`, if cached.
    func changes(since earlier: UInt64) -> [DocumentKey]? {
        if earlier == version { return [] }
        return changed.withLock { $0?.since == earlier ? $0?.keys : nil }
    }

    /// The keys changed since version `earlier`. Throws `failedPrecondition` when the change log
    /// has been truncated above it, or when they are too many.
    func keys(
        changedSince earlier: UInt64, in store: DocumentStore
    ) throws(Status) -> [DocumentKey] {
        if let keys = changes(since: earlier) { return keys }
        return try Self.keys(in: store, after: earlier, through: version)
    }

    /// The keys changed by the commits above `earlier` and up to `version`.
    static func keys(
        in store: DocumentStore, after earlier: UInt64, through version: UInt64
    ) throws(Status) -> [DocumentKey] {
        var keys: Set<DocumentKey> = []
        var last = earlier
        while last < version {
            let records = try store.changes(after: last, limit: ListeningLimits.changesAtATime)
            for record in records where record.version <= version {
                keys.formUnion(record.entries.map(\.key))
            }
            guard keys.count <= ListeningLimits.listenKeysMax else {
                throw Status(.failedPrecondition, "changes", "too many to tell one by one")
            }
            guard let end = records.last, records.count == ListeningLimits.changesAtATime else {
                break
            }
            last = end.version
        }
        return keys.sorted()
    }

    /// The rows of a tenant's products whose applied rules differ from those at `earlier`; nil
    /// where a scan of all products is cheaper.
    func repricedRows(of org: String, since earlier: ListenSnapshot) -> [UInt32]? {
        guard let old = earlier.generations[org], let new = generations[org] else { return nil }
        return repriced.withLock { known in
            if let found = known[org], found.since === old { return found.rows }
            let limit = min(
                new.rowCount / ListeningLimits.listenScanShare,
                ListeningLimits.listenRepricedRowsMax)
            let rows = new.repricedRows(since: old, limit: limit)
            known[org] = RepricedRows(since: old, rows: rows)
            return rows
        }
    }

    /// Tenants whose rules changed since `earlier`: their products may read differently without a
    /// write.
    func repriced(since earlier: ListenSnapshot) -> [String] {
        generations.compactMap { org, generation in
            guard let before = earlier.generations[org] else { return org }
            return generation === before || generation.sharesRules(with: before) ? nil : org
        }.sorted()
    }
}
