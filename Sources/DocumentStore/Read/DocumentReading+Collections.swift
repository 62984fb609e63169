import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

extension DocumentReading {
    /// Ids of the collections directly below `parent` (the root or a document, which need not
    /// exist), ascending by UTF-8, those above `after` and at most `limit`. A collection exists as
    /// soon as a document lies in or below it, at any depth.
    ///
    /// Cost: one seek per level in use below `parent` and per collection found on it, independent
    /// of the number of documents.
    public func collectionIds(
        database: String, below parent: ResourcePath, after: String? = nil, limit: Int = .max
    ) throws(Status) -> [String] {
        precondition(!parent.isCollection, "collections lie below the root or a document")
        let scope = KeyRange(prefix: DocumentKey.databasePrefix(database))
        let cursor = try RocksIterator(
            source.database, .documents, scope, snapshot: source.snapshot)
        var found: [String] = []
        var depth = parent.level + 1
        while depth <= FirestoreLimits.pathLevelsMax {
            let prefix = DocumentKey.descendantPrefix(
                database: database, path: parent, depth: depth)
            try collect(cursor, prefix: prefix, into: &found)
            // The cursor is past this level's range; levels without documents are skipped.
            guard cursor.isValid, scope.lower.count < cursor.key.count else { break }
            depth = max(depth + 1, Int(cursor.key[scope.lower.count]))
        }
        try cursor.checkStatus()
        return select(found, after: after, limit: limit)
    }

    /// The depths (levels) at which `database` has documents, ascending; one seek for each. With
    /// ``DocumentKey/descendantPrefix(database:path:depth:)`` they give the ranges that hold all
    /// descendants of a path, for collection groups.
    public func depthsInUse(database: String) throws(Status) -> [Int] {
        let scope = KeyRange(prefix: DocumentKey.databasePrefix(database))
        let cursor = try RocksIterator(
            source.database, .documents, scope, snapshot: source.snapshot)
        var depths: [Int] = []
        cursor.seekToFirst()
        while cursor.isValid, scope.lower.count < cursor.key.count {
            let depth = cursor.key[scope.lower.count]
            depths.append(Int(depth))
            guard depth < UInt8.max else { break }
            cursor.seek(scope.lower + [depth + 1])
        }
        try cursor.checkStatus()
        return depths
    }

    /// Adds the collection ids that follow `prefix` and moves the cursor past the last of them.
    private func collect(
        _ cursor: RocksIterator, prefix: [UInt8], into found: inout [String]
    ) throws(Status) {
        cursor.seek(prefix)
        while cursor.isValid {
            let key = cursor.key
            guard key.starts(with: prefix) else { return }
            let (id, end) = try Self.collectionId(key, at: prefix.count)
            found.append(id)
            guard let next = DocumentKey.prefixSuccessor([UInt8](key[..<end])) else { return }
            cursor.seek(next)
        }
    }

    /// The text segment of `key` at `start` (02, escaped, 00 01) and where it ends.
    private static func collectionId(
        _ key: UnsafeRawBufferPointer, at start: Int
    ) throws(Status) -> (id: String, end: Int) {
        let malformed = Status(.corruption, "documents", "malformed key")
        guard start < key.count, key[start] == 2 else { throw malformed }
        var id: [UInt8] = []
        var position = start + 1
        while position + 1 < key.count {
            let byte = key[position]
            if byte != 0 {
                id.append(byte)
                position += 1
                continue
            }
            if key[position + 1] == 1 {
                guard let text = String(validating: id, as: UTF8.self) else { throw malformed }
                return (text, position + 2)
            }
            guard key[position + 1] == 0xFF else { throw malformed }
            id.append(0)
            position += 2
        }
        throw malformed
    }

    /// `ids` of all levels in order, once each, those above `after`.
    private func select(_ ids: [String], after: String?, limit: Int) -> [String] {
        var selected: [String] = []
        for id in ids.sorted(by: { ByteOrder.compare($0, $1) < 0 }) {
            guard selected.count < limit else { break }
            if let last = selected.last, ByteOrder.equal(last, id) { continue }
            if let after, ByteOrder.compare(id, after) <= 0 { continue }
            selected.append(id)
        }
        return selected
    }
}
