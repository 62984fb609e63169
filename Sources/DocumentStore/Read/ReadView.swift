import FirestoreModel
import RocksStore
import StatusCodes

/// A consistent view of the documents at one time, now or in the past.
public struct ReadView: Sendable {
    public let snapshot: StoreSnapshot
    /// The view contains every commit up to this time, in microseconds since 1970.
    public let readTime: Int64
    /// Documents that later commits in the snapshot changed, in their state at `readTime`; nil for
    /// those that did not exist.
    public let replaced: [DocumentKey: RawDocument?]

    /// The store as it is now.
    public init(of store: DocumentStore) throws(Status) {
        snapshot = try store.snapshot()
        readTime = snapshot.readTime
        replaced = [:]
    }

    /// The store as it was at `time`. Throws `invalidArgument` for the future and
    /// `failedPrecondition` for a time before the window of `history`.
    public init(
        of store: DocumentStore, at time: Int64, _ history: DocumentHistory
    ) throws(Status) {
        try store.settle(time)
        snapshot = try store.snapshot()
        readTime = time
        precondition(snapshot.readTime >= time, "the past lies before the snapshot")
        replaced = try history.replaced(since: time, in: snapshot)
    }

    /// The document, copied once; nil when missing.
    public func get(_ key: DocumentKey) throws(Status) -> RawDocument? {
        if let document = replaced[key] { return document }
        return try snapshot.get(key)
    }

    /// The documents in the order of `keys`, nil for each that is missing.
    public func getMany(_ keys: [DocumentKey]) throws(Status) -> [RawDocument?] {
        var documents = try snapshot.getMany(keys)
        precondition(documents.count == keys.count, "a document or none for every key")
        guard !replaced.isEmpty else { return documents }
        for (index, key) in keys.enumerated() {
            if let document = replaced[key] { documents[index] = document }
        }
        return documents
    }
}
