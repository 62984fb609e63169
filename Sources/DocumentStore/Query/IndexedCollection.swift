import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// A collection that a query reads through indexes.
struct IndexedCollection {
    let space: KeySpace
    /// Key prefix of its documents.
    let prefix: [UInt8]
    let depth: UInt8
    let rule: IndexRule

    init(_ path: ResourcePath, _ space: KeySpace, _ policy: IndexPolicy) {
        self.space = space
        prefix = DocumentKey.collectionPrefix(database: space.database, collection: path)
        depth = UInt8(path.level)
        rule = policy.rule(forCollection: path)
    }

    /// The index of a field, as the first bytes of its entries.
    func index(_ kind: IndexHash.Kind, _ path: FieldPath) -> [UInt8] {
        BigEndian.bytes(IndexHash.index(kind, collection: prefix, path: path))
    }

    func pathKey(ofId id: [UInt8]) -> PathKey {
        var bytes = Array(prefix[space.segmentsStart...])
        id.withUnsafeBytes { IndexKey.appendSegment($0, to: &bytes) }
        return PathKey(bytes: bytes, depth: depth)
    }

    /// The id of the document at `pathKey`; nil when it is not in this collection.
    func id(ofPathKey pathKey: [UInt8]) -> [UInt8]? {
        let own = prefix[space.segmentsStart...]
        guard pathKey.starts(with: own) else { return nil }
        return Array(pathKey[own.count...]).withUnsafeBytes { segment in
            guard (try? KeySegments.end(of: segment, at: 0)) == segment.count else { return nil }
            return [UInt8](IndexKey.id(ofSegment: segment))
        }
    }

    /// The least id at or after `pathKey`, which may lie outside the collection; nil when all ids
    /// are before it.
    func firstId(from pathKey: [UInt8]) -> [UInt8]? {
        let own = Array(prefix[space.segmentsStart...])
        guard pathKey.starts(with: own) else {
            return ByteOrder.compare(pathKey, own) < 0 ? [] : nil
        }
        let rest = Array(pathKey[own.count...])
        return rest.withUnsafeBytes { rest in
            guard let end = try? KeySegments.end(of: rest, at: 0) else { return [UInt8](rest) }
            let id = IndexKey.id(
                ofSegment: UnsafeRawBufferPointer(rebasing: rest[..<end]))
            // A position below a document sorts after the document.
            return end == rest.count ? [UInt8](id) : id + [0]
        }
    }

    /// The collections of a query; nil when there are so many, or so many others between them, that
    /// a scan is as good.
    static func all(
        of query: PreparedQuery, _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) -> [IndexedCollection]? {
        guard let id = query.collectionId else { return nil }
        let space = KeySpace(database: query.database.database)
        guard query.allDescendants else {
            let path = ResourcePath(uncheckedSegments: query.parent.segments + [id])
            return [IndexedCollection(path, space, source.policy)]
        }
        var collections: [IndexedCollection] = []
        var seeks = 0
        for depth in try source.depthsInUse(database: space.database)
        where depth > query.parent.level {
            let range = PathKeyRange.all.keys(
                space, depth: depth,
                prefix: DocumentKey.descendantPrefix(
                    database: space.database, path: query.parent, depth: depth))
            let cursor = try RocksIterator(
                source.database, .documents, range, snapshot: source.snapshot)
            cursor.seekToFirst()
            while cursor.isValid {
                seeks += 1
                try meter.touch()
                guard seeks <= DocumentStoreLimits.collectionsVisitedMax,
                    collections.count < DocumentStoreLimits.collectionsIndexedMax
                else { return nil }
                let path = try space.path(of: cursor.key)
                let collection = ResourcePath(uncheckedSegments: path.segments.dropLast())
                let found = IndexedCollection(collection, space, source.policy)
                if ByteOrder.equal(collection.id, id) { collections.append(found) }
                guard let behind = DocumentKey.prefixSuccessor(found.prefix) else { break }
                cursor.seek(behind)
            }
            try cursor.checkStatus()
        }
        return collections
    }
}
