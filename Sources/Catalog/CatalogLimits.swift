/// Bounds of a tenant's catalog in memory.
public enum CatalogLimits {
    /// Rows in a segment. A commit that changes one row copies its segment (about 0.7 MB at 350
    /// bytes per row), and a generation holds one reference per segment.
    public static let segmentRowsMax = 2048
    /// Rows per batch of a preview: whole segments, one publication each.
    static let previewRowsMax = 64 * segmentRowsMax
    /// Rows of a tenant: a row number is a UInt32 whose top bit is the stock bit in the price
    /// index.
    public static let rowsMax = 1 << 31
    /// Rows in a chunk of the price index, as made and at most: inserting or removing a row copies
    /// its chunk (6 KB), and a commit copies one reference per chunk.
    static let priceChunkRows = 384
    static let priceChunkRowsMax = 512
    /// Bytes of rows per batch while loading, and batches in the queue: buffers the varying speeds
    /// of reading and building.
    static let loadBatchBytes = 1 << 20
    static let loadBatchesMax = 4
    /// Bytes of one encoded menu item. An item is sent whole in a frame of 4 MiB.
    public static let itemBytesMax = 256 * 1024
    /// Distinct categories of a tenant: a code is a UInt16 and 0 means none.
    public static let categoriesMax = 65_535
    /// Locations of a tenant whose catalogs are kept: twice what a sync takes, since while one set
    /// of them replaces another both are there.
    public static let storesMax = 200
    /// Parsed categories that are cached while products are read.
    static let categoryMemoMax = 4096
    /// Bytes of a stored item: larger than ``itemBytesMax``, so that fields added by a later
    /// version cannot keep a store from opening.
    static let storedItemBytesMax = 2 * itemBytesMax
    /// Bytes of rows per write while the family is rebuilt.
    static let rebuildBatchBytes = 4 << 20
    /// Rows derived between two lines of the log: about a second's.
    static let rebuildRowsLogged = 250_000
    /// Prefixes of document ids behind which own ids are looked for: a few for each account of a
    /// POS. Products under more of them are found by their document ids alone.
    static let idPrefixesMax = 64
    /// Unused references to products that trigger a full compilation without them.
    static let unusedReferencesMax = 4096
    /// Spellings of names that a table caches besides the names' keys.
    public static let spellingsMax = 1 << 20
    /// Rules of a tenant, live or not: each is parsed and compiled in memory.
    public static let rulesMax = 100_000
    /// Bytes of one entry of a menu: an item with its sale fields and offers. A rule whose texts do
    /// not fit is rejected.
    public static let entryBytesMax = 1 << 20
    /// Bytes of a rule's name, badge or customer types, truncated beyond: with the maximum number
    /// of offers an entry stays far below its bound.
    public static let ruleTextBytesMax = 1000
    /// Conditional offers that one item lists.
    public static let offersMax = 50
    /// Customer types that one offer lists.
    static let offerCustomerTypesMax = 8
    /// Items that one page of a query returns.
    public static let queryLimitMax = 1000
    /// Items that a page returns where the caller names no limit.
    public static let queryLimitDefault = 50
    /// Pinned generations per tenant, and in all: one serves any number of clients that page
    /// through it.
    static let pinsPerTenantMax = 16
    static let pinsMax = 256
    /// Bytes that pinned generations may hold besides the current ones. Generations share what did
    /// not change: after a change of one product's price the old one holds one segment.
    public static let pinnedBytesMax = 256 << 20
    /// Approximate bytes of a row besides its menu item, in columns and indexes, and of a rule.
    static let pinnedRowBytes = 64
    static let pinnedRuleBytes = 512
    /// Milliseconds that a generation stays pinned: after its last page, and after its first page
    /// at most.
    static let pinIdleMilliseconds: Int64 = 120_000
    static let pinMilliseconds: Int64 = 900_000
    /// Bytes of a word that are indexed and searched.
    public static let wordBytesMax = 64
    /// Bytes of a query's text, and values in all of its lists.
    public static let queryTextBytesMax = 1000
    public static let queryValuesMax = 1000
    /// Characters of a cursor: an id and a name have at most 1500 and 65,535 bytes.
    public static let cursorBytesMax = 160_000
    /// Bytes that one chunk of a menu stream gathers before it is sent: large enough to amortise
    /// the cost of a frame, small enough for a reader to start at once.
    public static let menuChunkBytes = 256 * 1024
    /// Distinct values that one facet reports.
    public static let facetValuesMax = 1000
    /// Retained changes of a product's base price: two a day for a month, 16 bytes each.
    static let baseChangesMax = 64
    /// Retained changes of a tenant's rules, and how many are dropped at a time beyond that.
    static let ruleChangesMax = 4096
    static let ruleChangesDropped = 512
    /// Bytes of a rule that a change record keeps; of a larger rule only the time of the change.
    static let ruleChangeBytesMax = 64 * 1024
    /// Entries that a discount rule's lists may have in all: each is an index entry of its
    /// document, of which the store takes 40,000.
    public static let ruleListMax = 39_000
}
