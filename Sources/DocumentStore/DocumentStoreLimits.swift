import RocksStore

/// Bounds of the store.
public enum DocumentStoreLimits {
    /// On-disk format version; see `StoreMeta`. Stores with a newer one are refused.
    public static let formatVersion: UInt32 = 3
    /// Bytes of the store's own manifest: a few lines.
    static let manifestBytesMax = 64 << 10
    /// Tables looked at to name the one that cannot be read: a second at most.
    static let tablesSurveyed = 10_000
    /// Bytes that stay free on the store's disk for a store of `memoryBytes`: writes are refused
    /// before the engine runs out of space in the middle of one, from which it cannot recover. Room
    /// for the logs at their largest and a flush of all write buffers, each a quarter of the
    /// memory, and for the engine's own files.
    public static func spaceReserveBytes(memoryBytes: Int) -> UInt64 {
        UInt64(max(memoryBytes, RocksLimits.memoryBytesMin) / 2) + 32 << 20
    }
    /// Refused writes resume when this many eighths of the reserve are free, so that a disk at the
    /// edge does not flutter.
    static let spaceResumedEighths: UInt64 = 9
    /// Between looks at the free space, and bytes written in between: a look takes a microsecond.
    static let spaceCheckNanoseconds: UInt64 = 100_000_000
    static let spaceCheckBytes = 8 << 20
    /// The most that one compaction writes, bytes: RocksDB's own bound, 25 tables of 64 MiB.
    static let compactionBytesMax: UInt64 = 25 * 64 << 20
    /// Tables of so many bytes in all are read before a store is opened: a tenth of a second. Those
    /// of larger stores are read while they serve.
    static let tableBytesReadAtOpen: UInt64 = 32 << 20
    /// Keys that are read at once while tables are looked through: a few milliseconds.
    static let tableKeysPerStep = 4_096
    /// Bytes that must be written before a store is opened for writing: more than RocksDB writes
    /// while it opens, a few milliseconds.
    static let probeBytes = 1 << 20
    /// Recoveries that the manifest remembers.
    static let recoveriesKept = 16
    /// Between syncs of the acknowledged mark while commits are acknowledged: what a loss of power
    /// may leave unproved.
    static let markSyncNanoseconds: UInt64 = 5_000_000_000
    /// Commits that the change log retains; a listener further behind reads everything again.
    public static let changeRecordsMax = 16_384
    /// Bytes of the change log: read at startup within a tenth of a second.
    public static let changeBytesMax = 32 << 20
    /// Truncation leaves this share of the bounds, so that it is rare and one range deletion each
    /// time.
    public static let changeKeptEighths = 7
    /// Fields of a document, bytes. Firestore's 1 MiB with room for the wire's own overhead.
    public static let fieldsBytesMax = 4 << 20
    /// Bytes of one commit's batch, of which up to three copies are in memory.
    public static let commitBytesMax = 256 << 20
    /// Writes of one commit: bounds the time the commit lock is held.
    public static let writesMax = 100_000
    /// Bytes of an encoded value in an index entry; longer ones are truncated and matches checked
    /// against the document. Room for ids, names and short texts.
    public static let indexedBytesMax = 256
    /// Index entries of one document (https://cloud.google.com/firestore/quotas).
    public static let indexEntriesMax = 40_000
    /// Up to this size, fields need no entry count: an array element takes at least 4 bytes.
    public static let fieldsBytesWithoutCount = 4 * indexEntriesMax
    /// Bytes of one batch while indexes are built.
    public static let indexBuildBatchBytes = 4 << 20
    /// Collections of a collection group that one query reads through indexes, each with its own
    /// cursor.
    public static let collectionsIndexedMax = 64
    /// Collections visited to find those of a collection group: about one microsecond each.
    public static let collectionsVisitedMax = 1_024
    /// Ids that a query collects in memory to sort them, about 100 bytes each.
    public static let idsGatheredMax = 100_000
    /// Entries counted to choose between two indexes.
    public static let entriesCountedMax = 256
    /// Entries sampled to estimate how often two indexes intersect.
    public static let entriesSampledMax = 512
    /// Hits after which sampling stops.
    public static let entriesSampledHits = 8
    /// Bytes of sort keys that one query may hold, where all of them together leave as much.
    public static let sortBytesMax = 64 << 20
    /// Bytes of sort keys above which no more than twice the rows that are wanted are held.
    static let sortSlackBytes = 256 << 10
    /// Keys that a query touches between checks for cancellation: well under a millisecond. A power
    /// of two.
    public static let keysBetweenChecks = 256
    /// Documents that a query reads with one multi-get: the batch size of RocksDB.
    public static let documentsReadAhead = 32
    /// Bytes of documents that it holds at a time, as far as their size can be foreseen, and how
    /// many it reads while nothing is known of that.
    static let readAheadBytes = 256 << 10
    static let documentsReadFirst = 2
    /// Bytes of previous document versions kept in memory for reads at a past time.
    public static let historyBytesMax = 32 << 20
    /// Maximum age of a read time: one hour, as in Firestore.
    public static let historyMicrosecondsMax: Int64 = 3_600_000_000
    /// Memory overhead of a kept version besides its key and fields, bytes.
    static let historyEntryBytes = 96
    /// Memory of a decoded document, as a multiple of its stored bytes.
    static let decodedFactor = 6
    /// Memory overhead of an id or name that a query gathers, and of a document in a transaction's
    /// read set, bytes.
    static let gatheredBytes = 80
    static let readBytes = 96
    /// Concurrent transactions; each holds a snapshot.
    public static let transactionsMax = 1_024
    /// Lifetime and idle timeout of a transaction, as in Firestore.
    public static let transactionNanosecondsMax: UInt64 = 270_000_000_000
    public static let transactionIdleNanosecondsMax: UInt64 = 60_000_000_000
    /// Documents that a transaction may read by name: bounds its check under the commit lock.
    public static let transactionReadsMax = 100_000
    /// Queries that a transaction may run, for the same reason.
    public static let transactionQueriesMax = 1_000
    /// Faults that a verification lists; the rest is counted.
    public static let findingsListed = 1_000
    /// Lost documents that a salvage lists by path, about 200 bytes each; the rest is counted.
    static let lostListed = 100_000
    /// Entries of a family that are held in memory to name those that differ, about 40 bytes each.
    static let entriesNamedMax = 2_000_000
    /// Documents of the change log that a verification holds, about 30 bytes each: more than a full
    /// log has of ordinary paths.
    static let changesComparedMax = 4_000_000
    /// Keys between two words of progress: a few hundredths of a second.
    static let verifyStepKeys = 16_384
    /// Unreadable ranges of a family that are read around: one for each damaged block.
    static let unreadableRangesMax = 10_000
    /// Bytes of a key by which the end of an unreadable range is told: most keys are shorter.
    static let unreadableKeyBytes = 192
}
