/// What was read of a listing that comes in pages, and how it ended.
public struct ListingEnd: Equatable, Sendable {
    /// An empty page came, or one shorter than the longest of the listing: there is no more.
    /// False where the bound of pages ended the reading, or repeated pages never settled.
    public internal(set) var isWhole = false
    /// The POS said that there are more than came.
    public internal(set) var isShort = false
    /// Pages read, all readings together.
    public internal(set) var pages = 0
    /// Different entries.
    public internal(set) var count = 0
    /// Entries of the longest page.
    public internal(set) var longestPage = 0
    /// Entries of no use: without an id, or no records at all.
    public internal(set) var withoutID = 0
    /// Ids that came more than once, and one of them.
    public internal(set) var repeated = 0
    public internal(set) var repeatedExample: String?
}

/// A page as it was answered.
struct ListedPage<Record> {
    let path: String
    let entries: [JSONValue]
    /// The entries that have an id.
    let records: [Record]
    let id: (Record) -> String
    /// What the page says of the listing beside its entries.
    var said = ListingTotal()
}
