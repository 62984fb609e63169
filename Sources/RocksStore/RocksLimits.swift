/// Bounds and defaults of the database handle.
public enum RocksLimits {
    /// Bytes; below this RocksDB flushes so often that compaction never ends.
    public static let memoryBytesMin = 8 << 20
    /// Bytes; cache and write buffers of a daemon that shares its machine.
    public static let memoryBytesDefault = 256 << 20
    /// Keys in one RocksDB multi-get; pins at most this many values at a time, and RocksDB
    /// itself works in groups of 32 (table/multiget_context.h).
    public static let multiGetKeysMax = 512
    /// Bytes of a batch that is kept for the next commit; larger ones give their memory back.
    public static let batchBytesKeptMax = 4 << 20
}
