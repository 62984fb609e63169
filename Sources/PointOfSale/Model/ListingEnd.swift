/// The result of reading a paginated listing, and how it ended.
public struct ListingEnd: Equatable, Sendable {
    /// The end was reached: an empty page, or one shorter than the longest. False if the page limit
    /// ended the reading, or repeated readings never settled.
    public var isWhole = false
    /// The POS reports more entries than were returned.
    public var isShort = false
    /// Pages read, all readings together.
    public var pages = 0
    /// Different entries.
    public var count = 0
    /// Entries of the longest page.
    public var longestPage = 0
    /// Unusable entries: without an id, or not records.
    public var withoutID = 0
    /// Ids that came more than once, and one of them.
    public var repeated = 0
    public var repeatedExample: String?
    /// Why it may be short, in the adapter's words; nil where the POS said that it is.
    public var incompleteness: String?
    /// Oddities of the reading, one sentence each.
    public var warnings: [String] = []
    /// What its records had; nil where no mapping says what their fields are.
    public var shape: ListingShape?

    public init() {}
}
