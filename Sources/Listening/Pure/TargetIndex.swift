import FirestoreModel

/// Finds the listeners that a changed document may affect, by its key, its collection or its
/// collection id. A commit costs nothing for listeners of other scopes.
public struct TargetIndex<Listener: Hashable & Sendable>: Sendable {
    private var documents: [DocumentKey: Counts] = [:]
    /// By the collection's key prefix.
    private var collections: [[UInt8]: Counts] = [:]
    /// Collection group queries, by the bytes of the collection id.
    private var groups: [[UInt8]: [Group]] = [:]
    /// Queries of all collections.
    private var everywhere: [Group] = []

    /// Number of targets of each listener; never 0.
    private typealias Counts = [Listener: Int]

    private struct Group: Sendable {
        let listener: Listener
        let query: PreparedQuery
    }

    public init() {}

    public var isEmpty: Bool {
        documents.isEmpty && collections.isEmpty && groups.isEmpty && everywhere.isEmpty
    }

    public mutating func add(_ scope: TargetScope, _ listener: Listener) {
        switch scope {
        case .documents(let watched):
            for key in watched.keys { documents[key, default: [:]][listener, default: 0] += 1 }
        case .query(let query):
            if let prefix = Self.collectionPrefix(query) {
                collections[prefix, default: [:]][listener, default: 0] += 1
                return
            }
            let group = Group(listener: listener, query: query)
            if let id = query.collectionId {
                groups[DocumentKey.collectionIdBytes(id), default: []].append(group)
            } else {
                everywhere.append(group)
            }
        }
    }

    /// Reverts one ``add(_:_:)`` of the same scope.
    public mutating func remove(_ scope: TargetScope, _ listener: Listener) {
        switch scope {
        case .documents(let watched):
            for key in watched.keys { Self.take(listener, from: &documents[key]) }
        case .query(let query):
            if let prefix = Self.collectionPrefix(query) {
                return Self.take(listener, from: &collections[prefix])
            }
            let isIt: (Group) -> Bool = { $0.listener == listener && $0.query === query }
            guard let id = query.collectionId else { return Self.take(isIt, from: &everywhere) }
            let bytes = DocumentKey.collectionIdBytes(id)
            Self.take(isIt, from: &groups[bytes, default: []])
            if groups[bytes]?.isEmpty == true { groups[bytes] = nil }
        }
    }

    private static func take(_ isIt: (Group) -> Bool, from groups: inout [Group]) {
        guard let place = groups.firstIndex(where: isIt) else {
            return assertionFailure("what is removed was added")
        }
        groups.remove(at: place)
    }

    private static func take(_ listener: Listener, from counts: inout Counts?) {
        guard let count = counts?[listener] else {
            return assertionFailure("what is removed was added")
        }
        assert(count > 0, "a listener without targets is in no count")
        counts?[listener] = count > 1 ? count - 1 : nil
        if counts?.isEmpty == true { counts = nil }
    }

    /// The listeners with a target whose scope includes one of `keys`. Fastest for sorted keys:
    /// each collection is looked up once.
    public func listeners(of keys: some Sequence<DocumentKey>) -> Set<Listener> {
        var found: Set<Listener> = []
        var prefix: ArraySlice<UInt8> = []
        for key in keys {
            if !documents.isEmpty, let counts = documents[key] { found.formUnion(counts.keys) }
            if !prefix.isEmpty, key.bytes.starts(with: prefix) { continue }
            // A malformed key is in no scope.
            guard let count = try? key.collectionPrefixCount else { continue }
            prefix = key.bytes[..<count]
            collect(key, Array(prefix), into: &found)
        }
        return found
    }

    /// The listeners with a target whose scope includes a document of `collection`.
    public func listeners(
        of collection: ResourcePath, in database: String
    ) -> Set<Listener> {
        let prefix = DocumentKey.collectionPrefix(database: database, collection: collection)
        var found = Set(collections[prefix].map { Array($0.keys) } ?? [])
        for (key, counts) in documents where key.bytes.starts(with: prefix) {
            found.formUnion(counts.keys)
        }
        let inside = ResourcePath(uncheckedSegments: collection.segments + ["-"])
        let id = DocumentKey.collectionIdBytes(collection.id)
        for group in (groups[id] ?? []) + everywhere
        where group.query.database.database == database && group.query.selects(inside) {
            found.insert(group.listener)
        }
        return found
    }

    private func collect(
        _ key: DocumentKey, _ prefix: [UInt8], into found: inout Set<Listener>
    ) {
        if let counts = collections[prefix] { found.formUnion(counts.keys) }
        guard !groups.isEmpty || !everywhere.isEmpty, let place = try? key.decode(),
            let id = try? key.collectionIdBytes
        else { return }
        for group in (groups[Array(id)] ?? []) + everywhere
        where group.query.database.database == place.database && group.query.selects(place.path) {
            found.insert(group.listener)
        }
    }

    /// The key prefix of a query's only collection; nil for a query of several.
    private static func collectionPrefix(_ query: PreparedQuery) -> [UInt8]? {
        guard !query.allDescendants, let id = query.collectionId else { return nil }
        let collection = ResourcePath(uncheckedSegments: query.parent.segments + [id])
        return DocumentKey.collectionPrefix(
            database: query.database.database, collection: collection)
    }
}
