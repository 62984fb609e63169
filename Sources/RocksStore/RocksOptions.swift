/// How a database is opened. The memory sizes all derive from one number.
public struct RocksOptions: Sendable {
    /// Bytes for the block cache and the write buffers together.
    public var memoryBytes: Int
    /// Whether to create a missing database.
    public var createIfMissing: Bool
    /// Whether to create families that an existing database lacks, as one of a former version may.
    public var createMissingFamilies: Bool
    /// Threads for flushes and compactions.
    public var backgroundJobs: Int

    public init(
        memoryBytes: Int = RocksLimits.memoryBytesDefault, createIfMissing: Bool = true,
        createMissingFamilies: Bool = true, backgroundJobs: Int = 2
    ) {
        self.memoryBytes = max(memoryBytes, RocksLimits.memoryBytesMin)
        self.createIfMissing = createIfMissing
        self.createMissingFamilies = createMissingFamilies
        self.backgroundJobs = max(backgroundJobs, 1)
    }

    /// Half of the memory, for uncompressed blocks, indexes and filters.
    var blockCacheBytes: Int { memoryBytes / 2 }
    /// A quarter of the memory, for the write buffers of all families.
    var writeBuffersBytes: Int { memoryBytes / 4 }
    /// The size of a write buffer of the documents; three fit, so that writes continue during a
    /// flush.
    var writeBufferBytes: Int { memoryBytes / 12 }
}
