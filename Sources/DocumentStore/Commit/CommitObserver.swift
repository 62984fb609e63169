import FirestoreModel
import RocksStore
import StatusCodes

/// The net change of one document by one commit.
public struct DocumentChange: Sendable {
    public let key: DocumentKey
    /// Nil when the document did not exist.
    public let old: RawDocument?
    /// Nil when the commit deleted the document.
    public let new: RawDocument?
    /// The tag of the write.
    public let tag: UInt64
    /// The commit left the document unchanged (`old` equals `new`); reported only because its tag
    /// is not 0.
    public let isUnchanged: Bool
}

/// Maintains data derived from documents, in the same atomic batch and in commit order.
///
/// Both methods are called with the commit lock held and the changes in key order: they must be
/// brief and must not commit. They may read: `prepare` sees the state before the commit,
/// `committed` the state after it.
public protocol CommitObserver: AnyObject, Sendable {
    /// May add to `batch`, or throw to abort the commit. A later observer or the disk may still
    /// abort it, so changes to the observer's own state belong into
    /// ``committed(changes:version:time:)``.
    func prepare(changes: [DocumentChange], batch: CommitBatch) throws(Status)

    /// The batch has been written and is visible. `time` is in microseconds since 1970.
    func committed(changes: [DocumentChange], version: UInt64, time: Int64)
}

/// The part of a commit's batch that observers may write: the auxiliary families. Valid only during
/// the call that passes it.
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
