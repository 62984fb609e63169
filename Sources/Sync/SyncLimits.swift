/// Bounds of a synchronisation.
public enum SyncLimits {
    /// Milliseconds that a run may take in all (Protocol/README.md, Meaning).
    public static let runMilliseconds: Int64 = 300_000
    /// Milliseconds of a run that are kept for what comes after its parts have read the POS: the
    /// counts of metadata, spending and sales.
    static let reserveMilliseconds: Int64 = 20_000
    /// Milliseconds that the POS's list of locations is waited for.
    static let locationMilliseconds: Int64 = 15_000
    /// Milliseconds that a run of a backfill may take: nobody waits for it, and the next one goes
    /// on where it ended.
    public static let backfillMilliseconds: Int64 = 3_600_000
    /// Milliseconds that the details of a batch are kept, and batches of a location whose details
    /// are: some 250 bytes each.
    static let batchMilliseconds: Int64 = 24 * 3_600_000
    static let keptBatchesMax = 100_000
    /// Milliseconds that what the item search said is kept, after which new items make it worth
    /// asking again, and that asking may take.
    static let itemDetailsMilliseconds: Int64 = 24 * 3_600_000
    static let newItemsMilliseconds: Int64 = 3_600_000
    static let itemSearchMilliseconds: Int64 = 60_000
    /// Milliseconds for one answer that a preview waits for: somebody looks at the screen.
    static let previewMilliseconds: Int64 = 120_000
    /// The same for the areas, without which a preview is nearly as good.
    static let previewAreasMilliseconds: Int64 = 10_000
    /// Products in one commit: two documents and a row each. Enough to amortise a commit, few
    /// enough that readers and other writers are not held up (some ten milliseconds).
    public static let commitProductsMax = 2000
    /// Batches that a canonical product lists, those in stock first: a kilobyte each at the
    /// most, of a document's megabyte. Real products have up to ten.
    static let batchesPerProductMax = 500
    /// Products in one commit of those whose stock has expired: a batch's list is read for each.
    static let expiredProductsMax = 200
    /// Area types of posConfig.sellableAreas.
    static let sellableAreasMax = 100
    /// Batches that are encoded before the commit before them has taken its own: one is enough to
    /// keep two threads busy.
    static let encodedBatchesMax = 2
    /// Previous products from which a sudden drop is suspicious, and the percentage that is left
    /// below which it is.
    public static let suspiciousCountMin = 50
    public static let suspiciousPercent = 20
    /// Bytes of the rows that a product keeps by location; one row has some 300, a document of a
    /// mebibyte is the largest.
    static let sourcesBytesMax = 256 << 10
    /// Locations of one tenant that a run reads.
    public static let locationsMax = 100
    /// Bytes of an error text in a status document.
    public static let errorBytesMax = 500
    /// Rules that a run names one by one in the log.
    public static let loggedRulesMax = 100
    /// Rules that the warnings of a run name, and bytes of a name that they show.
    static let namedRulesMax = 10
    static let namedRuleBytesMax = 80
    /// Warnings of one run in a status document, so that a broken POS cannot make it too large.
    static let warningsMax = 200

    // Orders.
    /// Where the first run begins: before any order that the POS can have.
    public static let firstOrderDay = SyncDay(18_262)  // 2020-01-01
    /// Days before the watermark that a run reads again (hazard D29 of Protocol/alleaves.md).
    static let orderOverlapDays: Int64 = 2
    /// Orders that one run reads, and one run of a backfill.
    public static let ordersPerRunMax = 10_000
    public static let ordersPerBackfillRunMax = 100_000
    /// Order and customer records in one commit.
    public static let commitRecordsMax = 400
    /// Days of the first window, and those that a new mirror sees first; of the longest, so that
    /// empty years cost few calls; and how many times longer than one the next may be.
    static let windowDaysFirst: Int64 = 7
    static let windowDaysMax: Int64 = 4096
    static let windowGrowth: Int64 = 4
    /// Orders that a window is meant to have: some 20 calls, of which one tells that it ended.
    static let windowOrders: Int64 = 2000
    /// Pages after which a window is given up.
    static let windowPagesMax = 1000
    /// Days ahead of the calendar that orders are asked for: clocks differ, and some are made for
    /// a later day. They cost no call.
    static let orderDaysAhead: Int64 = 366
    /// Days back that are read again for late changes, a refund for example.
    static let lateDays: Int64 = 60
    /// Ranges of days in a position; each gap between two is a listing that was not whole.
    static let storedRangesMax = 50
    /// Order lines that a document keeps: with texts of 256 bytes they stay well below the largest
    /// document.
    static let orderLinesMax = 500

    // Customers.
    /// Pages of 100 that one run reads unless the daemon is told otherwise; the next run goes on
    /// behind them.
    public static let customerPagesDefault = 30
    public static let customerPagesMax = 100_000

    // Sales.
    /// Milliseconds of the two windows of the sales counters.
    static let saleWeekMilliseconds: Int64 = 7 * 86_400_000
    static let saleMonthMilliseconds: Int64 = 30 * 86_400_000
    /// Milliseconds that the POS's clock, or its zone, may be ahead of ours.
    static let saleAheadMilliseconds: Int64 = 86_400_000
    /// Cents of one order and 1/1,000 of one line that are believed, either way of zero; what the
    /// POS's own readings take.
    static let saleCentsMax: Int64 = 100_000_000
    static let saleThousandthsMax: Int64 = 1_000_000_000_000
    /// Documents that are compared, and then written, at a time.
    static let salesBatchMax = 400

    // All tenants.
    /// Minutes between the scheduled runs of a tenant unless the daemon is told otherwise.
    public static let scheduleMinutesDefault: Int64 = 30
    public static let scheduleMinutesMax: Int64 = 7 * 24 * 60
    /// Milliseconds after which the schedule looks for new locations, and at the clock.
    static let scheduleLookMilliseconds: Int64 = 60_000
    /// Milliseconds between the runs of two tenants.
    public static let allPauseMilliseconds: Int64 = 1000
    /// Categories of products whose reading is remembered while documents are made.
    static let categoryMemoMax = 4096

    // The audit trail.
    /// Days that an entry is kept, and entries of one tenant: what an audit of a year asks for.
    public static let auditDaysMax: Int64 = 400
    public static let auditEntriesMax = 20_000
    /// Entries between two looks for old ones, and how many go at a time; so many more than
    /// `auditEntriesMax` may be there for a while.
    public static let auditEntriesBetweenPrunes = 64
    public static let auditPrunedMax = 2_000
    /// Entries of the audit trail that a start looks through for writes that were on their way: far
    /// more than could be at once.
    static let auditUnendedMax = 2_000
    /// Ids of rules that one entry names; the count is whole.
    public static let auditIDsMax = 100
    /// Characters of a name or id in a log line; a user's id may be anything.
    static let auditWordCharactersMax = 128
}
