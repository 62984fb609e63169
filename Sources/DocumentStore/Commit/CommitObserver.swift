import FirestoreModel
import RocksStore

/// What a commit does to one document, from before the commit to after it.
public struct DocumentChange: Sendable {
    public let key: DocumentKey
    /// Nil when the document did not exist.
    public let old: RawDocument?
    /// Nil when the document is gone.
    public let new: RawDocument?
    /// The tag of the write.
    public let tag: UInt64
    /// The document stays as it was; told only because the tag is not 0. `old` equals `new`.
    public let isUnchanged: Bool
}

/// Derives data from documents, in the same atomic batch and in commit order.
///
/// Both methods run under the commit lock, with the changes in key order: they must be brief and
/// must not commit. Reads are fine and see the state before the commit in `prepare`, after it in
/// `committed`.
public protocol CommitObserver: AnyObject, Sendable {
    /// May add to `batch`, or throw to refuse the commit. Another observer or the disk may still
    /// refuse, so what this learns takes effect in ``committed(changes:version:time:)`` only.
    func prepare(changes: [DocumentChange], batch: CommitBatch) throws(StoreError)

    /// The batch is in. `time` is microseconds since 1970.
    func committed(changes: [DocumentChange], version: UInt64, time: Int64)
}

/// The part of a commit's batch that observers may write: the auxiliary families. Not to be kept
/// after the call that handed it out.
public final class CommitBatch {
    /// The commit's version.
    public let version: UInt64
    /// The commit's time, microseconds since 1970.
    public let time: Int64
    private let batch: RocksWriteBatch

    init(_ batch: RocksWriteBatch, version: UInt64, time: Int64) {
        self.batch = batch
        self.version = version
        self.time = time
    }

    public func put(_ family: AuxiliaryFamily, _ key: [UInt8], _ value: [UInt8]) {
        batch.put(family.columnFamily, key, value)
    }

    public func delete(_ family: AuxiliaryFamily, _ key: [UInt8]) {
        batch.delete(family.columnFamily, key)
    }

    /// Deletes the keys from `lower`, inclusive, to `upper`, exclusive.
    public func deleteRange(_ family: AuxiliaryFamily, from lower: [UInt8], to upper: [UInt8]) {
        batch.deleteRange(family.columnFamily, from: lower, to: upper)
    }
}
