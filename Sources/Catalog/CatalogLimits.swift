/// Bounds of a tenant's catalog in memory.
public enum CatalogLimits {
    /// Rows in a segment. A commit that touches one row copies its segment (about 0.7 MB at
    /// 350 bytes a row), and a generation holds one reference a segment.
    public static let segmentRowsMax = 2048
    /// Rows that a preview takes in at once: whole segments, and a publication for each batch.
    static let previewRowsMax = 64 * segmentRowsMax
    /// Rows of a tenant: a row number is a UInt32 whose top bit says in the price index whether the
    /// row is in stock.
    public static let rowsMax = 1 << 31
    /// Rows in a chunk of the price index, as made and at most: a row that comes or goes copies its
    /// chunk (6 KB), and a commit copies one reference a chunk.
    static let priceChunkRows = 384
    static let priceChunkRowsMax = 512
    /// Bytes of rows that are read at start before they are built, and batches that wait: what
    /// hides the differences in speed between reading and building.
    static let loadBatchBytes = 1 << 20
    static let loadBatchesMax = 4
    /// Bytes of one encoded menu item. An item is sent whole in a frame of 4 MiB.
    public static let itemBytesMax = 256 * 1024
    /// Distinct categories of a tenant: a code is a UInt16 and 0 means none.
    public static let categoriesMax = 65_535
    /// Categories whose reading is remembered while products are read.
    static let categoryMemoMax = 4096
    /// Bytes of an item as it is stored: what a later version adds to one that just fitted must
    /// not keep a store from opening.
    static let storedItemBytesMax = 2 * itemBytesMax
    /// Bytes of rows that are written at a time where all are derived anew.
    static let rebuildBatchBytes = 4 << 20
    /// Prefixes of document ids behind which own ids are looked for: a few for each account of a
    /// POS. Products under more of them are found by their document ids alone.
    static let idPrefixesMax = 64
    /// References to products that no rule makes any more, before all rules are compiled anew
    /// without them.
    static let unusedReferencesMax = 4096
    /// Spellings of names that a table remembers beside the names' keys.
    public static let spellingsMax = 1 << 20
    /// Rules of a tenant, live or not: each is parsed and compiled in memory.
    public static let rulesMax = 100_000
    /// Bytes of one entry of a menu: an item with its sale fields and offers. What does not fit is
    /// refused as a rule with too long a text.
    public static let entryBytesMax = 1 << 20
    /// Bytes of a rule's name, badge or customer types, cut beyond that: with the most offers
    /// that an item lists, an entry stays far below its bound.
    public static let ruleTextBytesMax = 1000
    /// Conditional offers that one item lists.
    public static let offersMax = 50
    /// Customer types that one offer lists.
    static let offerCustomerTypesMax = 8
    /// Items that one page of a query returns.
    public static let queryLimitMax = 1000
    /// Items that a page returns where the caller names no limit.
    public static let queryLimitDefault = 50
    /// States of a tenant's menu, and of all tenants', that are kept for those who page through
    /// them: one serves any number of clients.
    static let pinsPerTenantMax = 16
    static let pinsMax = 256
    /// Bytes that pinned states may hold beside the newest ones. A state shares what did not
    /// change: after the price of one product it holds one segment.
    static let pinnedBytesMax = 256 << 20
    /// About the bytes of a row beside its menu item, in columns and indexes, and of a rule.
    static let pinnedRowBytes = 64
    static let pinnedRuleBytes = 512
    /// Milliseconds that a state is kept after its last page, and from its first one at most.
    static let pinIdleMilliseconds: Int64 = 120_000
    static let pinMilliseconds: Int64 = 900_000
    /// Bytes of a word that are indexed and searched.
    public static let wordBytesMax = 64
    /// Bytes of a query's text, and values in all of its lists.
    public static let queryTextBytesMax = 1000
    public static let queryValuesMax = 1000
    /// Characters of a cursor: an id and a name have at most 1500 and 65,535 bytes.
    public static let cursorBytesMax = 160_000
    /// Bytes that one chunk of a menu stream gathers before it is sent: large enough that the
    /// cost of a frame vanishes, small enough that a reader starts at once.
    public static let menuChunkBytes = 256 * 1024
    /// Distinct values that one facet reports.
    public static let facetValuesMax = 1000
    /// Changes of a product's base price that are kept: two a day for a month, 16 bytes each.
    static let baseChangesMax = 64
    /// Changes of rules that a tenant keeps, and how many go at a time when there are more.
    static let ruleChangesMax = 4096
    static let ruleChangesCut = 512
    /// Bytes of a rule that a change keeps; of a larger one only the time is known.
    static let ruleChangeBytesMax = 64 * 1024
    /// Entries that a discount rule's lists may have in all: each is an index entry of its
    /// document, of which the store takes 40,000.
    public static let ruleListMax = 39_000
}
