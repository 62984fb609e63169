import FirestoreModel

/// Fields that documents have when they are read, in place of stored ones.
///
/// Must answer the same for the time of one run.
public protocol DocumentOverlay: Sendable {
    /// Names of the top-level fields that documents in collections called `collectionId` may
    /// have otherwise than stored; empty where all of them read as stored. No index serves a
    /// condition or an order on one of these.
    func derivedFields(inCollections collectionId: String) -> [String]

    /// The fields of the document `path` as they are read, MapValue bytes; nil for as stored.
    func fields(
        of path: ResourcePath, stored: UnsafeRawBufferPointer
    ) throws(StoreError) -> [UInt8]?
}

/// How a query is run.
public struct QueryOptions: Sendable {
    /// What stands over the stored fields, for filters, orders and results alike.
    public var overlay: (any DocumentOverlay)?
    /// False: reads the collections whole, whatever is indexed.
    public var usesIndexes: Bool
    /// Asked every few hundred keys; true ends the run with `cancelled`.
    public var isCancelled: (@Sendable () -> Bool)?

    public init(
        overlay: (any DocumentOverlay)? = nil, usesIndexes: Bool = true,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) {
        self.overlay = overlay
        self.usesIndexes = usesIndexes
        self.isCancelled = isCancelled
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

/// What a run did, for those who want to know why it was slow.
public struct QueryStatistics: Equatable, Sendable {
    /// One line: which keys are read and what is done to their order.
    public var plan = ""
    /// The indexes that are read; the one of the names where collections are read whole.
    public var indexes: [IndexUse] = []
    /// Index entries and documents that cursors stood on or gets asked for.
    public var keysTouched = 0
    /// Documents whose fields were looked at or returned.
    public var documentsRead = 0
    /// Documents that the offset left out.
    public var skipped = 0
    /// Documents handed out.
    public var rows = 0

    public init() {}
}

/// An index as google.firestore.v1.PlanSummary tells of it.
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
