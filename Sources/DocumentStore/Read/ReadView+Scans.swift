import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

extension ReadView {
    /// Calls `body` with each document of the ascending `scan` until it returns false.
    public func scan(
        _ scan: DocumentScan, _ body: (DocumentKey, RawDocument) throws(Status) -> Bool
    ) throws(Status) {
        precondition(!scan.reverse, "a view is scanned upwards")
        var left = scan.limit ?? .max
        var whole = scan
        whole.limit = nil
        var earlier = earlierDocuments(in: scan)[...]
        var isOver = left == 0
        var last: DocumentKey?
        func take(_ key: DocumentKey, _ document: RawDocument) throws(Status) {
            assert(last.map { $0 < key } ?? true, "past and present documents merge in key order")
            last = key
            left -= 1
            isOver = try !body(key, document) || left == 0
        }
        guard !isOver else { return }
        try snapshot.scan(whole) { bytes, view throws(Status) in
            let key = DocumentKey(bytes: [UInt8](bytes))
            while !isOver, let next = earlier.first, next.key < key {
                earlier.removeFirst()
                try take(next.key, next.document)
            }
            if !isOver, replaced.isEmpty || replaced[key] == nil { try take(key, view.copy()) }
            return !isOver
        }
        while !isOver, let next = earlier.popFirst() { try take(next.key, next.document) }
    }

    /// Replaced documents in the range of `scan`, ascending.
    private func earlierDocuments(in scan: DocumentScan) -> [KeyedDocument] {
        guard !replaced.isEmpty else { return [] }
        let range = scan.range
        return replaced.compactMap { key, document in
            guard let document, ByteOrder.compare(key.bytes, range.lower) >= 0,
                range.upper.map({ ByteOrder.compare(key.bytes, $0) < 0 }) ?? true
            else { return nil }
            return KeyedDocument(key: key, document: document)
        }.sorted { $0.key < $1.key }
    }

    /// As ``DocumentReading/collectionIds(database:below:after:limit:)``, at the view's read time.
    public func collectionIds(
        database: String, below parent: ResourcePath, after: String? = nil, limit: Int = .max
    ) throws(Status) -> [String] {
        guard !replaced.isEmpty else {
            return try snapshot.collectionIds(
                database: database, below: parent, after: after, limit: limit)
        }
        var ids = Set(try snapshot.collectionIds(database: database, below: parent))
        let (restored, doubted) = try replacedCollections(database, parent)
        for id in doubted.subtracting(restored)
        where try !holdsDocuments(
            database,
            ResourcePath(
                uncheckedSegments: parent.segments + [id]))
        {
            ids.remove(id)
        }
        let all = ids.union(restored).sorted { ByteOrder.compare($0, $1) < 0 }
        let rest = all.drop { id in after.map { ByteOrder.compare(id, $0) <= 0 } ?? false }
        return Array(rest.prefix(limit))
    }

    /// Ids of collections below `parent` that contained a replaced document, and of those that
    /// later commits added documents to.
    private func replacedCollections(
        _ database: String, _ parent: ResourcePath
    ) throws(Status) -> (restored: Set<String>, doubted: Set<String>) {
        var (restored, doubted): (Set<String>, Set<String>) = ([], [])
        let prefix = DocumentKey.databasePrefix(database)
        for (key, document) in replaced where key.bytes.starts(with: prefix) {
            let path = try key.decodedPath()
            guard parent.isPrefix(of: path), path.segments.count > parent.segments.count else {
                continue
            }
            let id = path.segments[parent.segments.count]
            if document == nil { doubted.insert(id) } else { restored.insert(id) }
        }
        return (restored, doubted)
    }

    /// Whether a document lies in or below `collection`.
    private func holdsDocuments(
        _ database: String, _ collection: ResourcePath
    ) throws(Status) -> Bool {
        for depth in try snapshot.depthsInUse(database: database) where depth >= collection.level {
            var found = false
            let prefix = DocumentKey.descendantPrefix(
                database: database, path: collection, depth: depth)
            try scan(DocumentScan(prefix: prefix, limit: 1)) { _, _ in
                found = true
                return false
            }
            if found { return true }
        }
        return false
    }

    /// Keys of all documents in `collection`, ascending and above `after`, at most `limit`.
    /// Includes missing documents that have descendants.
    public func keysWithMissing(
        database: String, collection: ResourcePath, after: DocumentKey?, limit: Int
    ) throws(Status) -> [DocumentKey] {
        var keys: Set<DocumentKey> = []
        for depth in try snapshot.depthsInUse(database: database) where depth >= collection.level {
            try collect(&keys, database, collection, depth: depth, after: after, limit: limit)
        }
        return Array(keys.sorted().prefix(limit))
    }

    /// Adds the ancestors in `collection` of the documents at `depth`, one seek for each.
    private func collect(
        _ keys: inout Set<DocumentKey>, _ database: String, _ collection: ResourcePath,
        depth: Int, after: DocumentKey?, limit: Int
    ) throws(Status) {
        let prefix = DocumentKey.descendantPrefix(
            database: database, path: collection, depth: depth)
        var scan = DocumentScan(prefix: prefix, limit: 1)
        if let after {
            scan.startAt = try successor(of: try after.decodedPath(), database, depth)
        }
        for _ in 0..<limit {
            var found: DocumentKey?
            try self.scan(scan) { key, _ in
                found = key
                return false
            }
            guard let path = try found?.decodedPath() else { return }
            let ancestor = ResourcePath(
                uncheckedSegments: Array(path.segments[...collection.segments.count]))
            keys.insert(DocumentKey(database: database, path: ancestor))
            scan.startAt = try successor(of: ancestor, database, depth)
        }
    }

    /// The least key of `depth` after the document `path` and all its descendants.
    private func successor(
        of path: ResourcePath, _ database: String, _ depth: Int
    ) throws(Status) -> DocumentKey {
        let own = DocumentKey.descendantPrefix(database: database, path: path, depth: depth)
        guard let next = DocumentKey.prefixSuccessor(own) else {
            throw Status(.corruption, "documents", "malformed key")
        }
        return DocumentKey(bytes: next)
    }
}

extension DocumentKey {
    /// The path of a stored key. Throws `corruption`.
    func decodedPath() throws(Status) -> ResourcePath {
        do throws(Status) {
            return try decode().path
        } catch {
            throw Status(.corruption, "documents", "malformed key")
        }
    }
}
