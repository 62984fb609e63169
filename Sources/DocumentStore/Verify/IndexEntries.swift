import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// The index entries that documents should have under a policy.
package struct IndexEntries: DerivedEntries {
    package let family = ColumnFamily.indexes
    private var writer: IndexWriter

    package init(_ policy: IndexPolicy) { writer = IndexWriter(policy) }

    package mutating func expected(
        of document: VerifiedDocument, _ body: ([UInt8], [UInt8]) -> Void
    ) throws(Status) {
        var sink = DistinctEntries()
        do throws(Status) {
            try writer.update(document.key, old: nil, new: document.view.fields, &sink)
        } catch {
            throw Status(.corruption, "indexes", error.cause)
        }
        for (key, entry) in sink.entries { body(key, entry) }
    }

    package func compared(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> [UInt8]? {
        _ = try IndexKey(key, value)
        return [UInt8](value)
    }

    package func place(_ key: [UInt8], _ value: [UInt8]) -> EntryPlace {
        // The number that `inspect` shows for an index too.
        let index = key.withUnsafeBytes { BigEndian.value($0) ?? 0 }
        let number = String(index, radix: 16)
        let name = String(repeating: "0", count: 16 - number.count) + number
        return EntryPlace(documentID: Self.id(key, value), part: "entry of index \(name)")
    }

    /// The id in an entry's key; nil if the entry does not decode.
    private static func id(_ key: [UInt8], _ value: [UInt8]) -> String? {
        key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                // Damaged entries have no id, as the caller says.
                (try? StoredEntryDecoder.IndexEntry(key, value))?.documentID
            }
        }
    }
}

/// Collects the entries of one document; an array's equal elements share one.
private struct DistinctEntries: IndexSink {
    private(set) var entries: [[UInt8]: [UInt8]] = [:]

    mutating func put(_ key: [UInt8], _ entry: [UInt8]) { entries[key] = entry }
    mutating func delete(_ key: [UInt8]) { entries[key] = nil }
}
