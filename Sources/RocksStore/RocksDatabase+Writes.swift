import CRocksDB
import Glibc
import StatusCodes

extension RocksDatabase {
    /// Applies `batch` atomically. After an error nothing of it is visible, it may or may not be
    /// there after a restart, and all later writes are refused.
    public func write(
        _ batch: RocksWriteBatch, _ durability: WriteDurability
    ) throws(Status) {
        // Disables unused per-thread counters, which cost a tenth of an insertion.
        rocksdb_set_perf_level(Int32(rocksdb_disable))
        try changing("write") { () throws(Status) in
            try check("write") { slot in
                rocksdb_write(raw, options(durability), batch.raw, slot)
            }
        }
    }

    /// Syncs every write logged before the call to disk; does not block writers.
    public func syncLog() throws(Status) {
        try changing("sync log") { () throws(Status) in
            try check("sync log") { slot in rocksdb_flush_wal(raw, 1, slot) }
        }
    }

    /// Flushes the write buffers of all families to tables, and waits. REQUIRES: no commit
    /// meanwhile, for the families are flushed one after the other, `meta` last.
    public func flush() throws(Status) {
        noteMovedDirectory()
        try changing("flush") { () throws(Status) in
            let options: OpaquePointer = rocksdb_flushoptions_create()
            defer { rocksdb_flushoptions_destroy(options) }
            rocksdb_flushoptions_set_wait(options, 1)
            for family in ColumnFamily.allCases {
                try waitForQueuedFlushes()
                try check("flush") { slot in
                    rocksdb_flush_cf(raw, options, handle(family), slot)
                }
            }
        }
    }

    /// Waits until no flush that RocksDB began by itself is queued. All families are flushed as
    /// one; a flush of a single one beside a queued one of all fails an assertion of
    /// librocksdb's (AtomicFlushMemTablesToOutputFiles). Throws where the queue does not move.
    private func waitForQueuedFlushes() throws(Status) {
        for _ in 0..<RocksLimits.flushPollsMax {
            var queued: UInt64 = 0
            for family in ColumnFamily.allCases {
                queued += try property(.queuedFlush, of: family)
            }
            if queued == 0 { return }
            usleep(1_000)
        }
        throw Status(.unexpected, "flush", "another one did not begin in time")
    }
}
