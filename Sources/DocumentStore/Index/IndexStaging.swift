import FirestoreModel
import Ordering
import RocksStore

/// The entries that a commit puts and deletes, collected and then written in key order.
///
/// The write buffer starts the search for a key at the previous insertion, so sorted entries of
/// many documents cost two thirds of the same entries document by document.
struct IndexStaging: IndexSink {
    private struct Change {
        /// The index hash, the first part of the key; compared before the rest.
        let index: UInt64
        let start: Int
        let keyBytes: Int
        /// 0 for a delete.
        let entryBytes: Int
    }

    /// Keys and values, concatenated.
    private var bytes: [UInt8] = []
    private var changes: [Change] = []

    var byteCount: Int { bytes.count }

    mutating func put(_ key: [UInt8], _ entry: [UInt8]) {
        precondition(!entry.isEmpty, "an entry without bytes is taken for a delete")
        note(key, entryBytes: entry.count)
        bytes.append(contentsOf: entry)
    }

    mutating func delete(_ key: [UInt8]) { note(key, entryBytes: 0) }

    private mutating func note(_ key: [UInt8], entryBytes: Int) {
        assert(key.count > IndexKey.indexBytes, "a key has a value behind its index")
        let index = key.withUnsafeBytes { BigEndian.value($0) ?? 0 }
        changes.append(
            Change(
                index: index, start: bytes.count, keyBytes: key.count, entryBytes: entryBytes))
        bytes.append(contentsOf: key)
    }

    /// Removes all entries and keeps the memory, unless it is large.
    mutating func clear() {
        let isLarge = bytes.count > RocksLimits.batchBytesKeptMax
        bytes.removeAll(keepingCapacity: !isLarge)
        changes.removeAll(keepingCapacity: !isLarge)
    }

    /// Adds the operations to `batch`; of several on one key the last counts.
    mutating func write(into batch: RocksWriteBatch) {
        bytes.withUnsafeBytes { bytes in
            changes.sort { Self.isBefore($0, $1, bytes) }
            for change in changes {
                let keyEnd = change.start + change.keyBytes
                let key = UnsafeRawBufferPointer(rebasing: bytes[change.start..<keyEnd])
                guard change.entryBytes > 0 else {
                    batch.delete(.indexes, key: key)
                    continue
                }
                batch.put(
                    .indexes, key: key,
                    value: UnsafeRawBufferPointer(
                        rebasing: bytes[keyEnd..<keyEnd + change.entryBytes]))
            }
        }
        clear()
        assert(changes.isEmpty && bytes.isEmpty, "nothing is written twice")
    }

    private static func isBefore(
        _ left: Change, _ right: Change, _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard left.index == right.index else { return left.index < right.index }
        let order = ByteOrder.compare(key(left, bytes), key(right, bytes))
        return order == 0 ? left.start < right.start : order < 0
    }

    private static func key(
        _ change: Change, _ bytes: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[change.start..<change.start + change.keyBytes])
    }
}
