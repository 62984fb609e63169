/// What was read of a listing that comes in pages, and how it ended.
public struct ListingEnd: Equatable, Sendable {
    /// An empty page came, or one shorter than the longest of the listing: there is no more.
    /// False where the bound of pages ended the reading, or repeated pages never settled.
    public var isWhole = false
    /// The POS said that there are more than came.
    public var isShort = false
    /// Pages read, all readings together.
    public var pages = 0
    /// Different entries.
    public var count = 0
    /// Entries of the longest page.
    public var longestPage = 0
    /// Entries of no use: without an id, or no records at all.
    public var withoutID = 0
    /// Ids that came more than once, and one of them.
    public var repeated = 0
    public var repeatedExample: String?

    public init() {}
}
