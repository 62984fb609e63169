import RocksStore
import StatusCodes

/// A consistent state of all families, of an open store or of a closed one. One thread at a time.
package protocol StoreSource: SendableMetatype {
    /// The value of `key`; nil if there is none. Throws `corruption` or `io`.
    func value(_ family: ColumnFamily, _ key: [UInt8]) throws(Status) -> [UInt8]?

    /// Calls `body` with each key and value of `range`, ascending, until it returns false. Throws
    /// `corruption` or `io` where the tables cannot be read.
    func entries(
        _ family: ColumnFamily, _ range: KeyRange,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status) -> Bool
    ) throws(Status)

    /// How many keys the family has, estimated: overwritten and deleted ones may count.
    func estimatedKeys(_ family: ColumnFamily) -> UInt64
}

/// An open store at a snapshot.
package struct SnapshotSource: StoreSource {
    private let database: RocksDatabase
    private let snapshot: RocksSnapshot

    /// The state of `database` now.
    init(_ database: RocksDatabase) throws(Status) {
        self.database = database
        snapshot = try RocksSnapshot(of: database)
    }

    package func value(_ family: ColumnFamily, _ key: [UInt8]) throws(Status) -> [UInt8]? {
        try database.get(family, key, snapshot: snapshot)
    }

    package func entries(
        _ family: ColumnFamily, _ range: KeyRange,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status) -> Bool
    ) throws(Status) {
        try database.scan(family, range, snapshot: snapshot, fillCache: false, body)
    }

    package func estimatedKeys(_ family: ColumnFamily) -> UInt64 {
        // For a line of progress, where unknown and none are the same.
        (try? database.property(.estimatedKeys, of: family)) ?? 0
    }
}

extension ReadOnlyDatabase: StoreSource {
    package func value(_ family: ColumnFamily, _ key: [UInt8]) throws(Status) -> [UInt8]? {
        try get(family.name, key)
    }

    package func entries(
        _ family: ColumnFamily, _ range: KeyRange,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status) -> Bool
    ) throws(Status) {
        try scan(family.name, range, body)
    }

    package func estimatedKeys(_ family: ColumnFamily) -> UInt64 {
        integer(.estimatedKeys, of: family.name)
    }
}
