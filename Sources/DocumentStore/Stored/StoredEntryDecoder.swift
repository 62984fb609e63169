import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// Stored keys and values taken apart, for those who look at a store without opening it as one.
/// Damaged bytes throw `corruption`; none trap.
package enum StoredEntryDecoder {
    /// The value of a key in `documents`.
    package static func document(
        _ value: UnsafeRawBufferPointer
    ) throws(Status) -> RawDocument {
        try DocumentRecord.decode(value).copy()
    }

    /// A key and value of `changes`.
    package static func change(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> ChangeRecord {
        guard key.count == 8, let version = BigEndian.value(key) else {
            throw Status(.corruption, "change record", "key of \(key.count) bytes")
        }
        return try ChangeRecord.decode(version: version, value)
    }

    /// A key and value of `indexes`.
    package struct IndexEntry {
        /// Which field of which collection, or its elements, as
        /// ``StoredEntryDecoder/index(_:_:elements:)`` has it.
        package let index: UInt64
        /// The beginning of the value's encoding, the whole of it unless `isTruncated`.
        package let value: [UInt8]
        package let isTruncated: Bool
        package let documentID: String

        package init(
            _ key: UnsafeRawBufferPointer, _ entry: UnsafeRawBufferPointer
        ) throws(Status) {
            let parts = try IndexKey(key, entry)
            var segment: [UInt8] = []
            IndexKey.appendSegment(parts.id, to: &segment)
            do throws(Status) {
                let id = try DocumentKey(bytes: segment).documentIdBytes(afterCollectionPrefix: 0)
                documentID = String(decoding: id, as: UTF8.self)
            } catch {
                throw Status(.corruption, "indexes", "malformed document id")
            }
            index = BigEndian.value(key) ?? 0
            value = [UInt8](parts.value)
            isTruncated = parts.isTruncated
        }
    }

    /// The index of the field `names` of the documents whose keys start with `collection`, or of
    /// the elements of that field.
    package static func index(
        _ collection: [UInt8], _ names: [String], elements: Bool
    ) -> UInt64 {
        var state = collection.withUnsafeBytes { IndexHash.collection($0) }
        for name in names {
            state = ByteOrder.withUTF8(name) { IndexHash.name($0, after: state) }
        }
        return IndexHash.index(elements ? .element : .value, state)
    }

    /// What a key of `meta` says, as names and numbers; nil for a key of a later version.
    package static func meta(
        _ key: [UInt8], _ value: [UInt8]
    ) throws(Status) -> [(name: String, value: UInt64)]? {
        switch key {
        case StoreMeta.formatKey: [("version", try number(value, at: 0, bytes: 4, of: 4))]
        case StoreMeta.commitKey:
            [
                ("version", try number(value, at: 0, bytes: 8, of: 16)),
                ("time", try number(value, at: 8, bytes: 8, of: 16)),
            ]
        case StoreMeta.truncatedKey: [("version", try number(value, at: 0, bytes: 8, of: 8))]
        case StoreMeta.storeKey: [("store", try number(value, at: 0, bytes: 8, of: 8))]
        case StoreMeta.indexKey: [("policy", try number(value, at: 1, bytes: 8, of: 9))]
        case StoreMeta.derivedKey(.columns):
            [("derivation", try number(value, at: 1, bytes: 8, of: 9))]
        default: nil
        }
    }

    /// A number of `bytes` bytes, most significant first, in a value of `count` bytes.
    private static func number(
        _ value: [UInt8], at offset: Int, bytes: Int, of count: Int
    ) throws(Status) -> UInt64 {
        guard value.count == count else {
            throw Status(.corruption, "meta", "\(value.count) bytes in place of \(count)")
        }
        return value[offset..<offset + bytes].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
