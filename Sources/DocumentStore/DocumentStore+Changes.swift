import Ordering
import RocksStore

extension DocumentStore {
    /// The changes of commits above `version`, ascending, at most `limit` commits. Versions of
    /// commits that changed auxiliary data only are missing.
    ///
    /// Throws `failedPrecondition` when the log has been truncated above `version`: the caller must
    /// read everything again.
    public func changes(
        after version: UInt64, limit: Int = .max
    ) throws(StoreError) -> [ChangeRecord] {
        var records: [ChangeRecord] = []
        // One snapshot for the bound and the records, since the log is truncated concurrently.
        let snapshot = try RocksSnapshot(of: database)
        try requireReach(version, snapshot)
        guard limit > 0, version < .max else { return [] }
        let range = KeyRange(lower: BigEndian.bytes(version + 1))
        try database.scan(.changes, range, snapshot: snapshot) { key, value throws(StoreError) in
            guard key.count == 8, let version = BigEndian.value(key) else {
                throw StoreError(.corruption, "changes", "key of \(key.count) bytes")
            }
            records.append(try ChangeRecord.decode(version: version, value))
            return records.count < limit
        }
        return records
    }

    /// Each truncation records the last version it removed in the meta family.
    private func requireReach(_ version: UInt64, _ snapshot: RocksSnapshot) throws(StoreError) {
        guard version >= (try StoreMeta.changesCut(database, snapshot: snapshot)) else {
            throw StoreError(.failedPrecondition, "changes", "older than the change log")
        }
    }
}
