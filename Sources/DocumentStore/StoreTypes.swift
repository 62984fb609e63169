import LinuxSystem
import Memory
import RocksStore

public typealias StoreFault = RocksStore.StoreFault

/// Durability of an acknowledged commit.
public enum SyncLevel: String, CaseIterable, Sendable {
    /// Survives power loss: every commit syncs the log before it becomes visible.
    case always
    /// Survives power loss: concurrent commits share one sync (group commit). A commit may be
    /// visible shortly before it is synced.
    case grouped
    /// Survives a crash of the process, but not power loss.
    case off
}

/// How a store is opened.
public struct DocumentStoreOptions: Sendable {
    /// What queries and transactions take memory from, beside the store's own.
    public var memory = MemoryBudget.unlimited
    /// Bytes for caches and write buffers.
    public var memoryBytes: Int
    public var sync: SyncLevel
    /// What has an index; a changed policy rebuilds all indexes at open.
    public var indexes: IndexPolicy
    /// Microseconds since 1970; may step back, commit times do not.
    public var clock: @Sendable () -> Int64
    /// Whether an existing store is opened for reading where it cannot be opened for writing: the
    /// disk is full, or its files cannot be written.
    public var opensForReading = false
    /// The number of the store that must be there; nil where any may be, or a new one is made.
    public var store: UInt64?

    public init(
        memoryBytes: Int = RocksLimits.memoryBytesDefault, sync: SyncLevel = .grouped,
        indexes: IndexPolicy = .all,
        clock: @escaping @Sendable () -> Int64 = SystemClock.wallMicroseconds
    ) {
        self.memoryBytes = memoryBytes
        self.sync = sync
        self.indexes = indexes
        self.clock = clock
    }
}

/// Families of the upper layers, written in the same batches as documents; the store does not
/// interpret them.
public enum AuxiliaryFamily: Sendable {
    case columns

    var columnFamily: ColumnFamily {
        switch self {
        case .columns: .columns
        }
    }
}
