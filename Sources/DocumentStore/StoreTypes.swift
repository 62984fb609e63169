import RocksStore

/// Why the store refused; see RocksStore for the codes.
public typealias StoreError = RocksStore.StoreError

/// What an acknowledged commit survives.
public enum SyncLevel: String, CaseIterable, Sendable {
    /// Power loss: every commit syncs the log by itself, before anyone can read it.
    case always
    /// Power loss: commits that wait at the same time share one sync. Readers may see a commit
    /// shortly before it is synced.
    case grouped
    /// The end of the process, however it ends, but not the loss of power.
    case off
}

/// How a store is opened.
public struct DocumentStoreOptions: Sendable {
    /// Bytes for caches and write buffers.
    public var memoryBytes: Int
    public var sync: SyncLevel
    /// What has an index; another policy than the last time builds all indexes anew.
    public var indexes: IndexPolicy
    /// Microseconds since 1970; may step back, commit times never do.
    public var clock: @Sendable () -> Int64

    public init(
        memoryBytes: Int = RocksLimits.memoryBytesDefault, sync: SyncLevel = .grouped,
        indexes: IndexPolicy = .all,
        clock: @escaping @Sendable () -> Int64 = systemMicroseconds
    ) {
        self.memoryBytes = memoryBytes
        self.sync = sync
        self.indexes = indexes
        self.clock = clock
    }
}

/// Families that belong to the layers above: the store carries them in its batches and does not
/// read them.
public enum AuxiliaryFamily: Sendable {
    case columns

    var columnFamily: ColumnFamily {
        switch self {
        case .columns: .columns
        }
    }
}
