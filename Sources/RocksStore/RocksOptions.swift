/// How a database is opened. Memory is one number; everything else follows from it.
public struct RocksOptions: Sendable {
    /// Bytes for the block cache and the write buffers together.
    public var memoryBytes: Int
    /// Whether a missing database is created.
    public var createIfMissing: Bool
    /// Threads that flush and compact.
    public var backgroundJobs: Int

    public init(
        memoryBytes: Int = RocksLimits.memoryBytesDefault, createIfMissing: Bool = true,
        backgroundJobs: Int = 2
    ) {
        self.memoryBytes = max(memoryBytes, RocksLimits.memoryBytesMin)
        self.createIfMissing = createIfMissing
        self.backgroundJobs = max(backgroundJobs, 1)
    }

    /// Half of the memory: uncompressed blocks, indexes and filters.
    var blockCacheBytes: Int { memoryBytes / 2 }
    /// A quarter: all write buffers of all families.
    var writeBuffersBytes: Int { memoryBytes / 4 }
    /// One write buffer of the documents; three fit, so that writing goes on during a flush.
    var writeBufferBytes: Int { memoryBytes / 12 }
}
