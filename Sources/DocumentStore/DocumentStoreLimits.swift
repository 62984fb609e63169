/// Bounds of the store.
public enum DocumentStoreLimits {
    /// Format of what is on disk; see `StoreMeta`. A newer one is refused.
    public static let formatVersion: UInt32 = 3
    /// Commits that the change log keeps; a listener further behind reads everything again.
    public static let changeRecordsMax = 16_384
    /// Bytes of the change log: what a start reads through within a tenth of a second.
    public static let changeBytesMax = 32 << 20
    /// The change log is cut back to this share of its bounds, so that cutting is rare and each
    /// cut one range deletion.
    public static let changeKeptEighths = 7
    /// Fields of a document, bytes. Firestore's 1 MiB with room for the wire's own overhead.
    public static let fieldsBytesMax = 4 << 20
    /// Bytes of one commit's batch: it is held in memory up to three times.
    public static let commitBytesMax = 256 << 20
    /// Writes of one commit: bounds the time that others wait for the commit lock.
    public static let writesMax = 100_000
    /// Bytes of a value that an index entry holds; longer ones are told apart by their documents.
    /// Room for ids, names and short texts, so that a long text does not make a long entry.
    public static let indexedBytesMax = 256
    /// Index entries of one document (https://cloud.google.com/firestore/quotas).
    public static let indexEntriesMax = 40_000
    /// Fields up to here cannot have too many entries: an array's element is 4 bytes at least.
    public static let fieldsBytesWithoutCount = 4 * indexEntriesMax
    /// Bytes of one batch while indexes are built.
    public static let indexBuildBatchBytes = 4 << 20
    /// Collections of a group that are read through indexes, each with a cursor of its own.
    public static let collectionsIndexedMax = 64
    /// Collections looked at in search of a group's: about as many microseconds.
    public static let collectionsVisitedMax = 1_024
    /// Ids that a query gathers in memory before sorting them, 100 bytes each.
    public static let idsGatheredMax = 100_000
    /// Entries counted to choose between two indexes.
    public static let entriesCountedMax = 256
    /// Entries looked up to see how often one index agrees with the other.
    public static let entriesSampledMax = 512
    /// Agreements behind which nobody looks further.
    public static let entriesSampledHits = 8
    /// Bytes of sort keys that one query holds; a machine's few concurrent queries fit its memory.
    public static let sortBytesMax = 64 << 20
    /// Keys a query touches between two looks at whether it is still wanted: well under a
    /// millisecond. A power of two.
    public static let keysBetweenChecks = 256
    /// Documents that a query reads with one multi-get, RocksDB's own group size.
    public static let documentsReadAhead = 32
    /// Bytes of what recent commits replaced, kept in memory to read the past.
    public static let historyBytesMax = 32 << 20
    /// How far back the past can be read at the most: an hour, as Firestore does.
    public static let historyMicrosecondsMax: Int64 = 3_600_000_000
    /// What a kept document costs beside its key and fields.
    static let historyEntryBytes = 96
    /// Transactions open at a time; each holds a snapshot.
    public static let transactionsMax = 1_024
    /// How long a transaction lives, and how long unused: Firestore's own times.
    public static let transactionNanosecondsMax: UInt64 = 270_000_000_000
    public static let transactionIdleNanosecondsMax: UInt64 = 60_000_000_000
    /// Documents that a transaction may look up: bounds its check under the commit lock.
    public static let transactionReadsMax = 100_000
    /// Queries that a transaction may run, for the same reason.
    public static let transactionQueriesMax = 1_000
}
