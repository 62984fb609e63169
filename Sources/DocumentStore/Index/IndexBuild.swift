import FirestoreModel
import RocksStore
import StatusCodes

/// Rebuilds the indexes of a store that were built under another policy.
enum IndexBuild {
    /// Rebuilds all indexes unless they were built under `policy`. An interrupted rebuild starts
    /// over at the next open. Throws `needsSpace` where the disk has no room for it.
    static func ensure(
        _ database: RocksDatabase, _ policy: IndexPolicy, memoryBytes: Int
    ) throws(Status) {
        let mark = StoreMeta.indexMark(policy)
        guard try database.get(.meta, StoreMeta.indexKey) != mark else { return }
        try WriteGate.requireRoom(for: "the indexes", database, memoryBytes: memoryBytes)
        let batch = try RocksWriteBatch(for: database)
        batch.delete(.meta, StoreMeta.indexKey)
        // No encoded value starts with FF, so this sorts after every entry.
        let end = [UInt8](repeating: 0xFF, count: IndexKey.indexBytes + 1)
        if try !isEmpty(database) { batch.deleteRange(.indexes, from: [], to: end) }
        var staging = IndexStaging()
        var writer = IndexWriter(policy)
        try database.scan(.documents, fillCache: false) { key, value throws(Status) in
            let fields = try DocumentRecord.decode(value, of: key).fields
            do throws(Status) {
                try writer.update([UInt8](key), old: nil, new: fields, &staging)
            } catch {
                throw DamagedDocument.status(key, error.cause)
            }
            if staging.byteCount >= DocumentStoreLimits.indexBuildBatchBytes {
                staging.write(into: batch)
                try database.write(batch, .logged)
                batch.clear()
            }
            return true
        }
        staging.write(into: batch)
        try database.write(batch, .logged)
        // What the mark vouches for is in the tables before it: no log that is lost afterwards can
        // leave the mark and take entries.
        if try !isEmpty(database) { try database.flush() }
        batch.clear()
        batch.put(.meta, StoreMeta.indexKey, mark)
        StoreMeta.putFormat(into: batch)
        try database.write(batch, .synced)
    }

    private static func isEmpty(_ database: RocksDatabase) throws(Status) -> Bool {
        var isEmpty = true
        try database.scan(.indexes) { _, _ in
            isEmpty = false
            return false
        }
        return isEmpty
    }
}
