// Entries of the indexes family: one for each indexed field of each document, and one for each
// element of an array.
//
// key   := index: u64 big-endian | value | id
// index := FNV-1a of collection (FF name)* (FE | FD)      FE: the field's value, FD: an element
// value := IndexEncoding, ascending, its first 256 bytes
// id    := the last segment of the document's key; a text without its end 00 01
// entry := bytes of the id: LEB128
//
// Stored on disk: append to the grammar, never change it. `collection` is the key prefix of the
// collection's documents, `name` the UTF-8 of each name on the path to the field. FD to FF do not
// occur in UTF-8, so distinct fields hash distinct bytes. Entries of one index are in the order of
// values, and of document ids where values are equal. No encoding of a value is a prefix of
// another; two values longer than an entry holds may share one, so matches of a full-length entry
// are checked against the document.

import FirestoreModel
import Ordering
import StatusCodes

/// 64-bit FNV-1a: eight bytes in an entry's key for a whole path. Among a million fields a
/// collision has a probability of about one in 40 million; matches are checked against documents,
/// so it would make queries slower, not wrong.
enum IndexHash {
    private static let offset: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x0000_0100_0000_01B3

    enum Kind: UInt8 {
        case value = 0xFE
        case element = 0xFD
    }

    /// The hash state after a collection's key prefix.
    static func collection(_ prefix: UnsafeRawBufferPointer) -> UInt64 { fold(prefix, offset) }

    /// The hash state after one more field name.
    static func name(_ name: UnsafeRawBufferPointer, after state: UInt64) -> UInt64 {
        fold(name, fold(0xFF, state))
    }

    /// The index of the field whose path was hashed into `state`.
    static func index(_ kind: Kind, _ state: UInt64) -> UInt64 { fold(kind.rawValue, state) }

    /// The index of a field of the collection.
    static func index(_ kind: Kind, collection: [UInt8], path: FieldPath) -> UInt64 {
        var state = collection.withUnsafeBytes { self.collection($0) }
        for name in path.segments {
            state = ByteOrder.withUTF8(name) { self.name($0, after: state) }
        }
        return index(kind, state)
    }

    /// A hash of arbitrary bytes, for checksums over entries.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        // FNV-1a mixes the last bytes into few bits; a checksum needs all of them.
        let hash = fold(bytes, offset)
        let product = hash.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func fold(_ byte: UInt8, _ state: UInt64) -> UInt64 {
        (state ^ UInt64(byte)) &* prime
    }

    @inline(__always)
    private static func fold(_ bytes: UnsafeRawBufferPointer, _ state: UInt64) -> UInt64 {
        var state = state
        for byte in bytes { state = fold(byte, state) }
        return state
    }
}

/// An entry's key, parsed.
struct IndexKey {
    static let indexBytes = 8

    /// The encoded value, possibly truncated.
    let value: UnsafeRawBufferPointer
    /// The document's id segment, a text without its end.
    let id: UnsafeRawBufferPointer

    /// Whether the value may be truncated, so that other values can have the same entry.
    var isTruncated: Bool { value.count >= DocumentStoreLimits.indexedBytesMax }

    /// Throws `corruption`.
    init(
        _ key: UnsafeRawBufferPointer, _ entry: UnsafeRawBufferPointer
    ) throws(Status) {
        let malformed = Status(.corruption, "indexes", "malformed entry")
        guard let first = entry.first else { throw malformed }
        var idBytes = Int(first & 0x7F)
        if first >= 0x80 {
            guard entry.count == 2, entry[1] < 0x80 else { throw malformed }
            idBytes |= Int(entry[1]) << 7
        }
        guard idBytes > 0, key.count - idBytes > Self.indexBytes else { throw malformed }
        let split = key.count - idBytes
        value = UnsafeRawBufferPointer(rebasing: key[Self.indexBytes..<split])
        id = UnsafeRawBufferPointer(rebasing: key[split...])
    }

    /// The value stored under an entry's key.
    static func entry(idBytes: Int) -> [UInt8] {
        idBytes < 0x80
            ? [UInt8(idBytes)] : [UInt8(idBytes & 0x7F | 0x80), UInt8(idBytes >> 7)]
    }

    /// The entry's form of a document id: its key segment, a text without its terminator.
    static func id(ofSegment segment: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard segment.first == 2, segment.count >= 3 else { return segment }
        return UnsafeRawBufferPointer(rebasing: segment.dropLast(2))
    }

    /// The segment that an entry's `id` stands for, appended to `key`.
    static func appendSegment(_ id: UnsafeRawBufferPointer, to key: inout [UInt8]) {
        key.append(contentsOf: id)
        guard id.first == 2 else { return }
        key.append(0)
        key.append(1)
    }
}
