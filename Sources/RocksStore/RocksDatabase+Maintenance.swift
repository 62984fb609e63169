import CRocksDB
import Glibc
import StatusCodes

extension RocksDatabase {
    /// Rewrites all tables of `family` without deleted and overwritten data. Blocks until done.
    public func compact(_ family: ColumnFamily) throws(Status) {
        noteMovedDirectory()
        try using("compact") { () throws(Status) in
            if let failure { throw failure }
            rocksdb_compact_range_cf(raw, handle(family), nil, 0, nil, 0)
        }
        // RocksDB's C API keeps the error of the flush before it to itself.
        try noteStoppedEngine()
        if let failure { throw failure }
    }

    /// Lets RocksDB begin compactions in the background, or not; one that runs goes on. Writes a
    /// little to the disk.
    public func setCompacts(_ compacts: Bool) throws(Status) {
        try using("compaction") { () throws(Status) in
            if let failure { throw failure }
            let copies = [strdup("disable_auto_compactions"), strdup(compacts ? "false" : "true")]
            defer { for copy in copies { free(copy) } }
            let names = [UnsafePointer<CChar>(copies[0])]
            let values = [UnsafePointer<CChar>(copies[1])]
            for family in ColumnFamily.allCases {
                try check("compaction") { slot in
                    rocksdb_set_options_cf(raw, handle(family), 1, names, values, slot)
                }
            }
        }
    }

    /// Bytes of all tables.
    public func tableBytes() throws(Status) -> UInt64 {
        var bytes: UInt64 = 0
        for family in ColumnFamily.allCases { bytes += try property(.tableBytes, of: family) }
        return bytes
    }

    /// Reads the tables of `family` from the key `start` on, every block with its checksum, until
    /// `keysMax` keys were seen. Returns the key to go on at; nil at the end. Throws `corruption`
    /// with RocksDB's words, which name the table.
    public func readTables(
        _ family: ColumnFamily, from start: [UInt8], keysMax: Int
    ) throws(Status) -> [UInt8]? {
        precondition(keysMax > 0, "a step reads something")
        var seen = 0
        var next: [UInt8]?
        try scan(family, KeyRange(lower: start), fillCache: false) { key, _ in
            if seen == keysMax { next = [UInt8](key) }
            seen += 1
            return seen <= keysMax
        }
        return next
    }

    /// Creates a consistent copy that can be opened as a database, in the new directory
    /// `directory`; hard links on the same file system (wiki: Checkpoints).
    public func checkpoint(to directory: String) throws(Status) {
        noteMovedDirectory()
        try using("checkpoint") { () throws(Status) in
            // It flushes first.
            if let failure { throw failure }
            let checkpoint = try check("checkpoint") { slot in
                rocksdb_checkpoint_object_create(raw, slot)
            }
            guard let checkpoint else { throw Status(.unexpected, "checkpoint", "no handle") }
            defer { rocksdb_checkpoint_object_destroy(checkpoint) }
            // 0: always flush, so that opening the copy replays no log.
            try check("checkpoint") { slot in
                rocksdb_checkpoint_create(checkpoint, directory, 0, slot)
            }
        }
    }

    /// One of RocksDB's integer properties for `family`; 0 when RocksDB does not know it.
    public func property(
        _ property: RocksProperty, of family: ColumnFamily
    ) throws(Status) -> UInt64 {
        try using("property") { () throws(Status) in
            var value: UInt64 = 0
            guard rocksdb_property_int_cf(raw, handle(family), property.rawValue, &value) == 0
            else { return 0 }
            return value
        }
    }
}

/// Properties that the metrics show, and the store asks for (rocksdb/db.h, DB::Properties).
public enum RocksProperty: String, CaseIterable, Sendable {
    /// Keys, estimated: overwritten and deleted ones may count.
    case estimatedKeys = "rocksdb.estimate-num-keys"
    /// Bytes of the tables on disk.
    case tableBytes = "rocksdb.total-sst-files-size"
    /// Bytes of the write buffers, also those being flushed.
    case writeBufferBytes = "rocksdb.cur-size-all-mem-tables"
    /// Bytes of the block cache in use; the same for all families, which share it.
    case blockCacheBytes = "rocksdb.block-cache-usage"
    /// Bytes that compaction has yet to rewrite.
    case compactionDebtBytes = "rocksdb.estimate-pending-compaction-bytes"
    /// Errors of flushes and compactions in the background.
    case backgroundErrors = "rocksdb.background-errors"
    /// Rises with each new write buffer of the family, and so where RocksDB begins a log.
    case bufferNumber = "rocksdb.current-super-version-number"
    /// 1 where a flush of the family is queued and has not begun.
    case queuedFlush = "rocksdb.mem-table-flush-pending"
}
