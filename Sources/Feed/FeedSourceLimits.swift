/// Limits of fetching feeds.
enum FeedSourceLimits {
    /// Bytes of an address.
    static let urlBytesMax = 2_048
    /// Configured headers per request, and bytes of each.
    static let headersMax = 16
    static let headerBytesMax = 4_096
    /// Bytes of the token.
    static let tokenBytesMax = 4_096
    /// Bytes of a cached entity tag; a longer one is not cached.
    static let entityTagBytesMax = 256

    static let connectTimeoutMilliseconds: Int64 = 10_000
    /// Timeout for one document: a large menu on a slow connection.
    static let timeoutMilliseconds: Int64 = 240_000
    static let lowSpeedBytesPerSecond: Int64 = 1
    /// Seconds a server may take to begin its response while it prepares an export.
    static let lowSpeedSeconds: Int64 = 60
    /// Attempts per document, including the first.
    static let triesMax = 4
    static let backoffFirstMilliseconds: Int64 = 500
    static let backoffMilliseconds: Int64 = 8_000

    /// Timeout for the trial before a location is stored, for which somebody waits.
    static let trialMilliseconds: Int64 = 30_000

    /// Pages of one feed; 100 records each make 200,000.
    static let pagesMax = 2_000
    /// Approximate bytes of a product in memory, a row for each of its stocks and its details, and
    /// of an order's line or a rule. Descriptions are counted by themselves.
    static let productBytes = 700
    static let stockBytes = 600
    static let lineBytes = 600
    static let ruleBytes = 1_000

    /// Attempts to read a file that changes while it is read.
    static let fileReadsMax = 3
}
