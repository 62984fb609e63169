import Ordering
import RocksStore
import StatusCodes
import Synchronization

// The meta family. Keys are ASCII; append, never change.
//
// "format" := u32 big-endian, format version of the whole directory
// "index"  := version: u8 = 1 | policy: u64; the policy that all indexes were built under
// "columns" := version: u8 = 1 | derivation: u64; how what is in `columns` was derived
// "cut"    := version: u64 big-endian; the change log holds nothing up to it, absent for 0
// "store"  := u64 big-endian, the store's own number, which our manifest beside it has too
// "commit" := version: u64 | time: i64, both big-endian; the last commit, rewritten by each

/// The last commit that changed something.
struct CommitMark: Equatable, Sendable {
    var version: UInt64 = 0
    /// Microseconds since 1970.
    var time: Int64 = 0
}

/// The last commit, readable without the commit lock.
final class PublishedMark: Sendable {
    private let mark = Mutex(CommitMark())

    var value: CommitMark {
        get { mark.withLock { $0 } }
        set {
            mark.withLock { mark in
                precondition(newValue.version >= mark.version, "commits are numbered upwards")
                mark = newValue
            }
        }
    }
}

/// Reads and writes the meta family.
enum StoreMeta {
    static let formatKey = [UInt8]("format".utf8)
    static let indexKey = [UInt8]("index".utf8)
    static let truncatedKey = [UInt8]("cut".utf8)
    static let commitKey = [UInt8]("commit".utf8)
    static let storeKey = [UInt8]("store".utf8)

    /// Checks the directory's format, or writes it if the directory is new. Upgrades: format 1
    /// lacks the indexes, format 2 lacks category paths in rows; the rebuilds at open add them.
    /// Throws `newerFormat`.
    static func checkFormat(_ database: RocksDatabase) throws(Status) {
        let current = DocumentStoreLimits.formatVersion
        guard let stored = try database.get(.meta, formatKey) else {
            let batch = try RocksWriteBatch(for: database)
            putFormat(into: batch)
            return try database.write(batch, .synced)
        }
        guard stored.count == 4 else {
            throw Status(.corruption, "meta", "format of \(stored.count) bytes")
        }
        let version = stored.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard version <= current else {
            throw Status(
                .newerFormat, "open", "format \(version), this program knows up to \(current)")
        }
    }

    /// Writes this program's format version.
    static func putFormat(into batch: RocksWriteBatch) {
        let current = DocumentStoreLimits.formatVersion
        batch.put(.meta, formatKey, withUnsafeBytes(of: current.bigEndian) { [UInt8]($0) })
    }

    /// The record that the indexes were built under `policy`.
    static func indexMark(_ policy: IndexPolicy) -> [UInt8] {
        [1] + BigEndian.bytes(policy.fingerprint)
    }

    /// Key of the record of how an auxiliary family was derived.
    static func derivedKey(_ family: AuxiliaryFamily) -> [UInt8] {
        switch family {
        case .columns: [UInt8]("columns".utf8)
        }
    }

    /// The record that an auxiliary family was written by the derivation `derivation`.
    static func derivedMark(_ derivation: UInt64) -> [UInt8] { [1] + BigEndian.bytes(derivation) }

    /// The last commit, as `snapshot` sees it if given.
    static func lastCommit(
        _ database: RocksDatabase, snapshot: RocksSnapshot? = nil
    ) throws(Status) -> CommitMark {
        let mark = try database.get(.meta, commitKey, snapshot: snapshot) {
            bytes throws(Status) in try decode(commit: bytes)
        }
        return mark ?? CommitMark()
    }

    /// The value of ``commitKey``.
    static func decode(commit bytes: UnsafeRawBufferPointer) throws(Status) -> CommitMark {
        guard bytes.count == 16, let version = BigEndian.value(bytes),
            let time = BigEndian.value(bytes, at: 8)
        else { throw Status(.corruption, "meta", "commit of \(bytes.count) bytes") }
        return CommitMark(version: version, time: Int64(bitPattern: time))
    }

    /// Notes the store's number, if `meta` has none yet.
    static func ensureStore(_ id: UInt64, in database: RocksDatabase) throws(Status) {
        guard try database.get(.meta, storeKey) == nil else { return }
        let batch = try RocksWriteBatch(for: database)
        batch.put(.meta, storeKey, BigEndian.bytes(id))
        try database.write(batch, .synced)
    }

    /// The last version truncated from the change log; 0 when none was.
    static func changesTruncatedThrough(
        _ database: RocksDatabase, snapshot: RocksSnapshot? = nil
    ) throws(Status) -> UInt64 {
        let truncated = try database.get(.meta, truncatedKey, snapshot: snapshot) {
            bytes throws(Status) in
            guard bytes.count == 8, let version = BigEndian.value(bytes) else {
                throw Status(.corruption, "meta", "cut of \(bytes.count) bytes")
            }
            return version
        }
        return truncated ?? 0
    }

    static func put(_ mark: CommitMark, into batch: RocksWriteBatch) {
        let value = BigEndian.bytes(mark.version) + BigEndian.bytes(UInt64(bitPattern: mark.time))
        assert(value.count == 16, "two numbers of eight bytes")
        batch.put(.meta, commitKey, value)
    }
}
