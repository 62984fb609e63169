import Ordering
import StatusCodes

/// A path below `/documents`: nothing (the root), a collection (1, 3, 5… segments) or a document
/// (2, 4, 6… segments).
///
/// Every initializer except ``init(uncheckedSegments:)`` validates ids, depth and length. Equality
/// and order are those of Firestore: UTF-8 bytes, numeric document ids first, parents before
/// children.
public struct ResourcePath: Sendable {
    /// Alternating collection and document ids, starting with a collection.
    public let segments: [String]

    /// The root, parent of the top-level collections.
    public static let root = ResourcePath(uncheckedSegments: [])

    /// REQUIRES: valid ids, such as those of stored keys; unchecked.
    public init(uncheckedSegments segments: [String]) { self.segments = segments }

    /// Validates ids from outside.
    public init(segments: [String]) throws(Status) {
        try Self.validate(segments)
        self.segments = segments
    }

    /// Parses `a/b/c`; empty text is the root.
    public init(_ text: String) throws(Status) {
        guard !text.isEmpty else {
            self = .root
            return
        }
        guard text.utf8.count <= Self.textBytesMax else {
            throw .nameTooLong(bytes: text.utf8.count)
        }
        try self.init(segments: Self.split(text[...]))
    }

    /// Parses `projects/{p}/databases/{d}/documents[/…]`, which must be in `database`.
    public init(resourceName name: String, in database: DatabaseName) throws(Status) {
        let root = database.documentsRoot.utf8
        guard name.utf8.count <= root.count + 1 + Self.textBytesMax else {
            throw .nameTooLong(bytes: name.utf8.count)
        }
        guard name.utf8.starts(with: root) else { throw Self.outsideError(name) }
        let rest = name.utf8.dropFirst(root.count)
        guard let slash = rest.first else {
            self = .root
            return
        }
        guard slash == 0x2F else { throw .malformedResourceName }
        try self.init(segments: Self.split(Substring(rest.dropFirst())))
    }

    /// The error for a name outside the database: `foreignDatabase` if it is a well-formed name.
    private static func outsideError(_ name: String) -> Status {
        do throws(Status) {
            _ = try parse(resourceName: name)
            return .foreignDatabase
        } catch {
            return error
        }
    }

    /// Parses a full resource name of any database.
    public static func parse(
        resourceName name: String
    ) throws(Status) -> (database: DatabaseName, path: ResourcePath) {
        guard name.utf8.count <= textBytesMax + 512 else {
            throw .nameTooLong(bytes: name.utf8.count)
        }
        let parts = split(name[...])
        guard parts.count >= 5, parts[0] == "projects", parts[2] == "databases",
            parts[4] == "documents"
        else { throw .malformedResourceName }
        let database = try DatabaseName(project: parts[1], database: parts[3])
        return (database, try ResourcePath(segments: Array(parts[5...])))
    }

    /// The path as a resource name of `database`.
    public func resourceName(in database: DatabaseName) -> String {
        segments.isEmpty ? database.documentsRoot : "\(database.documentsRoot)/\(self)"
    }

    /// Whether the path is the root.
    public var isRoot: Bool { segments.isEmpty }
    /// Whether the path names a document.
    public var isDocument: Bool { !segments.isEmpty && segments.count & 1 == 0 }
    /// Whether the path names a collection.
    public var isCollection: Bool { segments.count & 1 == 1 }
    /// Number of collections in the path: 0 for the root, 1 for a top-level collection and its
    /// documents.
    public var level: Int { (segments.count + 1) / 2 }

    /// The last id; empty for the root.
    public var id: String { segments.last ?? "" }

    /// The id of the collection named or of the one the document lies in; empty for the root.
    public var collectionId: String {
        isDocument ? segments[segments.count - 2] : id
    }

    /// The path without its last id; nil for the root.
    public var parent: ResourcePath? {
        isRoot ? nil : ResourcePath(uncheckedSegments: Array(segments.dropLast()))
    }

    /// The collection or document `id` directly below.
    public func child(_ id: String) throws(Status) -> ResourcePath {
        try ResourcePath(segments: segments + [id])
    }

    /// Whether `other` equals this path or is below it.
    public func isPrefix(of other: ResourcePath) -> Bool {
        segments.count <= other.segments.count
            && zip(segments, other.segments).allSatisfy { ByteOrder.equal($0, $1) }
    }

    /// Throws unless the path names a document.
    public func requireDocument() throws(Status) {
        guard isDocument else { throw .notADocument }
    }

    /// Throws unless the path names a collection.
    public func requireCollection() throws(Status) {
        guard isCollection else { throw .notACollection }
    }

    /// Enough for the longest name; anything longer is rejected before it is split.
    private static let textBytesMax = FirestoreLimits.documentNameBytesMax

    private static func split(_ text: Substring) -> [String] {
        // Over UTF-8, since a slash followed by a combining mark is another Character.
        text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
    }

    private static func validate(_ segments: [String]) throws(Status) {
        guard segments.count <= 2 * FirestoreLimits.pathLevelsMax else { throw .pathTooDeep }
        var bytes = max(0, segments.count - 1)
        for (index, id) in segments.enumerated() {
            if index & 1 == 0 {
                try ResourceID.validate(collection: id)
            } else {
                try ResourceID.validate(document: id)
            }
            bytes += id.utf8.count
        }
        guard bytes <= FirestoreLimits.documentNameBytesMax else {
            throw .nameTooLong(bytes: bytes)
        }
    }
}

extension ResourcePath: Hashable, Comparable, CustomStringConvertible {
    /// `a/b/c`; empty for the root.
    public var description: String { segments.joined(separator: "/") }

    public static func == (left: ResourcePath, right: ResourcePath) -> Bool {
        left.segments.count == right.segments.count && left.isPrefix(of: right)
    }

    public func hash(into hasher: inout Hasher) {
        for id in segments {
            ByteOrder.withUTF8(id) { hasher.combine(bytes: $0) }
            hasher.combine(UInt8(0x2F))
        }
    }

    public static func < (left: ResourcePath, right: ResourcePath) -> Bool {
        compare(left, right) < 0
    }

    /// Negative, zero or positive in document order.
    public static func compare(_ left: ResourcePath, _ right: ResourcePath) -> Int {
        for index in 0..<min(left.segments.count, right.segments.count) {
            let (first, second) = (left.segments[index], right.segments[index])
            let order =
                index & 1 == 1
                ? ResourceID.compareDocumentIds(first, second) : ByteOrder.compare(first, second)
            if order != 0 { return order }
        }
        return left.segments.count - right.segments.count
    }
}
