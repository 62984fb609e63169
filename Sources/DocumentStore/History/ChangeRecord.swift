import FirestoreModel
import Ordering
import ProtobufWire
import StatusCodes

// The change log: one record for each commit that changed a document. Append kinds and versions,
// never renumber.
//
// key    := commit version: u64 big-endian
// record := format: u8 = 1 | commit time: i64 big-endian, µs | count: varint | entry*
// entry  := kind: u8 | shared: varint | rest: varint | key bytes: u8[rest]
// kind   := 1 put | 2 delete
//
// Entries ascend by document key; `shared` is the length of the prefix in common with the previous
// key (prefix compression): the documents of one commit mostly share their collection.

/// The documents that one commit changed.
public struct ChangeRecord: Equatable, Sendable {
    public enum Kind: UInt8, Sendable {
        case put = 1
        case delete = 2
    }

    public struct Entry: Equatable, Sendable {
        public let kind: Kind
        public let key: DocumentKey
    }

    public let version: UInt64
    /// Microseconds since 1970.
    public let commitTime: Int64
    /// Ascending by key.
    public let entries: [Entry]

    static let format: UInt8 = 1

    /// The record in `value`. Throws `corruption`.
    static func decode(
        version: UInt64, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> ChangeRecord {
        guard value.count >= 9, value[0] == format else {
            throw Status(.corruption, "change record", "header")
        }
        let time = Int64(bigEndian: value.loadUnaligned(fromByteOffset: 1, as: Int64.self))
        do {
            let entries = try entries(UnsafeRawBufferPointer(rebasing: value[9...]))
            return ChangeRecord(version: version, commitTime: time, entries: entries)
        } catch {
            throw Status(.corruption, "change record", "entries")
        }
    }

    private static func entries(
        _ bytes: UnsafeRawBufferPointer
    ) throws(WireError) -> [Entry] {
        var reader = WireReader(bytes)
        let count = try reader.varint()
        // An entry has at least three bytes, which bounds what a damaged count can reserve.
        guard count <= UInt64(reader.remaining / 3) else { throw .truncated(offset: 0) }
        var entries: [Entry] = []
        entries.reserveCapacity(Int(count))
        var key: [UInt8] = []
        for _ in 0..<count {
            let kindByte = try reader.varint()
            let shared = try reader.varint()
            let rest = try reader.rawBytes()
            guard kindByte <= 2, let kind = Kind(rawValue: UInt8(kindByte)),
                shared <= UInt64(key.count)
            else { throw .truncated(offset: reader.offset) }
            key.removeSubrange(Int(shared)...)
            key.append(contentsOf: rest)
            entries.append(Entry(kind: kind, key: DocumentKey(bytes: key)))
        }
        guard reader.remaining == 0 else { throw .truncated(offset: reader.offset) }
        return entries
    }
}

/// Builds the value of a change record, entry by entry in key order.
struct ChangeRecordBuilder {
    private var body = WireWriter()
    private var previous: [UInt8] = []
    private(set) var count = 0

    mutating func add(_ kind: ChangeRecord.Kind, _ key: [UInt8]) {
        precondition(
            count == 0 || ByteOrder.compare(previous, key) < 0, "entries ascend by document key")
        let shared = Self.sharedPrefix(previous, key)
        body.bytes.append(kind.rawValue)
        body.varint(UInt64(shared))
        body.varint(UInt64(key.count - shared))
        body.bytes.append(contentsOf: key[shared...])
        previous = key
        count += 1
    }

    func value(commitTime: Int64) -> [UInt8] {
        var writer = WireWriter(capacity: body.bytes.count + 16)
        writer.bytes.append(ChangeRecord.format)
        writer.bytes.append(contentsOf: BigEndian.bytes(UInt64(bitPattern: commitTime)))
        writer.varint(UInt64(count))
        assert(body.bytes.count >= 3 * count, "an entry has three bytes, on which decoding relies")
        writer.bytes.append(contentsOf: body.bytes)
        return writer.bytes
    }

    private static func sharedPrefix(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                let end = min(left.count, right.count)
                var index = 0
                while index < end, left[index] == right[index] { index += 1 }
                return index
            }
        }
    }
}
