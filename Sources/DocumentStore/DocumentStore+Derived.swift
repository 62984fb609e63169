import RocksStore
import StatusCodes

/// Rebuilds auxiliary data that upper layers derive from documents, when a program with another
/// derivation opens the store.
extension DocumentStore {
    /// Whether the whole family was written by the derivation `derivation`.
    public func isDerived(
        _ family: AuxiliaryFamily, as derivation: UInt64
    ) throws(Status) -> Bool {
        let mark = StoreMeta.derivedMark(derivation)
        return try database.get(.meta, StoreMeta.derivedKey(family)) == mark
    }

    /// Clears a family, lets `body` write its contents in batches of about `batchBytes`, and
    /// records `derivation` last, so that an interrupted rebuild starts over. REQUIRES: no commit
    /// yet, and none meanwhile. Throws `needsSpace` where the disk has no room for it.
    public func derive(
        _ family: AuxiliaryFamily, as derivation: UInt64, batchBytes: Int,
        _ body: (DerivedWriter) throws(Status) -> Void
    ) throws(Status) {
        switch family {
        case .columns: try requireRoom(for: "the catalog's columns")
        }
        let writer = try DerivedWriter(database, family, batchBytes: batchBytes)
        try body(writer)
        try writer.finish(StoreMeta.derivedMark(derivation))
    }
}

/// Writes derived data outside of commits; see ``DocumentStore/derive(_:as:batchBytes:_:)``.
public final class DerivedWriter {
    private let database: RocksDatabase
    private let family: AuxiliaryFamily
    private let batch: RocksWriteBatch
    private let batchBytes: Int
    private var byteCount = 0
    private var hasWritten = false

    init(
        _ database: RocksDatabase, _ family: AuxiliaryFamily, batchBytes: Int
    ) throws(Status) {
        self.database = database
        self.family = family
        precondition(batchBytes > 0, "a batch has room")
        self.batchBytes = batchBytes
        batch = try RocksWriteBatch(for: database)
    }

    public func put(_ key: [UInt8], _ value: [UInt8]) throws(Status) {
        batch.put(family.columnFamily, key, value)
        try count(key.count + value.count)
    }

    public func delete(_ key: [UInt8]) throws(Status) {
        batch.delete(family.columnFamily, key)
        try count(key.count)
    }

    /// Writes the pending batch, which makes its entries readable.
    public func flush() throws(Status) {
        guard byteCount > 0 else { return }
        hasWritten = true
        try database.write(batch, .logged)
        batch.clear()
        byteCount = 0
    }

    func finish(_ mark: [UInt8]) throws(Status) {
        try flush()
        // As for the indexes: what the mark vouches for is in the tables before it.
        if hasWritten { try database.flush() }
        batch.put(.meta, StoreMeta.derivedKey(family), mark)
        StoreMeta.putFormat(into: batch)
        try database.write(batch, .synced)
        batch.clear()
    }

    private func count(_ bytes: Int) throws(Status) {
        precondition(bytes > 0, "a key has bytes")
        byteCount += bytes
        if byteCount >= batchBytes { try flush() }
    }
}
