import StatusCodes

/// A validated query: input of the planner and of the tests on rows.
///
/// Immutable and shared between threads. A class, because copying its members for every row would
/// cost more than the test.
public final class PreparedQuery: Sendable {
    /// The database of the reference values for `__name__`.
    public let database: DatabaseName
    /// The root or a document.
    public let parent: ResourcePath
    /// Nil: collections of every id.
    public let collectionId: String?
    public let allDescendants: Bool
    public let filter: PreparedFilter?
    /// The effective order; the last is `__name__`.
    public let orders: [PreparedOrder]
    /// Fields that a row must have besides the ordered ones.
    public let required: [FieldPath]
    /// Number of explicit orders.
    public let explicitOrderCount: Int
    public let startAt: PreparedCursor?
    public let endAt: PreparedCursor?
    public let offset: Int
    /// Nil: no limit.
    public let limit: Int?
    /// Nil: whole documents. An empty mask: names and times only.
    public let projection: FieldMask?
    public let nearest: PreparedNearest?

    /// Checks `query` below `parent`, the root's or a document's resource name;
    /// INVALID_ARGUMENT otherwise.
    public convenience init(
        _ query: StructuredQuery, parent: String, in database: DatabaseName
    ) throws(Status) {
        try self.init(query, aggregating: [], parent: parent, in: database)
    }

    /// As above for a query whose rows are aggregated: they must have all of `fields`, and where
    /// offset or limit choose among them, they are ordered by these too.
    init(
        _ query: StructuredQuery, aggregating fields: [FieldPath], parent: String,
        in database: DatabaseName
    ) throws(Status) {
        self.parent = try Self.parent(parent, database)
        self.database = database
        let selector = try Self.selector(query.from)
        collectionId = selector.collectionId.isEmpty ? nil : selector.collectionId
        allDescendants = selector.allDescendants
        filter =
            if let received = query.filter {
                try PreparedFilter(received, in: database)
            } else { nil }
        let own = try PreparedOrder.effective(
            query.orderBy, inequalities: filter?.inequalityPaths ?? [])
        let fields = Set(fields).sorted()
        let nameIsBound =
            own.prefix(query.orderBy.count).contains(where: \.path.isDocumentName)
            || filter?.disjunctions.joined().contains(where: \.path.isDocumentName) ?? false
        let all = try PreparedOrder.aggregating(fields, behind: own, nameIsBound: nameIsBound)
        // Without limit and offset all rows count: no order is needed, which avoids the limit on
        // sorting.
        let isWhole = query.limit == nil && query.offset == 0
        orders = isWhole ? own : all
        required = isWhole ? fields : []
        explicitOrderCount = query.orderBy.count
        startAt = try Self.cursor(query.startAt, orders, query.orderBy.count, database)
        endAt = try Self.cursor(query.endAt, orders, query.orderBy.count, database)
        guard query.offset >= 0 else { throw .invalid("offset is negative") }
        guard (query.limit ?? 0) >= 0 else { throw .invalid("limit is negative") }
        offset = Int(query.offset)
        limit = query.limit.map(Int.init)
        projection = try Self.projection(query.select)
        try Self.require(fields, within: projection)
        nearest =
            if let received = query.findNearest { try PreparedNearest(received) } else { nil }
        try requireCountable()
        try requireNameOnlyWithoutCollection(own)
    }

    private static func parent(
        _ name: String, _ database: DatabaseName
    ) throws(Status) -> ResourcePath {
        let path = try ResourcePath(resourceName: name, in: database)
        guard !path.isCollection else { throw .notADocument }
        // Below the deepest documents there are no collections.
        guard path.level < FirestoreLimits.pathLevelsMax else { throw .pathTooDeep }
        return path
    }

    private static func selector(
        _ from: [StructuredQuery.CollectionSelector]
    ) throws(Status) -> StructuredQuery.CollectionSelector {
        guard from.count <= 1 else {
            throw .invalid("query has more than one collection selector")
        }
        // Without one: all collections right below the parent.
        let selector = from.first ?? StructuredQuery.CollectionSelector(collectionId: "")
        guard !selector.collectionId.isEmpty else { return selector }
        try ResourceID.validate(collection: selector.collectionId)
        return selector
    }

    private static func cursor(
        _ cursor: QueryCursor?, _ orders: [PreparedOrder], _ explicitCount: Int,
        _ database: DatabaseName
    ) throws(Status) -> PreparedCursor? {
        guard let cursor else { return nil }
        return try PreparedCursor(
            cursor, orders: orders, explicitCount: explicitCount, database)
    }

    private static func projection(_ select: [String]?) throws(Status) -> FieldMask? {
        // An empty list is all fields, as its proto says.
        guard let select, !select.isEmpty else { return nil }
        var paths: [FieldPath] = []
        for text in select {
            let path = try FilterPreparation.queryPath(text)
            if !path.isDocumentName { paths.append(path) }
        }
        return FieldMask(paths)
    }

    /// Throws unless the projection, where there is one, has every aggregated field.
    private static func require(
        _ fields: [FieldPath], within projection: FieldMask?
    ) throws(Status) {
        guard let projection, let first = fields.first else { return }
        guard !projection.paths.isEmpty else {
            throw .invalid(
                "Aggregation over non-key properties is not supported for base query that only "
                    + "returns keys.")
        }
        let missing = fields.first { field in
            !projection.paths.contains { $0.isPrefix(of: field) }
        }
        guard missing == nil else {
            throw .invalid(
                "The aggregation property \(missing ?? first) is not present in the base query's "
                    + "property mask.")
        }
    }

    private func requireCountable() throws(Status) {
        let count =
            (filter?.expandedConditionCount ?? 0) + explicitOrderCount + (parent.isRoot ? 0 : 1)
        guard count <= FirestoreLimits.filtersAndOrdersMax else {
            throw .invalid("more than \(FirestoreLimits.filtersAndOrdersMax) filters and orders")
        }
    }

    /// `orders` are those without the ones that aggregations add.
    private func requireNameOnlyWithoutCollection(
        _ orders: [PreparedOrder]
    ) throws(Status) {
        guard collectionId == nil else { return }
        let conditions = filter?.disjunctions.joined().map(\.path) ?? []
        guard (conditions + orders.map(\.path)).allSatisfy(\.isDocumentName), nearest == nil else {
            throw .invalid("a query of all collections may filter and order by __name__ only")
        }
    }
}
