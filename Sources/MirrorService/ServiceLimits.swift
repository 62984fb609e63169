import TTRPC

/// Limits of the services.
public enum ServiceLimits {
    /// Default bytes of memory for the store, in addition to the catalogs.
    public static let memoryBytesDefault = 256 << 20
    /// Seconds that running calls have to finish during shutdown.
    public static let drainSeconds = 20.0
    /// Days that GetExpiringInventory looks ahead.
    public static let expiringDaysMax = 3650
    public static let expiringDaysDefault = 30
    /// Batches that one answer lists; a frame holds 4 MiB.
    public static let expiringBatchesMax = 10_000
    /// Products that GetBuilderProducts returns.
    public static let builderProductsMax = 100
    public static let builderProductsDefault = 12
    /// Documents and bytes of one ListDocuments page.
    public static let pageDocumentsMax = 1000
    public static let pageDocumentsDefault = 100
    public static let pageBytesMax = 3 << 20
    /// Parts of PartitionQuery, and names sampled per part.
    static let partitionsMax = 1_000
    static let samplesPerPartition = 16
    /// Documents that a streaming read fetches at a time; bounds its memory.
    static let documentsAtATime = 64
    /// Bytes of the organisation ids and product ids that requests may name.
    public static let idBytesMax = 1500
    /// Bytes of a user's session token; JWTs with many claims have a few thousand.
    public static let sessionTokenBytesMax = 16_384
    /// Maximum hours of the mirror's own sessions.
    public static let sessionHoursMax: Int64 = 24 * 366
    public static let sessionHoursDefault: Int64 = 12
    /// Sessions that one list shows.
    public static let sessionsListedMax = 10_000
    /// Timeout of one introspection, which a caller waits for, milliseconds.
    public static let introspectionMilliseconds: Int64 = 5_000
    /// Bytes of an introspection's response: a few claims.
    public static let introspectionBytesMax = 65_536
    /// Cached responses of each kind, a few hundred bytes each.
    public static let introspectionEntriesMax = 10_000
    /// Milliseconds that a refusal is cached; short, so that a new token becomes valid soon.
    public static let introspectionRefusedMilliseconds: Int64 = 10_000
    /// Milliseconds that a response without an expiry is cached.
    public static let introspectionUndatedMilliseconds: Int64 = 60_000
    /// Bytes of an idempotency key; UUIDs have 36.
    public static let idempotencyKeyBytesMax = 128
    /// Bytes of one text that goes to the POS, and lines of one order.
    public static let posTextBytesMax = 1_000
    public static let orderItemsMax = 200
    /// Units of one order line, and cents of one price or credit; more is an input error.
    public static let orderQuantityMax = 100_000.0
    public static let posCentsMax: Int64 = 10_000_000
    /// Points of one change.
    public static let loyaltyPointsMax: Int64 = 10_000_000
    /// Timeout of one write including login, which a caller waits for, milliseconds.
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
    /// Bytes of an unknown event's body that are stored.
    public static let eventKeptBytesMax = 65_536
    /// Bytes of an event's name.
    public static let eventNameBytesMax = 100
    /// Maximum units in an inventory event.
    public static let eventQuantityMax = 1_000_000_000.0
    /// Milliseconds after which an event's stock is ignored, because a sync may be newer; the pull
    /// that it requests corrects it.
    public static let eventShownMilliseconds: Int64 = 600_000
    /// Products whose newest event time is kept; beyond it the oldest half is dropped.
    static let eventSubjectsMax = 20_000
    /// Days that events are kept, events between two prunings, and events deleted at a time.
    public static let eventDaysMax: Int64 = 30
    public static let eventsBetweenPrunes = 256
    public static let eventsPrunedMax = 1_000
    /// Seconds between two pulls of one kind for one tenant: a busy shop sends events by the
    /// hundred, and a pull after the last of them sees them all.
    public static let eventPullGapSeconds: UInt64 = 15
    /// Pulls at a time, over all tenants.
    public static let eventPullThreads = 2
    /// Files of the store whose modes are checked at startup; a table has megabytes.
    public static let dataFilesMax = 1_000_000
    /// Maximum sleep of the price clock, so that a change of the system clock is noticed,
    /// milliseconds.
    public static let priceClockMilliseconds: Int64 = 60_000
    /// Items that one message of WatchMenu holds.
    public static let watchItemsMax = 1000
}

extension ServiceLimits {
    /// The page size of a request, 0 for the default; INVALID_ARGUMENT below 0.
    static func pageSize(_ requested: Int32) throws(RPCError) -> Int {
        guard requested >= 0 else { throw RPCError(.invalidArgument, "page_size is negative") }
        return requested == 0 ? pageDocumentsDefault : min(Int(requested), pageDocumentsMax)
    }
}

// Limits for the POS's message of a refusal.
extension ServiceLimits {
    /// Characters of the message that a caller sees.
    static let refusalCharactersMax = 300
    /// Minimum digits of a number that may be a telephone or card number: POS ids are shorter.
    static let refusalDigits = 7
    /// Minimum characters of a run of letters and digits that may be a key.
    static let refusalTokenCharacters = 20
    /// Maximum words between a house number and the word for its street.
    static let refusalStreetWords = 5
}
