import FirestoreModel
import RocksStore
import StatusCodes

/// Collects the index changes of a commit; reused from commit to commit. REQUIRES: the commit lock
/// held.
struct IndexUpdates {
    private var writer: IndexWriter
    private var staging = IndexStaging()

    init(_ policy: IndexPolicy) { writer = IndexWriter(policy) }

    /// Discards what a failed commit left.
    mutating func begin() { staging.clear() }

    /// Stages the entries that the document at `key` gains and loses; see ``IndexWriter``.
    mutating func note(
        _ key: [UInt8], old: UnsafeRawBufferPointer?, new: UnsafeRawBufferPointer?
    ) throws(Status) {
        try writer.update(key, old: old, new: new, &staging)
    }

    mutating func write(into batch: RocksWriteBatch) { staging.write(into: batch) }
}

/// Finds the index entries that documents gain and lose. Caches the state of the last collection,
/// since the documents of a commit come sorted.
struct IndexWriter {
    private let policy: IndexPolicy
    /// Key prefix of the cached collection.
    private var collection: [UInt8] = []
    private var state: UInt64 = 0
    private var rule = IndexRule.none
    private var walk = IndexKeyExtractor()

    init(_ policy: IndexPolicy) { self.policy = policy }

    /// Passes to `sink` the entries that the document at `key` loses and gains as its fields change
    /// from `old` to `new`; nil for a document that does not exist.
    ///
    /// Throws `invalidArgument` for new fields that are malformed or have too many entries,
    /// `corruption` for malformed old ones.
    mutating func update(
        _ key: [UInt8], old: UnsafeRawBufferPointer?, new: UnsafeRawBufferPointer?,
        _ sink: inout some IndexSink
    ) throws(Status) {
        try enterCollection(of: key)
        assert(
            key.starts(with: collection) && key.count > collection.count,
            "the cached collection is the document's")
        if case .none = rule { return }
        assert(
            collection.withUnsafeBytes { IndexHash.collection($0) } == state,
            "the cached hash is the cached collection's")
        walk.begin(key, collection: collection.count)
        if let new, new.count > DocumentStoreLimits.fieldsBytesWithoutCount {
            try requireCountable(new)
        }
        guard let old, let new else {
            if let old { try walk.every(of: old, state, rule, .corruption) { sink.delete($0) } }
            if let new {
                let entry = walk.entry
                try walk.every(of: new, state, rule, .invalidArgument) { sink.put($0, entry) }
            }
            return
        }
        var difference = IndexDifference(walk, sink)
        try difference.update(old, new, state, rule)
        sink = difference.sink
    }

    /// Throws for a document with more than the maximum number of entries.
    private mutating func requireCountable(
        _ fields: UnsafeRawBufferPointer
    ) throws(Status) {
        var count = 0
        try walk.every(of: fields, state, rule, .invalidArgument) { _ in count += 1 }
        guard count <= DocumentStoreLimits.indexEntriesMax else {
            throw Status(
                .invalidArgument, "commit",
                "a document has more than \(DocumentStoreLimits.indexEntriesMax) index entries")
        }
    }

    private mutating func enterCollection(of key: [UInt8]) throws(Status) {
        // The prefix includes the depth, so only the document's id follows.
        if !collection.isEmpty, key.starts(with: collection) { return }
        do throws(Status) {
            let (database, path) = try DocumentKey(bytes: key).decode()
            let parent = ResourcePath(uncheckedSegments: path.segments.dropLast())
            collection = DocumentKey.collectionPrefix(database: database, collection: parent)
            state = collection.withUnsafeBytes { IndexHash.collection($0) }
            rule = policy.rule(forCollection: parent)
        } catch {
            throw Status(.corruption, "indexes", "malformed key")
        }
    }
}
