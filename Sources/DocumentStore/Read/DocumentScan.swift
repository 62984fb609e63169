import FirestoreModel
import Ordering
import RocksStore

/// Which documents to read, in key order: all whose key starts with `prefix`, between the bounds.
///
/// The bounds follow the direction: with `reverse`, the scan starts at the high end.
public struct DocumentScan: Sendable {
    /// From ``DocumentKey``'s prefix functions.
    public var prefix: [UInt8]
    /// The first document, inclusive; need not exist.
    public var startAt: DocumentKey?
    /// The first document, exclusive; wins over `startAt`.
    public var startAfter: DocumentKey?
    /// The end, exclusive.
    public var endBefore: DocumentKey?
    public var reverse: Bool
    /// Documents at most; nil for all.
    public var limit: Int?
    /// False for one-time passes over many documents, which would evict the working set.
    public var fillsCache = true

    public init(
        prefix: [UInt8], startAt: DocumentKey? = nil, startAfter: DocumentKey? = nil,
        endBefore: DocumentKey? = nil, reverse: Bool = false, limit: Int? = nil
    ) {
        self.prefix = prefix
        self.startAt = startAt
        self.startAfter = startAfter
        self.endBefore = endBefore
        self.reverse = reverse
        self.limit = limit
    }

    /// The documents directly in `collection`.
    public init(database: String, collection: ResourcePath) {
        self.init(
            prefix: DocumentKey.collectionPrefix(database: database, collection: collection))
    }

    /// The range of keys, clipped to the prefix.
    var range: KeyRange {
        var range = KeyRange(prefix: prefix)
        if reverse {
            narrow(&range, lower: endBefore.map { Self.above($0) })
            narrow(&range, upper: startAfter?.bytes ?? startAt.map { Self.above($0) })
        } else {
            narrow(&range, lower: startAfter.map { Self.above($0) } ?? startAt?.bytes)
            narrow(&range, upper: endBefore?.bytes)
        }
        return range
    }

    /// The least byte string above `key`.
    private static func above(_ key: DocumentKey) -> [UInt8] { key.bytes + [0] }

    private func narrow(_ range: inout KeyRange, lower: [UInt8]?) {
        guard let lower, ByteOrder.compare(lower, range.lower) > 0 else { return }
        range.lower = lower
    }

    private func narrow(_ range: inout KeyRange, upper: [UInt8]?) {
        guard let upper else { return }
        if let current = range.upper, ByteOrder.compare(current, upper) <= 0 { return }
        range.upper = upper
    }
}

/// A document and its key.
public struct KeyedDocument: Equatable, Sendable {
    public let key: DocumentKey
    public let document: RawDocument

    public init(key: DocumentKey, document: RawDocument) {
        self.key = key
        self.document = document
    }
}
