/// Bounds of what is taken from the POS and of how long it is waited for.
public enum AlleavesLimits {
    // JSON of any endpoint.
    /// Open containers; the POS's own answers have under 10. At most 64, one bit each.
    static let depthMax = 64
    /// Values of one small answer, so that a hostile one cannot multiply its size in memory.
    static let valuesMax = 5_000_000

    // Inventory text, in bytes; longer values are cut on a UTF-8 boundary.

    // Inventory size.
    /// Keys of a row whose place is predicted; a real row has 110.
    static let predictedKeysMax = 512
    /// Bytes between two values that are predicted, key included; a real key has up to 45.
    static let gapBytesMax = 64
    /// Bytes parsed per step, small enough to stay in the second-level cache.
    static let pieceBytes = 256 << 10

    // Paging of the inventory and of the item search.
    /// Rows asked for at a time where an answer was not whole; what a public client asks.
    static let inventoryPageRows = 5_000
    /// Rows asked for where the POS refuses that many.
    static let inventorySmallPageRows = 100
    /// Pages of one listing: at 100 rows a page, 500,000 rows.
    static let inventoryPagesMax = 5_000
    /// Pages in a row without a new row before it is believed that none will come.
    static let stalePagesMax = 3
    /// Times that a listing is read which changes while it is read.
    static let listingReadsMax = 3
    /// Items asked for at a time, pages of one listing, and bytes of one answer.
    static let itemPageRows = 1_000
    static let itemPagesMax = 2_000
    static let itemBodyBytesMax = 128 << 20
    static let itemTimeoutMilliseconds: Int64 = 30_000
    /// Tries of a call for something that products can do without.
    static let itemTriesMax = 2
    static let itemTextBytesMax = 64 << 20

    // Numbers beyond these count as absent.

    // Exchanges.
    static let smallBodyBytesMax = 256 << 20
    static let inventoryBodyBytesMax = 4 << 30
    static let connectTimeoutMilliseconds: Int64 = 10_000
    static let smallTimeoutMilliseconds: Int64 = 30_000
    static let inventoryTimeoutMilliseconds: Int64 = 240_000
    static let lowSpeedBytesPerSecond: Int64 = 1
    /// The POS may think this long before the first byte of a large inventory.
    static let lowSpeedSeconds: Int64 = 60
    /// Tries of one call, the first included.
    static let triesMax = 5
    /// Tries of the list of locations: other parts of a run wait for it.
    static let locationTriesMax = 3
    static let backoffFirstMilliseconds: Int64 = 500
    static let backoffMilliseconds: Int64 = 20_000
    /// The longest Retry-After that is waited for; a longer one fails at once.
    static let retryAfterMilliseconds: Int64 = 120_000
    /// Elements of a list that an answer to a write is looked through for a refusal; a write is one
    /// thing.
    static let answerPartsMax = 100
    static let tokenBytesMax = 16_384

    // Tokens.
    /// A token is stale this long before it expires.
    static let tokenBufferMilliseconds: Int64 = 5 * 60_000
    static let tokenLifeMilliseconds: Int64 = 24 * 3_600_000

    /// Pages of discount rules: far more rules than a mirror takes.
    static let discountPagesMax = 1_000

    /// Entries of a page of customers or orders; the largest value ever used with the POS.
    static let pageSize = 100
    /// Readings of one listing whose pages repeat entries, until one brings nothing new.
    static let readingsMax = 3

    // Batches.
    static let batchIDsPerSearchMax = 5_000
    static let batchFallbackCallsMax = 100
    static let batchFallbackThreads = 16
    /// Tries of each single call: a hundred failing ones must not use up a sync's time.
    static let batchFallbackTriesMax = 2
}
