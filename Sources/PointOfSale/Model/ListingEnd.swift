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
    /// Entries with bytes that are not UTF-8, of which nothing was taken, and the id of one.
    public var spoilt = 0
    public var spoiltExample: String?
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

    /// Why entries may be missing though the end was reached; nil where all could be read.
    public var unreadableText: String? {
        var texts: [String] = []
        if withoutID > 0 { texts.append("\(withoutID) entries have no id") }
        if spoilt > 0 {
            texts.append(
                spoilt == 1
                    ? "1 entry has bytes that are not UTF-8"
                    : "\(spoilt) entries have bytes that are not UTF-8")
        }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }

    /// Whether entries came, and all have bytes that are not UTF-8.
    public var isSpoilt: Bool { spoilt > 0 && count == 0 && withoutID == 0 }
}
