import CRocksDB

/// The durability of a write when the call returns.
public enum WriteDurability: Int, CaseIterable, Sendable {
    /// Only the write buffer: no log record, lost with the process unless flushed.
    case memory
    /// The log, in the operating system's cache: survives a crash of the process, not a power loss.
    case logged
    /// The log, synced to the disk.
    case synced

    /// A new C option object for it; the caller destroys it.
    var makeOptions: OpaquePointer {
        let options: OpaquePointer = rocksdb_writeoptions_create()
        rocksdb_writeoptions_disable_WAL(options, self == .memory ? 1 : 0)
        rocksdb_writeoptions_set_sync(options, self == .synced ? 1 : 0)
        return options
    }
}
