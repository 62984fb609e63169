import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// Visits the documents of a query's collections in name order, without an index. Collections with
/// another id are skipped with one seek each.
final class CollectionScan {
    private var cursors: [DepthCursor] = []
    private let descending: Bool

    init(
        _ query: PreparedQuery, _ source: ReadSource, _ range: PathKeyRange, _ meter: QueryMeter
    ) throws(Status) {
        descending = query.orders.first.map { $0.path.isDocumentName && $0.isDescending } ?? false
        let space = KeySpace(database: query.database.database)
        guard !range.isEmpty else { return }
        for depth in try Self.depths(query, source, meter) {
            let keys = range.keys(space, depth: depth, prefix: Self.prefix(query, depth))
            guard keys.upper.map({ ByteOrder.compare(keys.lower, $0) < 0 }) ?? true else {
                continue
            }
            let cursor = DepthCursor(
                try RocksIterator(source.database, .documents, keys, snapshot: source.snapshot),
                depth: depth, segmentsStart: space.segmentsStart,
                collectionId: query.allDescendants ? query.collectionId : nil,
                descending: descending, meter)
            if try cursor.start() { cursors.append(cursor) }
        }
    }

    private static func depths(
        _ query: PreparedQuery, _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) -> [Int] {
        let top = query.parent.level + 1
        guard query.allDescendants else { return [top] }
        let depths = try source.depthsInUse(database: query.database.database)
        for _ in depths { try meter.touch() }
        return depths.filter { $0 >= top }
    }

    /// Prefix of all keys of the query at `depth`.
    private static func prefix(_ query: PreparedQuery, _ depth: Int) -> [UInt8] {
        let database = query.database.database
        guard !query.allDescendants, let id = query.collectionId else {
            return DocumentKey.descendantPrefix(
                database: database, path: query.parent, depth: depth)
        }
        let collection = ResourcePath(uncheckedSegments: query.parent.segments + [id])
        return DocumentKey.collectionPrefix(database: database, collection: collection)
    }

    /// Calls `body` with each key and record, both in place, until it returns false.
    func forEach(
        _ body: (UnsafeRawBufferPointer, DocumentView) throws(Status) -> Bool
    ) throws(Status) {
        while let cursor = first() {
            let iterator = cursor.iterator
            assert(cursors.allSatisfy(\.iterator.isValid), "a cursor at its end is no cursor")
            guard try body(iterator.key, try DocumentRecord.decode(iterator.value)) else { return }
            if try !cursor.next() { cursors.removeAll { $0 === cursor } }
        }
    }

    /// The cursor with the next document.
    private func first() -> DepthCursor? {
        guard cursors.count > 1 else { return cursors.first }
        return cursors.min { left, right in
            let order = ByteOrder.compare(left.pathKey, right.pathKey)
            return descending ? order > 0 : order < 0
        }
    }
}

/// A cursor over the documents of one depth, optionally in collections of one id only.
final class DepthCursor {
    let iterator: RocksIterator
    private let depth: Int
    private let segmentsStart: Int
    /// The segment of the wanted collection id; nil for every collection.
    private let wanted: [UInt8]?
    private let descending: Bool
    private let meter: QueryMeter
    /// Key prefix of the last wanted collection found.
    private var collection: [UInt8] = []

    init(
        _ iterator: RocksIterator, depth: Int, segmentsStart: Int, collectionId: String?,
        descending: Bool, _ meter: QueryMeter
    ) {
        self.iterator = iterator
        self.depth = depth
        self.segmentsStart = segmentsStart
        self.descending = descending
        self.meter = meter
        wanted = collectionId.map { id in
            let path = ResourcePath(uncheckedSegments: [id])
            return KeySpace(database: "(default)").pathKey(of: path)
        }
    }

    /// The path key of the current document. REQUIRES: the cursor is at one.
    var pathKey: UnsafeRawBufferPointer {
        let key = iterator.key
        assert(
            key.count > segmentsStart && key[segmentsStart - 1] == UInt8(depth),
            "a cursor stays within its depth")
        return UnsafeRawBufferPointer(rebasing: key[segmentsStart...])
    }

    /// Moves to the first document; false when there is none.
    func start() throws(Status) -> Bool {
        if descending { iterator.seekToLast() } else { iterator.seekToFirst() }
        return try settle()
    }

    /// Moves to the next document; false when there is none.
    func next() throws(Status) -> Bool {
        if descending { iterator.previous() } else { iterator.next() }
        return try settle()
    }

    /// Advances until the cursor is in a wanted collection.
    private func settle() throws(Status) -> Bool {
        while iterator.isValid {
            try meter.touch()
            guard let wanted else { return true }
            let key = iterator.key
            if !collection.isEmpty, key.starts(with: collection) { return true }
            let id = try KeySegments.collection(key, at: segmentsStart, depth: depth)
            let prefix = [UInt8](key[..<id.upperBound])
            if key[id].elementsEqual(wanted) {
                collection = prefix
                return true
            }
            if descending {
                // No key equals the prefix.
                iterator.seekBackward(prefix)
            } else {
                guard let behind = DocumentKey.prefixSuccessor(prefix) else { break }
                iterator.seek(behind)
            }
        }
        try iterator.checkStatus()
        return false
    }
}

/// Parses stored keys; see the grammar of ``DocumentKey``.
enum KeySegments {
    /// The segment that names the collection of a document at `depth`, whose segments begin at
    /// `start`. Throws `corruption`.
    static func collection(
        _ key: UnsafeRawBufferPointer, at start: Int, depth: Int
    ) throws(Status) -> Range<Int> {
        var position = start
        for _ in 0..<max(2 * depth - 2, 0) { position = try end(of: key, at: position) }
        return position..<(try end(of: key, at: position))
    }

    /// Where the segment that begins at `start` ends.
    static func end(
        of key: UnsafeRawBufferPointer, at start: Int
    ) throws(Status) -> Int {
        guard start < key.count else { throw malformed }
        guard key[start] == 2 else {
            guard key[start] == 1, key.count - start >= 9 else { throw malformed }
            return start + 9
        }
        var position = start + 1
        while position + 1 < key.count {
            if key[position] != 0 {
                position += 1
            } else if key[position + 1] == 1 {
                return position + 2
            } else {
                position += 2
            }
        }
        throw malformed
    }

    private static let malformed = Status(.corruption, "documents", "malformed key")
}
