import FirestoreModel
import StatusCodes

/// The validated selection of a target.
public enum TargetScope: Sendable {
    case documents(WatchedDocuments)
    case query(PreparedQuery)

    /// Validates a target's selection in the stream's database. Throws INVALID_ARGUMENT, and
    /// UNIMPLEMENTED for a nearest-neighbour query.
    public init(
        _ selection: TargetRequest.Selection, in database: DatabaseName
    ) throws(Status) {
        switch selection {
        case .none: throw .invalid("target has neither a query nor documents")
        case .query(let parent, let query):
            let prepared = try PreparedQuery(query, parent: parent, in: database)
            guard prepared.nearest == nil else {
                throw Status(.unimplemented, "find_nearest cannot be listened to")
            }
            self = .query(prepared)
        case .documents(let names):
            self = .documents(try Self.documents(names, database))
        }
    }

    private static func documents(
        _ names: [String], _ database: DatabaseName
    ) throws(Status) -> WatchedDocuments {
        guard !names.isEmpty else { throw .invalid("target names no documents") }
        let most = ListeningLimits.documentsPerTargetMax
        guard names.count <= most else {
            throw .invalid("target names more than \(most) documents")
        }
        var keys: [DocumentKey] = []
        for name in names {
            let path = try ResourcePath(resourceName: name, in: database)
            try path.requireDocument()
            keys.append(DocumentKey(database: database.database, path: path))
        }
        return WatchedDocuments(keys)
    }

    /// Whether a document may match, by its path alone.
    public func covers(_ key: DocumentKey, at path: ResourcePath) -> Bool {
        switch self {
        case .documents(let documents): documents.contains(key)
        case .query(let query): query.selects(path)
        }
    }

    /// Whether the document matches, regardless of limit and offset.
    public func shows(_ key: DocumentKey, _ row: QueryRow) -> Bool {
        switch self {
        case .documents(let documents): documents.contains(key)
        case .query(let query): query.matches(row)
        }
    }

    /// Names of the top-level fields that ``shows(_:_:)`` tests.
    public var fieldsRead: [String] {
        guard case .query(let query) = self else { return [] }
        return query.fieldsRead
    }

    /// Whether the query has a limit or an offset, so that a document alone does not determine
    /// whether it belongs to the result.
    public var isWindow: Bool {
        guard case .query(let query) = self else { return false }
        return query.limit != nil || query.offset > 0
    }

    /// The collection, if the target is a whole collection in name order; nil otherwise.
    public var wholeCollection: ResourcePath? {
        guard case .query(let query) = self, let id = query.collectionId, !query.allDescendants,
            query.filter == nil, query.startAt == nil, query.endAt == nil, !isWindow,
            query.orders.count == 1, query.orders.first?.isDescending == false
        else { return nil }
        return ResourcePath(uncheckedSegments: query.parent.segments + [id])
    }
}

/// Documents that a target names individually.
public struct WatchedDocuments: Equatable, Sendable {
    /// Without duplicates, in the order of the request.
    public let keys: [DocumentKey]
    private let set: Set<DocumentKey>

    public init(_ keys: [DocumentKey]) {
        var set: Set<DocumentKey> = []
        self.keys = keys.filter { set.insert($0).inserted }
        self.set = set
    }

    public func contains(_ key: DocumentKey) -> Bool { set.contains(key) }
}
