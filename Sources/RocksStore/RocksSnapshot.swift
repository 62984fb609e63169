import CRocksDB

/// The database as it was at one moment, for reads on any thread. Keeps old versions of keys from
/// being compacted away, so it should not live long.
// @unchecked: both pointers are constant and only ever read by RocksDB until deinit.
public final class RocksSnapshot: @unchecked Sendable {
    public let database: RocksDatabase
    let raw: OpaquePointer
    let readOptions: OpaquePointer

    /// A snapshot of now. Throws `closed`.
    public init(of database: RocksDatabase) throws(StoreError) {
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
