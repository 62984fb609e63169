import FirestoreModel
import Memory
import StatusCodes

/// Computed fields that replace stored ones in every read.
///
/// Must be constant during one run.
public protocol DocumentOverlay: Sendable {
    /// Names of the top-level fields that the overlay may replace in collections with the id
    /// `collectionId`; empty where all fields read as stored. Indexes do not serve conditions or
    /// orders on these.
    func derivedFields(inCollections collectionId: String) -> [String]

    /// The fields that a read of `path` returns, as MapValue bytes; nil for the stored ones.
    func fields(
        of path: ResourcePath, stored: UnsafeRawBufferPointer
    ) throws(Status) -> [UInt8]?
}

/// How a query is run.
public struct QueryOptions: Sendable {
    /// The overlay, applied to filters, orders and results alike.
    public var overlay: (any DocumentOverlay)?
    /// False forces a scan of the collections.
    public var usesIndexes: Bool
    /// Called every few hundred keys; true ends the run with `cancelled`.
    public var isCancelled: (@Sendable () -> Bool)?
    /// Called as often, without a lock held, with the work so far; what it throws ends the run. It
    /// may block for a while, to let others go first.
    public var check: (@Sendable (QueryWork) throws(Status) -> Void)?

    /// What rows that are sorted or gathered take memory from.
    public var memory: MemoryBudget

    public init(
        overlay: (any DocumentOverlay)? = nil, usesIndexes: Bool = true,
        memory: MemoryBudget = .unlimited, isCancelled: (@Sendable () -> Bool)? = nil
    ) {
        self.memory = memory
        self.overlay = overlay
        self.usesIndexes = usesIndexes
        self.isCancelled = isCancelled
    }
}

/// What a run has read so far.
public struct QueryWork: Equatable, Sendable {
    /// Index entries and documents visited.
    public var keysTouched: Int
    /// Bytes of the fields of documents that were read.
    public var bytesRead: Int

    public init(keysTouched: Int, bytesRead: Int) {
        self.keysTouched = keysTouched
        self.bytesRead = bytesRead
    }
}

/// A document that a query found.
public struct QueryMatch: Equatable, Sendable {
    public let path: ResourcePath
    /// With the overlay's fields, whole: the query's projection is not applied.
    public let document: RawDocument
    /// Set by a nearest-neighbour stage; its result field is not in `document`.
    public let distance: Double?

    public init(path: ResourcePath, document: RawDocument, distance: Double? = nil) {
        self.path = path
        self.document = document
        self.distance = distance
    }
}

/// Statistics of a run, for diagnosis of slow queries.
public struct QueryStatistics: Equatable, Sendable {
    /// One line: which keys are read and whether rows are sorted.
    public var plan = ""
    /// The indexes that are read; the index on `__name__` for a scan.
    public var indexes: [IndexUse] = []
    /// Index entries and documents visited by cursors or fetched.
    public var keysTouched = 0
    /// Documents whose fields were read or returned.
    public var documentsRead = 0
    /// Rows skipped by the offset.
    public var skipped = 0
    /// Rows returned.
    public var rows = 0

    public init() {}
}

/// An index as google.firestore.v1.PlanSummary reports it.
public struct IndexUse: Hashable, Sendable {
    /// `Collection` or `Collection group`.
    public let scope: String
    /// Such as `(status ASC, __name__ ASC)`.
    public let properties: String

    public init(scope: String, properties: String) {
        self.scope = scope
        self.properties = properties
    }
}
