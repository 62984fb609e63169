import CRocksDB
import StatusCodes

/// A consistent view of the database, for reads on any thread. Retains old versions of keys during
/// compaction, so it should be short-lived.
// @unchecked: both pointers are constant and only ever read by RocksDB until deinit.
public final class RocksSnapshot: @unchecked Sendable {
    public let database: RocksDatabase
    let raw: OpaquePointer
    let readOptions: OpaquePointer

    /// A snapshot of the current state. Throws `closed`.
    public init(of database: RocksDatabase) throws(Status) {
        try database.enterChild("snapshot")
        self.database = database
        raw = rocksdb_create_snapshot(database.raw)
        readOptions = rocksdb_readoptions_create()
        rocksdb_readoptions_set_snapshot(readOptions, raw)
    }

    deinit {
        rocksdb_readoptions_destroy(readOptions)
        rocksdb_release_snapshot(database.raw, raw)
        database.leaveChild()
    }
}
