import FirestoreModel
import Ordering
import ProtobufWire

/// The prefixes of POSs' own ids in the document ids of a catalog's products: `alleaves_` in
/// `alleaves_1018`. Derived from the products, so that an own id is resolved without a table of own
/// ids: a prefix ends with `_` and is followed by the document's `externalId`.
struct ProductIDPrefixes: Sendable {
    private struct Prefix {
        let bytes: [UInt8]
        /// Whether its only `_` is at its end. Then no shorter prefix can end within it.
        let isPlain: Bool
    }

    /// In the order of their bytes.
    private var prefixes: [Prefix] = []
    private static let underscore = UInt8(ascii: "_")

    var count: Int { prefixes.count }
    var all: [[UInt8]] { prefixes.map(\.bytes) }
    /// Whether there may be prefixes that were not kept.
    var isFull: Bool { count >= CatalogLimits.idPrefixesMax }

    /// Adds the prefix of a product.
    ///
    /// - Parameters:
    ///   - id: the document's.
    ///   - item: its MenuItem.
    @inline(__always)
    mutating func add(id: UnsafeRawBufferPointer, item: UnsafeRawBufferPointer) {
        if !isKnown(id) { addUnknown(id, item) }
    }

    /// Fast path: whether an id cannot have a new prefix, as nearly all.
    @inline(__always)
    private func isKnown(_ id: UnsafeRawBufferPointer) -> Bool {
        prefixes.contains { prefix in
            prefix.isPlain && prefix.bytes.begins(id)
                && !id[prefix.bytes.count...].contains(Self.underscore)
        }
    }

    @inline(never)
    private mutating func addUnknown(_ id: UnsafeRawBufferPointer, _ item: UnsafeRawBufferPointer) {
        guard let count = Self.prefixCount(id, ownID: MenuItemID.ownID(of: item)),
            !isFull
        else { return }
        let bytes = [UInt8](id[..<count])
        let index = prefixes.firstIndex { !$0.bytes.lexicographicallyPrecedes(bytes) }
        if let index, prefixes[index].bytes == bytes { return }
        let isPlain = bytes.firstIndex(of: Self.underscore) == bytes.count - 1
        prefixes.insert(Prefix(bytes: bytes, isPlain: isPlain), at: index ?? prefixes.count)
    }

    /// Length of a document id's prefix before the own id; nil if it does not end with the own id.
    static func prefixCount(_ id: UnsafeRawBufferPointer, ownID: UnsafeRawBufferPointer?) -> Int? {
        guard let ownID, !ownID.isEmpty else { return nil }
        let own = escaped(ownID)
        let count = id.count - own.count
        guard count > 1, id[count - 1] == underscore, id[count...].elementsEqual(own) else {
            return nil
        }
        return count
    }

    /// Calls `body` with the rest of the id after each of its prefixes.
    func forEachRest(of id: [UInt8], _ body: (UnsafeRawBufferPointer) -> Void) {
        id.withUnsafeBytes { id in
            for prefix in prefixes where prefix.bytes.begins(id) {
                body(UnsafeRawBufferPointer(rebasing: id[prefix.bytes.count...]))
            }
        }
    }

    /// An own id in the encoding of document ids: `/`, which they must not contain, and `%` are
    /// percent-encoded.
    static func escaped(_ ownID: UnsafeRawBufferPointer) -> [UInt8] {
        guard ownID.contains(where: { $0 == 0x2F || $0 == 0x25 }) else { return [UInt8](ownID) }
        return ownID.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x2F: Array("%2F".utf8)
            case 0x25: Array("%25".utf8)
            default: [byte]
            }
        }
    }
}

extension [UInt8] {
    /// Whether these bytes are a proper prefix of an id.
    @inline(__always)
    fileprivate func begins(_ id: UnsafeRawBufferPointer) -> Bool {
        id.count > count
            && withUnsafeBytes {
                ByteOrder.compare(UnsafeRawBufferPointer(rebasing: id[..<count]), $0) == 0
            }
    }
}
