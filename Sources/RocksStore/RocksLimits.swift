/// Limits and defaults of a database handle.
public enum RocksLimits {
    /// Bytes; with less, RocksDB flushes so often that compaction cannot keep up.
    public static let memoryBytesMin = 8 << 20
    /// Bytes for cache and write buffers, for a daemon that shares its machine.
    public static let memoryBytesDefault = 256 << 20
    /// Keys per RocksDB multi-get, which pins their values; RocksDB itself processes 32 at a time
    /// (table/multiget_context.h).
    public static let multiGetKeysMax = 512
    /// Tables held open while a closed store's commit is read: the few of the smallest family.
    static let tablesProbed: Int32 = 32
    /// Bytes of a batch that is reused by the next commit; larger ones are freed.
    public static let batchBytesKeptMax = 4 << 20
    /// How often, a millisecond apart, a flush looks whether another is still queued.
    static let flushPollsMax = 30_000
}
