/// Limits of responses of the POS, and of the time to wait for them.
public enum AlleavesLimits {
    // JSON of any endpoint.
    /// Open containers; the POS's own answers have under 10. At most 64, one bit each.
    static let depthMax = 64
    /// Values of one small response, so that a hostile one cannot multiply its size in memory.
    static let valuesMax = 5_000_000

    // Inventory text, in bytes; longer values are cut on a UTF-8 boundary.

    // Inventory size.
    /// Keys of a row whose place is predicted; a real row has 110.
    static let predictedKeysMax = 512
    /// Predicted bytes between two values, key included; real keys have up to 45.
    static let gapBytesMax = 64
    /// Bytes parsed per step; they fit the second-level cache.
    static let pieceBytes = 256 << 10

    // Paging of the inventory and of the item search.
    /// Rows asked for at a time where an answer was not whole; what a public client asks.
    static let inventoryPageRows = 5_000
    /// Rows per page if the POS refuses a full page.
    static let inventorySmallPageRows = 100
    /// Pages of one listing; with 100 rows each, 500,000 rows.
    static let inventoryPagesMax = 5_000
    /// Consecutive pages without a new row that end a listing.
    static let stalePagesMax = 3
    /// Attempts to read a listing that changes meanwhile.
    static let listingReadsMax = 3
    /// Items per request, pages of one listing, and bytes of one response.
    static let itemPageRows = 1_000
    static let itemPagesMax = 2_000
    static let itemBodyBytesMax = 128 << 20
    static let itemTimeoutMilliseconds: Int64 = 30_000
    /// Attempts of a call for optional data.
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
    /// Seconds that the POS may take to begin its response with a large inventory.
    static let lowSpeedSeconds: Int64 = 60
    /// Attempts of one call, including the first.
    static let triesMax = 5
    /// Attempts of the list of locations, for which other parts of a run wait.
    static let locationTriesMax = 3
    static let backoffFirstMilliseconds: Int64 = 500
    static let backoffMilliseconds: Int64 = 20_000
    /// The longest Retry-After to wait for; a longer one fails at once.
    static let retryAfterMilliseconds: Int64 = 120_000
    /// Elements of a list in a write's response that are checked for a refusal; a write concerns
    /// one object.
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
    /// Attempts to read a listing whose pages repeat entries, until one yields nothing new.
    static let readingsMax = 3

    // Batches.
    static let batchIDsPerSearchMax = 5_000
    static let batchFallbackCallsMax = 100
    static let batchFallbackThreads = 16
    /// Attempts of each single call: a hundred failing ones must not use up a sync's time.
    static let batchFallbackTriesMax = 2
}
