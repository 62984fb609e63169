import Ordering
import RocksStore
import StatusCodes

extension DocumentStore {
    /// The changes of commits above `version`, ascending, at most `limit` commits. Versions of
    /// commits that changed auxiliary data only are missing.
    ///
    /// Throws `failedPrecondition` when the log has been truncated above `version`: the caller must
    /// read everything again.
    public func changes(
        after version: UInt64, limit: Int = .max
    ) throws(Status) -> [ChangeRecord] {
        var records: [ChangeRecord] = []
        // One snapshot for the bound and the records, since the log is truncated concurrently.
        let snapshot = try RocksSnapshot(of: database)
        try requireRetained(version, snapshot)
        guard limit > 0, version < .max else { return [] }
        let range = KeyRange(lower: BigEndian.bytes(version + 1))
        try database.scan(.changes, range, snapshot: snapshot) { key, value throws(Status) in
            guard key.count == 8, let version = BigEndian.value(key) else {
                throw Status(.corruption, "changes", "key of \(key.count) bytes")
            }
            records.append(try ChangeRecord.decode(version: version, value))
            return records.count < limit
        }
        return records
    }

    /// Each truncation records the last version it removed in the meta family.
    private func requireRetained(_ version: UInt64, _ snapshot: RocksSnapshot) throws(Status) {
        guard version >= (try StoreMeta.changesTruncatedThrough(database, snapshot: snapshot))
        else {
            throw Status(.failedPrecondition, "changes", "older than the change log")
        }
    }
}
