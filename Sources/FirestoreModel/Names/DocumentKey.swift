import Ordering
import StatusCodes

// key       := database 00 01 | depth: u8 | segment*
// database  := escaped utf8 of the database id; "(default)" is stored as nothing
// depth     := document levels, segments / 2 (1...100)
// segment   := 02 | escaped utf8 | 00 01
//            | 01 | int64 big-endian, sign bit flipped      (document ids __id<N>__ only)
// escaped   := every 00 is followed by FF
//
// Stored on disk: append to the grammar, never change it. Among keys of one database and depth,
// byte order is document order; and since the depth comes before the path, the documents directly
// in a collection are one contiguous range without their descendants.

/// The order-preserving storage key of a document.
public struct DocumentKey: Hashable, Comparable, Sendable {
    /// The key as stored.
    public let bytes: [UInt8]

    /// Wraps stored bytes unchecked; ``decode()`` validates them.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The key of the document `path`, which must name one.
    public init(database: String, path: ResourcePath) {
        precondition(path.isDocument, "a key belongs to a document")
        bytes = Self.encode(database: database, depth: path.level, path: path)
    }

    /// The prefix of the keys of exactly the documents directly in `collection`.
    public static func collectionPrefix(
        database: String, collection: ResourcePath
    ) -> [UInt8] {
        precondition(collection.isCollection, "a prefix belongs to a collection")
        return encode(database: database, depth: collection.level, path: collection)
    }

    /// The prefix of the keys of the documents at `depth` levels that lie below `path` (root,
    /// collection or document), or are it when `path` is a document of that depth.
    public static func descendantPrefix(
        database: String, path: ResourcePath, depth: Int
    ) -> [UInt8] {
        precondition(depth >= path.level && depth <= FirestoreLimits.pathLevelsMax)
        return encode(database: database, depth: depth, path: path)
    }

    /// The prefix of every key of `database`.
    public static func databasePrefix(_ database: String) -> [UInt8] {
        var prefix: [UInt8] = []
        if database != "(default)" { prefix.appendEscaped(database) }
        prefix.append(0)
        prefix.append(1)
        return prefix
    }

    /// The least byte string above all that start with `bytes`; nil if there is none.
    public static func prefixSuccessor(_ bytes: [UInt8]) -> [UInt8]? {
        guard let last = bytes.lastIndex(where: { $0 != 0xFF }) else { return nil }
        var successor = Array(bytes[...last])
        successor[last] += 1
        return successor
    }

    /// The database id and path; throws `malformedKey` for bytes that are no key.
    public func decode() throws(Status) -> (database: String, path: ResourcePath) {
        var scanner = KeyScanner(bytes)
        let database = try scanner.text()
        let depth = try scanner.depth()
        var segments: [String] = []
        segments.reserveCapacity(2 * depth)
        for _ in 0..<2 * depth { segments.append(try scanner.segment()) }
        guard scanner.isAtEnd else { throw .malformedKey }
        return (
            database.isEmpty ? "(default)" : database, ResourcePath(uncheckedSegments: segments)
        )
    }

    /// UTF-8 of the document id, found without decoding the segments before it.
    public var documentIdBytes: [UInt8] {
        get throws(Status) {
            var scanner = KeyScanner(bytes)
            try scanner.skipText()
            let depth = try scanner.depth()
            for _ in 0..<2 * depth - 1 { try scanner.skipSegment() }
            return try scanner.lastSegmentBytes()
        }
    }

    /// As ``documentIdBytes`` for a key known to start with a collection prefix of `count` bytes:
    /// the prefix is not parsed.
    public func documentIdBytes(afterCollectionPrefix count: Int) throws(Status) -> [UInt8] {
        var scanner = KeyScanner(bytes, at: count)
        return try scanner.lastSegmentBytes()
    }

    /// Length of the collection's key prefix: all but the last segment.
    public var collectionPrefixCount: Int {
        get throws(Status) { try segmentOffsets().last }
    }

    /// The collection's id in the key's encoding: escaped UTF-8 without kind byte and terminator.
    public var collectionIdBytes: ArraySlice<UInt8> {
        get throws(Status) {
            let offsets = try segmentOffsets()
            return bytes[offsets.collection + 1..<offsets.last - 2]
        }
    }

    /// Where the collection's id and the document's id start.
    private func segmentOffsets() throws(Status) -> (collection: Int, last: Int) {
        var scanner = KeyScanner(bytes)
        try scanner.skipText()
        let depth = try scanner.depth()
        var (collection, last) = (scanner.position, scanner.position)
        for _ in 0..<2 * depth - 1 {
            collection = last
            try scanner.skipSegment()
            last = scanner.position
        }
        return (collection, last)
    }

    /// A collection id as ``collectionIdBytes`` has it.
    public static func collectionIdBytes(_ id: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendEscaped(id)
        return bytes
    }

    public static func < (left: DocumentKey, right: DocumentKey) -> Bool {
        ByteOrder.compare(left.bytes, right.bytes) < 0
    }

    private static func encode(database: String, depth: Int, path: ResourcePath) -> [UInt8] {
        var key = databasePrefix(database)
        key.reserveCapacity(key.count + 1 + path.segments.reduce(0) { $0 + $1.utf8.count + 3 })
        key.append(UInt8(depth))
        key.appendSegments(path.segments)
        return key
    }
}

extension [UInt8] {
    /// Appends alternating collection and document ids, in the grammar above.
    mutating func appendSegments(_ segments: [String]) {
        for (index, id) in segments.enumerated() {
            if index & 1 == 1, let number = ResourceID.numericValue(of: id) {
                append(1)
                appendBigEndian(UInt64(bitPattern: number) ^ 1 << 63)
            } else {
                append(2)
                appendEscaped(id)
                append(0)
                append(1)
            }
        }
    }
}
