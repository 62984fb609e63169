import Access
import Catalog
import DocumentStore
import FirestoreModel
import Memory
import MirrorTree
import ProtobufWire
import StatusCodes
import TTRPC

/// Reads the documents of a snapshot as one listener sees them.
struct SnapshotReader {
    let snapshot: ListenSnapshot
    let overlay: SnapshotOverlay

    init(_ snapshot: ListenSnapshot, _ database: DatabaseName, _ role: DocumentCaller) {
        self.snapshot = snapshot
        overlay = SnapshotOverlay(snapshot.generations, database, role)
    }

    private var database: DatabaseName { overlay.database }

    /// An existing document and its path.
    struct VisibleDocument {
        let path: ResourcePath
        let document: RawDocument

        /// Whether a client would see no difference to `other`, the same document at another
        /// snapshot. Update times of public products are ignored, because every change of the
        /// tenant's rules advances them all.
        func readsAlike(_ other: VisibleDocument) -> Bool {
            document.createTime == other.document.createTime
                && (document.updateTime == other.document.updateTime
                    || ProductPath.publicItem(path) != nil)
                && document.fields == other.document.fields
        }

        /// The row that queries test, with only the top-level fields called `names`.
        func row(_ names: [String]) throws(Status) -> QueryRow {
            do throws(WireError) {
                let fields = try document.fields.withUnsafeBufferPointer {
                    bytes throws(WireError) in
                    names.isEmpty
                        ? Fields()
                        : try Fields(mapValueBytes: UnsafeRawBufferPointer(bytes), only: names)
                }
                return QueryRow(
                    path: path,
                    document: StoredDocument(
                        fields: fields, createTime: Timestamp(microseconds: document.createTime),
                        updateTime: Timestamp(microseconds: document.updateTime)))
            } catch {
                throw Status(.dataLoss, "\(path) does not decode: \(error)")
            }
        }
    }

    /// The documents in the order of `keys`; nil for those that do not exist.
    func documents(_ keys: [DocumentKey]) throws(Status) -> [VisibleDocument?] {
        let stored = try snapshot.storeSnapshot.getMany(keys)
        precondition(stored.count == keys.count, "a document or none for every key")
        var found: [VisibleDocument?] = []
        found.reserveCapacity(keys.count)
        for (key, document) in zip(keys, stored) {
            found.append(
                try document.map { raw throws(Status) in
                    try visible(key, raw)
                })
        }
        return found
    }

    /// The next batch of documents of `collection` after `last`.
    func documents(
        of collection: ResourcePath, after last: DocumentKey?
    ) throws(Status) -> [(key: DocumentKey, stored: RawDocument)] {
        var scan = DocumentScan(database: database.database, collection: collection)
        scan.startAfter = last
        scan.limit = ListeningLimits.listenDocumentsAtATime
        return try snapshot.storeSnapshot.documents(scan).map { ($0.key, $0.document) }
    }

    func visible(_ key: DocumentKey, _ stored: RawDocument) throws(Status) -> VisibleDocument {
        let path = try Self.path(key)
        return VisibleDocument(path: path, document: try overlay.visible(path, stored))
    }

    /// The keys of a query's rows in order, and the last row. Takes their memory by `lease`.
    /// Throws RESOURCE_EXHAUSTED for more rows than a listener may hold.
    func rows(
        of query: PreparedQuery, lease: MemoryLease, memory: MemoryBudget,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws(Status) -> (keys: [DocumentKey], last: VisibleDocument?) {
        var keys: [DocumentKey] = []
        var last: QueryMatch?
        var bytes = 0
        let options = QueryOptions(overlay: overlay, memory: memory, isCancelled: isCancelled)
        try snapshot.storeSnapshot.run(query, options: options) { match throws(Status) in
            let key = DocumentKey(database: database.database, path: match.path)
            bytes += key.bytes.count + ListeningLimits.notificationBytes
            try lease.resize(to: bytes, for: "the first state of a listener's target")
            keys.append(key)
            last = match
            return keys.count <= ListeningLimits.listenKeysMax
        }
        guard keys.count <= ListeningLimits.listenKeysMax else {
            throw Status(
                .resourceExhausted,
                "the target shows more than \(ListeningLimits.listenKeysMax) documents in an order")
        }
        return (keys, last.map { VisibleDocument(path: $0.path, document: $0.document) })
    }

    /// The events for an effect on a document; `found` is nil where it does not exist.
    func events(
        _ effect: DocumentEffect, _ path: ResourcePath, _ found: VisibleDocument?,
        _ session: ListenSession
    ) throws(Status) -> [ListenEvent] {
        let name = path.resourceName(in: database)
        guard let found else {
            return [
                ListenEvent.documentChange(effect, name: name, document: nil, at: snapshot.time)
            ]
        }
        var whole = effect
        whole.targetIds = effect.targetIds.filter { session.projection(of: $0) == nil }
        var events: [ListenEvent] = []
        for id in effect.targetIds {
            guard let mask = session.projection(of: id) else { continue }
            let part = DocumentEffect(targetIds: [id])
            events.append(
                .documentChange(
                    part, name: name, document: try bytes(name, found, mask), at: snapshot.time))
        }
        guard !whole.isEmpty else { return events }
        let document = try bytes(name, found, nil)
        return [.documentChange(whole, name: name, document: document, at: snapshot.time)] + events
    }

    private func bytes(
        _ name: String, _ found: VisibleDocument, _ mask: FieldMask?
    ) throws(Status) -> [UInt8] {
        do throws(WireError) {
            var fields = found.document.fields
            if let mask {
                fields = mask.project(try Fields(mapValueBytes: fields)).mapValueBytes
            }
            return try DocumentSplicer.document(
                name: name, mapValue: fields,
                createTime: Timestamp(microseconds: found.document.createTime),
                updateTime: Timestamp(microseconds: found.document.updateTime))
        } catch {
            throw Status(.dataLoss, "\(found.path) does not decode: \(error)")
        }
    }

    /// The path of a stored key. Throws `corruption`.
    static func path(_ key: DocumentKey) throws(Status) -> ResourcePath {
        do throws(Status) {
            return try key.decode().path
        } catch {
            throw Status(.corruption, "documents", "malformed key")
        }
    }
}
