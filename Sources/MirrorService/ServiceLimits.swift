import TTRPC

/// Bounds of the services.
public enum ServiceLimits {
    /// Bytes of memory for the store unless told otherwise: the catalogs live beside it.
    public static let memoryBytesDefault = 256 << 20
    /// Seconds that running calls get to finish once the daemon is told to stop.
    public static let drainSeconds = 20.0
    /// Days that GetExpiringInventory looks ahead.
    public static let expiringDaysMax = 3650
    public static let expiringDaysDefault = 30
    /// Batches that one answer lists; a frame holds 4 MiB.
    public static let expiringBatchesMax = 10_000
    /// Products that GetBuilderProducts returns.
    public static let builderProductsMax = 100
    public static let builderProductsDefault = 12
    /// Documents that one ListDocuments page returns, and how many bytes it gathers.
    public static let pageDocumentsMax = 1000
    public static let pageDocumentsDefault = 100
    public static let pageBytesMax = 3 << 20
    /// Parts into which PartitionQuery cuts, and names it keeps for each to find even ones.
    static let partitionsMax = 1_000
    static let samplesPerPartition = 16
    /// Documents that a stream of documents looks up at a time: bounds the memory for them.
    static let documentsAtATime = 64
    /// Bytes of the organisation ids and product ids that requests may name.
    public static let idBytesMax = 1500
    /// Bytes of a user's session token; JWTs with many claims have a few thousand.
    public static let sessionTokenBytesMax = 16_384
    /// Hours that a session of ours lasts.
    public static let sessionHoursMax: Int64 = 24 * 366
    public static let sessionHoursDefault: Int64 = 12
    /// Sessions that one list shows.
    public static let sessionsListedMax = 10_000
    /// Milliseconds for one introspection; somebody waits for it.
    public static let introspectionMilliseconds: Int64 = 5_000
    /// Bytes of an introspection's answer: a few claims.
    public static let introspectionBytesMax = 65_536
    /// Answers kept, of each kind; an answer is a few hundred bytes.
    public static let introspectionEntriesMax = 10_000
    /// Milliseconds that a refusal is kept: a new token must not stay unknown.
    public static let introspectionRefusedMilliseconds: Int64 = 10_000
    /// Milliseconds that an answer without an expiry is kept.
    public static let introspectionUndatedMilliseconds: Int64 = 60_000
    /// Bytes of an idempotency key; UUIDs have 36.
    public static let idempotencyKeyBytesMax = 128
    /// Bytes of one text that goes to the POS, and lines of one order.
    public static let posTextBytesMax = 1_000
    public static let orderItemsMax = 200
    /// Stored orders that are looked at for one of the POS.
    static let knownOrdersMax = 20
    /// Units of one order line, and cents of one price or credit: above, it is a slip.
    public static let orderQuantityMax = 100_000.0
    public static let posCentsMax: Int64 = 10_000_000
    /// Points of one change.
    public static let loyaltyPointsMax: Int64 = 10_000_000
    /// Milliseconds for one write, login included; somebody waits for it.
    public static let posWriteMilliseconds: Int64 = 45_000
    /// Candidates that one answer of GetClearance holds; a frame holds 4 MiB.
    public static let clearanceMax = 10_000
    /// The largest percentage that a clearance may take off.
    public static let clearancePercentMax: Int32 = 90
    /// Changes that one answer of GetPriceHistory holds.
    public static let priceChangesMax = 10_000
    public static let priceChangesDefault = 200
    /// Bytes of a webhook's body; real ones have a few thousand.
    public static let eventBytesMax = 1 << 20
    /// Bytes of an unknown event's body that are kept.
    public static let eventKeptBytesMax = 65_536
    /// Bytes of an event's name.
    public static let eventNameBytesMax = 100
    /// Units that an inventory event may tell of.
    public static let eventQuantityMax = 1_000_000_000.0
    /// Milliseconds after which what an event says of stock is not shown any more: a sync may have
    /// brought something newer. The pull that it asks for tells.
    public static let eventShownMilliseconds: Int64 = 600_000
    /// Products whose newest event is remembered; beyond, the oldest half is forgotten.
    static let eventSubjectsMax = 20_000
    /// Days that events are kept, how often the old ones are looked for (in events), and how many
    /// are taken away at a time.
    public static let eventDaysMax: Int64 = 30
    public static let eventsBetweenPrunes = 256
    public static let eventsPrunedMax = 1_000
    /// Seconds between two pulls of one kind for one tenant: a busy shop sends events by the
    /// hundred, and a pull after the last of them sees them all.
    public static let eventPullGapSeconds: UInt64 = 15
    /// Pulls at a time, over all tenants.
    public static let eventPullThreads = 2
    /// Files of the store whose modes are looked at when the daemon starts; a table has megabytes.
    public static let dataFilesMax = 1_000_000
    /// Milliseconds that the price clock sleeps at the most, so that a set clock is noticed.
    public static let priceClockMilliseconds: Int64 = 60_000
    /// Items that one message of WatchMenu holds.
    public static let watchItemsMax = 1000
}

extension ServiceLimits {
    /// The size of a page that a request asks for, 0 for ours; INVALID_ARGUMENT below 0.
    static func pageSize(_ requested: Int32) throws(RPCError) -> Int {
        guard requested >= 0 else { throw RPCError(.invalidArgument, "page_size is negative") }
        return requested == 0 ? pageDocumentsDefault : min(Int(requested), pageDocumentsMax)
    }
}

// The POS's words for a refusal.
extension ServiceLimits {
    /// Characters of them that a caller is told.
    static let refusalCharactersMax = 300
    /// Digits from which on a number may be a telephone or a card: ids of the POS are shorter.
    static let refusalDigits = 7
    /// Characters from which on letters and digits together are a key.
    static let refusalTokenCharacters = 20
    /// Words between a house number and the word for its street.
    static let refusalStreetWords = 5
}
