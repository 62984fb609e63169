/// Bounds of how feeds are fetched.
enum FeedSourceLimits {
    /// Bytes of an address.
    static let urlBytesMax = 2_048
    /// Header lines that a configuration adds to a request, and bytes of one.
    static let headersMax = 16
    static let headerBytesMax = 4_096
    /// Bytes of the token.
    static let tokenBytesMax = 4_096
    /// Bytes of an entity tag that is sent back; a longer one is not kept.
    static let entityTagBytesMax = 256

    static let connectTimeoutMilliseconds: Int64 = 10_000
    /// For one whole document: a large menu on a slow line.
    static let timeoutMilliseconds: Int64 = 240_000
    static let lowSpeedBytesPerSecond: Int64 = 1
    /// A server may think this long before the first byte of an export.
    static let lowSpeedSeconds: Int64 = 60
    /// Tries of one document, the first included.
    static let triesMax = 4
    static let backoffFirstMilliseconds: Int64 = 500
    static let backoffMilliseconds: Int64 = 8_000

    /// For reading the beginning of a feed while somebody waits.
    static let trialMilliseconds: Int64 = 30_000

    /// Pages of one feed: at 100 records each, 200,000.
    static let pagesMax = 2_000
    /// How often a file is read that changes while it is read.
    static let fileReadsMax = 3
}
