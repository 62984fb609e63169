import ProtobufWire

/// google.firestore.v1.StructuredQuery, as received; ``PreparedQuery`` checks it.
public struct StructuredQuery: Equatable, Sendable {
    /// Field paths to return; nil without a projection.
    public var select: [String]?
    public var from: [CollectionSelector] = []
    public var filter: QueryFilter?
    public var orderBy: [QueryOrder] = []
    public var startAt: QueryCursor?
    public var endAt: QueryCursor?
    public var offset: Int32 = 0
    public var limit: Int32?
    public var findNearest: FindNearest?

    public init() {}

    /// A query of one collection.
    public init(
        collection id: String, allDescendants: Bool = false, where filter: QueryFilter? = nil,
        orderBy: [QueryOrder] = [], limit: Int32? = nil
    ) {
        from = [CollectionSelector(collectionId: id, allDescendants: allDescendants)]
        self.filter = filter
        self.orderBy = orderBy
        self.limit = limit
    }

    public struct CollectionSelector: Equatable, Sendable {
        /// Empty for collections of every id.
        public var collectionId: String
        public var allDescendants: Bool

        public init(collectionId: String, allDescendants: Bool = false) {
            self.collectionId = collectionId
            self.allDescendants = allDescendants
        }
    }
}

/// google.firestore.v1.StructuredQuery.Order, as received.
public struct QueryOrder: Equatable, Sendable {
    public var path: String
    /// 0 unspecified (ascending), 1 ascending, 2 descending.
    public var direction: Int32

    public init(_ path: String, descending: Bool = false) {
        self.path = path
        direction = descending ? 2 : 1
    }
}

/// google.firestore.v1.Cursor, as received.
public struct QueryCursor: Equatable, Sendable {
    public var values: [Value]
    public var before: Bool

    public init(_ values: [Value] = [], before: Bool = false) {
        self.values = values
        self.before = before
    }
}

/// google.firestore.v1.StructuredQuery.FindNearest, as received.
public struct FindNearest: Equatable, Sendable {
    public var vectorField = ""
    public var queryVector = Value()
    /// 1 EUCLIDEAN, 2 COSINE, 3 DOT_PRODUCT.
    public var distanceMeasure: Int32 = 0
    public var limit: Int32?
    public var distanceResultField = ""
    public var distanceThreshold: Double?

    public init() {}
}
