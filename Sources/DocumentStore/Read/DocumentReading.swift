import FirestoreModel
import RocksStore
import StatusCodes

/// Reads, of the current state on a store and of a fixed state on a snapshot.
///
/// None takes the commit lock. Each call by itself is consistent; several calls are consistent
/// with each other on a ``StoreSnapshot`` only. Malformed stored bytes throw `corruption`.
public protocol DocumentReading: Sendable {
    /// Where the reads go.
    var source: ReadSource { get }
}

/// A database, and a snapshot when all reads must see one state.
public struct ReadSource: Sendable {
    let database: RocksDatabase
    let snapshot: RocksSnapshot?
    /// What the store's indexes know.
    let policy: IndexPolicy
}

extension DocumentStore: DocumentReading {
    public var source: ReadSource {
        ReadSource(database: database, snapshot: nil, policy: policy)
    }

    /// The store as it is now, unchanged by later commits. Should not live long: it keeps old
    /// versions on disk.
    public func snapshot() throws(Status) -> StoreSnapshot {
        let time = times.read(clock())
        return try StoreSnapshot(source, time)
    }
}

/// The store at one moment; see ``DocumentReading`` for what it answers.
public final class StoreSnapshot: DocumentReading {
    public let source: ReadSource
    /// The last commit that it contains.
    public let version: UInt64
    /// That commit's time, microseconds since 1970.
    public let commitTime: Int64
    /// It shows exactly the commits up to this time, microseconds since 1970.
    public let readTime: Int64

    /// `time` is from ``CommitTimes``.
    init(_ store: ReadSource, _ time: Int64) throws(Status) {
        let snapshot = try RocksSnapshot(of: store.database)
        source = ReadSource(database: store.database, snapshot: snapshot, policy: store.policy)
        let mark = try StoreMeta.lastCommit(store.database, snapshot: snapshot)
        version = mark.version
        commitTime = mark.time
        readTime = max(time, mark.time)
    }
}

extension DocumentReading {
    /// The document, copied once; nil when missing.
    public func get(_ key: DocumentKey) throws(Status) -> RawDocument? {
        try withDocument(key) { $0.copy() }
    }

    /// Calls `body` with the document in place; nil when missing.
    public func withDocument<Result>(
        _ key: DocumentKey, _ body: (DocumentView) throws(Status) -> Result
    ) throws(Status) -> Result? {
        try source.database.get(.documents, key.bytes, snapshot: source.snapshot) {
            bytes throws(Status) in
            try body(try DocumentRecord.decode(bytes))
        }
    }

    /// The documents in the order of `keys`, nil for each that is missing; all of one moment.
    public func getMany(_ keys: [DocumentKey]) throws(Status) -> [RawDocument?] {
        var documents: [RawDocument?] = []
        documents.reserveCapacity(keys.count)
        try withDocuments(keys) { _, view in documents.append(view?.copy()) }
        return documents
    }

    /// Calls `body` once for each of `keys`, in their order, with the key's index and the
    /// document in place, nil when missing; all of one moment.
    public func withDocuments(
        _ keys: [DocumentKey], _ body: (Int, DocumentView?) throws(Status) -> Void
    ) throws(Status) {
        var snapshot = source.snapshot
        if snapshot == nil, keys.count > RocksLimits.multiGetKeysMax {
            // Several rounds: hold them together.
            snapshot = try RocksSnapshot(of: source.database)
        }
        try source.database.multiGet(.documents, keys.map(\.bytes), snapshot: snapshot) {
            index, value throws(Status) in
            guard let value else { return try body(index, nil) }
            try body(index, try DocumentRecord.decode(value))
        }
    }

    /// Calls `body` with the key and the document, both in place, for each one of `scan` until
    /// it returns false. Nothing is allocated per document.
    public func scan(
        _ scan: DocumentScan,
        _ body: (UnsafeRawBufferPointer, DocumentView) throws(Status) -> Bool
    ) throws(Status) {
        var left = scan.limit ?? .max
        guard left > 0 else { return }
        try source.database.scan(
            .documents, scan.range, reverse: scan.reverse, snapshot: source.snapshot,
            fillCache: scan.fillsCache
        ) { key, value throws(Status) in
            left -= 1
            return try body(key, try DocumentRecord.decode(value, of: key)) && left > 0
        }
    }

    /// The documents of `scan`, copied.
    public func documents(_ scan: DocumentScan) throws(Status) -> [KeyedDocument] {
        var documents: [KeyedDocument] = []
        try self.scan(scan) { key, view in
            documents.append(
                KeyedDocument(key: DocumentKey(bytes: [UInt8](key)), document: view.copy()))
            return true
        }
        return documents
    }

    /// How many documents `scan` has. Reads all of them.
    public func count(_ scan: DocumentScan) throws(Status) -> Int {
        var count = 0
        try self.scan(scan) { _, _ in
            count += 1
            return true
        }
        return count
    }
}
