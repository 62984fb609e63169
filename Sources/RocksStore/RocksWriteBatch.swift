import CRocksDB
import StatusCodes

/// Changes to any families, applied atomically. Copies keys and values. One thread at a time; may
/// be cleared and reused.
public final class RocksWriteBatch {
    private let database: RocksDatabase
    let raw: OpaquePointer

    /// An empty batch for `database`. Throws `closed`.
    public init(for database: RocksDatabase) throws(Status) {
        try database.enterChild("batch")
        self.database = database
        raw = rocksdb_writebatch_create()
    }

    deinit {
        rocksdb_writebatch_destroy(raw)
        database.leaveChild()
    }

    public func put(_ family: ColumnFamily, _ key: [UInt8], _ value: [UInt8]) {
        key.withUnsafeBytes { key in
            value.withUnsafeBytes { put(family, key: key, value: $0) }
        }
    }

    public func put(
        _ family: ColumnFamily, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer
    ) {
        rocksdb_writebatch_put_cf(
            raw, database.handle(family), key.chars, key.count, value.chars, value.count)
    }

    /// Puts a value that is `head` followed by `body`, without concatenating them first.
    public func put(
        _ family: ColumnFamily, _ key: [UInt8], head: UnsafeRawBufferPointer, body: [UInt8]
    ) {
        key.withUnsafeBytes { key in
            body.withUnsafeBytes { body in
                var keys = key.chars
                var keySizes = key.count
                // A tuple has the layout of a C array.
                var parts = (head.chars, body.chars)
                var partSizes = (head.count, body.count)
                withUnsafePointer(to: &parts) { parts in
                    withUnsafePointer(to: &partSizes) { partSizes in
                        rocksdb_writebatch_putv_cf(
                            raw, database.handle(family), 1, &keys, &keySizes, 2,
                            UnsafeRawPointer(parts).assumingMemoryBound(
                                to: UnsafePointer<CChar>?.self),
                            UnsafeRawPointer(partSizes).assumingMemoryBound(to: Int.self))
                    }
                }
            }
        }
    }

    public func delete(_ family: ColumnFamily, _ key: [UInt8]) {
        key.withUnsafeBytes { delete(family, key: $0) }
    }

    public func delete(_ family: ColumnFamily, key: UnsafeRawBufferPointer) {
        rocksdb_writebatch_delete_cf(raw, database.handle(family), key.chars, key.count)
    }

    /// Deletes the keys from `lower`, inclusive, to `upper`, exclusive.
    public func deleteRange(_ family: ColumnFamily, from lower: [UInt8], to upper: [UInt8]) {
        precondition(!upper.lexicographicallyPrecedes(lower), "a range ends behind its beginning")
        lower.withUnsafeBytes { lower in
            upper.withUnsafeBytes { upper in
                rocksdb_writebatch_delete_range_cf(
                    raw, database.handle(family), lower.chars, lower.count, upper.chars,
                    upper.count)
            }
        }
    }

    /// Adds bytes that only the log keeps, and no family; ``LoggedBatch`` shows them. They are no
    /// change.
    public func note(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { rocksdb_writebatch_put_log_data(raw, $0.chars, $0.count) }
    }

    /// Removes all changes; keeps the memory.
    public func clear() {
        rocksdb_writebatch_clear(raw)
        assert(count == 0, "a cleared batch changes nothing")
    }

    /// The number of changes.
    public var count: Int { Int(rocksdb_writebatch_count(raw)) }

    /// The bytes that the batch adds to the log.
    public var dataSize: Int {
        var size = 0
        _ = rocksdb_writebatch_data(raw, &size)
        return size
    }
}
