import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// A document's position among those of its database: the segments of its ``DocumentKey`` without
/// database and depth, whose byte order is path order over all depths.
struct PathKey: Equatable {
    let bytes: [UInt8]
    let depth: UInt8
}

/// Converts keys of one database to path keys and back.
struct KeySpace {
    let database: String
    /// Prefix of all keys of the database; a depth byte follows.
    let prefix: [UInt8]

    init(database: String) {
        self.database = database
        prefix = DocumentKey.databasePrefix(database)
    }

    /// Where the segments of a key start.
    var segmentsStart: Int { prefix.count + 1 }

    /// The path key of the document `path`, or the prefix of the path keys below the collection
    /// `path`.
    func pathKey(of path: ResourcePath) -> [UInt8] {
        guard !path.isRoot else { return [] }
        assert(path.level > 0, "what is not the root has a level")
        let key = DocumentKey.descendantPrefix(database: database, path: path, depth: path.level)
        return Array(key[segmentsStart...])
    }

    func key(of pathKey: PathKey) -> [UInt8] {
        assert(pathKey.depth > 0 && !pathKey.bytes.isEmpty, "a path key is a document's")
        var key = prefix
        key.reserveCapacity(segmentsStart + pathKey.bytes.count)
        key.append(pathKey.depth)
        key.append(contentsOf: pathKey.bytes)
        return key
    }

    /// The path of a key of this database. Throws `corruption`.
    func path(of key: UnsafeRawBufferPointer) throws(Status) -> ResourcePath {
        do throws(Status) {
            return try DocumentKey(bytes: [UInt8](key)).decode().path
        } catch {
            throw Status(.corruption, "documents", "malformed key")
        }
    }
}

/// Path keys from `lower`, inclusive, to `upper`, exclusive and nil for the end.
struct PathKeyRange: Equatable {
    var lower: [UInt8] = []
    var upper: [UInt8]?

    static let all = PathKeyRange()
    static let none = PathKeyRange(lower: [0xFF], upper: [])

    /// The least byte string above `pathKey`; it sorts before all descendants, whose path keys
    /// continue with a segment's first byte.
    static func above(_ pathKey: [UInt8]) -> [UInt8] { pathKey + [0] }

    var isEmpty: Bool {
        guard let upper else { return false }
        return ByteOrder.compare(lower, upper) >= 0
    }

    func intersection(_ other: PathKeyRange) -> PathKeyRange {
        var both = self
        if ByteOrder.compare(other.lower, lower) > 0 { both.lower = other.lower }
        if let upper = other.upper {
            if let own = both.upper, ByteOrder.compare(own, upper) <= 0 { return both }
            both.upper = upper
        }
        return both
    }

    /// The least range that holds both.
    func hull(_ other: PathKeyRange) -> PathKeyRange {
        guard !isEmpty else { return other }
        guard !other.isEmpty else { return self }
        var hull = self
        if ByteOrder.compare(other.lower, lower) < 0 { hull.lower = other.lower }
        guard let own = upper, let upper = other.upper else {
            hull.upper = nil
            return hull
        }
        if ByteOrder.compare(upper, own) > 0 { hull.upper = upper }
        return hull
    }

    /// The keys of `depth` within the range that start with `prefix`.
    func keys(_ space: KeySpace, depth: Int, prefix: [UInt8]) -> KeyRange {
        var keys = KeyRange(prefix: prefix)
        let head = space.prefix + [UInt8(depth)]
        let lower = head + self.lower
        if ByteOrder.compare(lower, keys.lower) > 0 { keys.lower = lower }
        if let upper {
            let upper = head + upper
            if keys.upper.map({ ByteOrder.compare(upper, $0) < 0 }) ?? true { keys.upper = upper }
        }
        return keys
    }
}
