/// Limits and defaults of a database handle.
public enum RocksLimits {
    /// Bytes; with less, RocksDB flushes so often that compaction cannot keep up.
    public static let memoryBytesMin = 8 << 20
    /// Bytes for cache and write buffers, for a daemon that shares its machine.
    public static let memoryBytesDefault = 256 << 20
    /// Keys per RocksDB multi-get, which pins their values; RocksDB itself processes 32 at a time
    /// (table/multiget_context.h).
    public static let multiGetKeysMax = 512
    /// Bytes of a batch that is reused by the next commit; larger ones are freed.
    public static let batchBytesKeptMax = 4 << 20
}
