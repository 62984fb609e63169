import FirestoreModel
import ProtobufWire
import RocksStore
import StatusCodes

/// A document that decodes.
package struct VerifiedDocument {
    package let key: [UInt8]
    package let database: String
    package let path: ResourcePath
    package let view: DocumentView

    /// Decodes all of the document, whose fields stay where they are. Throws `corruption` unless
    /// key, header and all fields decode.
    package init(_ key: [UInt8], _ value: UnsafeRawBufferPointer) throws(Status) {
        do throws(Status) {
            (database, path) = try DocumentKey(bytes: key).decode()
        } catch {
            throw Status(.corruption, "documents", "its key is no path")
        }
        self.key = key
        view = try DocumentRecord.decode(value)
        do throws(WireError) {
            _ = try Fields(mapValueBytes: [UInt8](view.fields))
        } catch {
            throw Status(.corruption, "documents", "its fields do not decode: \(error)")
        }
    }
}

/// What follows from the documents in one family: of which documents, and how it is compared.
package protocol DerivedEntries: SendableMetatype {
    var family: ColumnFamily { get }

    /// Calls `body` with each entry that `document` should have, no key twice. Throws `corruption`
    /// for a document that has none because it is damaged.
    mutating func expected(
        of document: VerifiedDocument, _ body: (_ key: [UInt8], _ compared: [UInt8]) -> Void
    ) throws(Status)

    /// The bytes of a stored value that must be those of the expected one; nil for an entry that
    /// follows from no document. Throws `corruption` for one that does not decode.
    func compared(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> [UInt8]?

    /// What an entry is of, as far as its bytes tell.
    func place(_ key: [UInt8], _ value: [UInt8]) -> EntryPlace
}

/// What an entry is of.
package struct EntryPlace {
    /// Nil where the entry does not tell.
    package var document: ResourcePath?
    /// The document's id, where that alone is known.
    package var documentID: String?
    /// The part of the document, or what the entry is.
    package var part: String

    package init(document: ResourcePath? = nil, documentID: String? = nil, part: String) {
        self.document = document
        self.documentID = documentID
        self.part = part
    }
}

/// Sums over the entries of a family in buckets of their keys' hashes. Equal sums mean equal
/// entries; of others only the few in the buckets that differ have to be looked at one by one, so
/// that a family of any size is compared in constant memory.
struct EntryDigest {
    static let buckets = 1 << 16
    private(set) var counts = [Int32](repeating: 0, count: buckets)
    private var sums = [UInt64](repeating: 0, count: buckets)

    static func bucket(_ keyHash: UInt64) -> Int { Int(keyHash >> 48) }

    mutating func add(_ entry: EntryHash) {
        let bucket = Self.bucket(entry.key)
        counts[bucket] &+= 1
        sums[bucket] &+= entry.value ^ (entry.key &* 0x9E37_79B9_7F4A_7C15)
    }

    /// The buckets in which the entries are not the same.
    func differing(from other: EntryDigest) -> [Int] {
        (0..<Self.buckets).filter {
            counts[$0] != other.counts[$0] || sums[$0] != other.sums[$0]
        }
    }
}

/// An entry by two hashes of 64 bits.
struct EntryHash {
    let key: UInt64
    let value: UInt64

    init(_ key: UnsafeRawBufferPointer, _ value: [UInt8]) {
        self.key = IndexHash.of(key)
        self.value = value.withUnsafeBytes { IndexHash.of($0) }
    }

    init(_ key: [UInt8], _ value: [UInt8]) {
        self = key.withUnsafeBytes { EntryHash($0, value) }
    }
}

/// Rows of which nobody says what they follow from.
package struct NoRows: DerivedEntries {
    package let family = ColumnFamily.columns

    package init() {}

    package func expected(of document: VerifiedDocument, _ body: ([UInt8], [UInt8]) -> Void) {}

    package func compared(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> [UInt8]? { nil }

    package func place(_ key: [UInt8], _ value: [UInt8]) -> EntryPlace {
        EntryPlace(part: "an entry")
    }
}
