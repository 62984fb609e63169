import CivilTime

/// Limits of a synchronisation.
public enum SyncLimits {
    /// Milliseconds that a run may take in all (Protocol/README.md, Meaning).
    public static let runMilliseconds: Int64 = 300_000
    /// Milliseconds of a run reserved for the work after reading the POS: the counts of metadata,
    /// spending and sales.
    static let reserveMilliseconds: Int64 = 20_000
    /// Timeout of the POS's list of locations, milliseconds.
    static let locationMilliseconds: Int64 = 15_000
    /// Timeout of one login's account, and of those of all of a tenant's logins, milliseconds: what
    /// is known of the others need not wait for a POS that does not answer.
    static let accountMilliseconds: Int64 = 15_000
    static let accountsMilliseconds: Int64 = 60_000
    /// Runs of several tenants at once that callers asked for; further ones wait for their turn. A
    /// run has up to five threads and an answer of the POS in memory.
    static let runsAtOnceMax = 16
    /// Bytes of a run's stack: answers of a POS may be deeply nested.
    public static let runStackBytes = 4 << 20
    /// Callers that wait for one tenant's run, a few hundred bytes each.
    public static let waitersMax = 10_000
    /// Milliseconds that a backfill may take: no caller waits for it, and the next one continues
    /// where it ended.
    public static let backfillMilliseconds: Int64 = 3_600_000
    /// Milliseconds that batch details are cached, and cached batches per location: about 250 bytes
    /// each.
    static let batchMilliseconds: Int64 = 24 * 3_600_000
    static let keptBatchesMax = 100_000
    /// Milliseconds: item details are cached, the minimum age for a refresh because of new items,
    /// and the timeout of the item search.
    static let itemDetailsMilliseconds: Int64 = 24 * 3_600_000
    static let newItemsMilliseconds: Int64 = 3_600_000
    static let itemSearchMilliseconds: Int64 = 60_000
    /// Timeout of one call of a preview, which a user is waiting for, milliseconds.
    static let previewMilliseconds: Int64 = 120_000
    /// As above for the areas, which a preview can do without.
    static let previewAreasMilliseconds: Int64 = 10_000
    /// Products in one commit: two documents and a row each. Enough to amortise a commit, few
    /// enough not to delay other writers (about ten milliseconds).
    public static let commitProductsMax = 2000
    /// Batches that a canonical product lists, those in stock first: at most a kilobyte each, of a
    /// document's megabyte. Real products have up to ten.
    static let batchesPerProductMax = 500
    /// Batches that the entries of all its locations list, beside those of the product: with what
    /// ``batchesPerProductMax`` and ``sourcesBytesMax`` allow, below a document's megabyte.
    static let batchesPerLocationsMax = 150
    /// Products per commit of the expiry pass, which reads the batches of each.
    static let expiredProductsMax = 200
    /// Area types of posConfig.sellableAreas.
    static let sellableAreasMax = 100
    /// Batches encoded ahead of the commits: one is enough to keep two threads busy.
    static let encodedBatchesMax = 2
    /// Minimum number of previous products for a drop to be suspicious, and the remaining
    /// percentage below which it is: a small shop loses as much by it as a large one, and a handful
    /// of products may well go at once.
    public static let suspiciousCountMin = 10
    public static let suspiciousPercent = 20
    /// Known prices of which more than half, ``suspiciousMostPercent``, tell of a fault of the POS;
    /// of fewer it takes ``suspiciousSmallPercent``. Also the least number of a department's
    /// prices, of which it takes ``suspiciousFamilyPercent`` since a department may be cleared out,
    /// and of new products that are judged by themselves.
    static let judgedPricesMin = 50
    static let suspiciousMostPercent = 50
    static let suspiciousSmallPercent = 80
    static let suspiciousFamilyPercent = 90
    /// Runs in a row that the end of the daemon may break off before the schedule leaves a tenant
    /// alone: once is a power cut, twice is a cause.
    static let interruptionsMax = 2
    /// How far such runs are counted.
    static let interruptionsCounted: Int64 = 1_000_000
    /// How many times higher or lower a price must be for a changed unit, or a wrong column, to be
    /// likelier than a sale: no store marks most of its goods down to a quarter overnight.
    static let suspiciousPriceFactor: Int64 = 4
    /// Items of an inventory whose prices are compared with those that are known, evenly spread:
    /// enough to see what holds for half of all, in a few milliseconds.
    static let comparedPricesMax = 2_000
    /// Bytes of the rows that a product keeps by location: about 300 each, and a document has at
    /// most 1 MiB.
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
    /// The first day ever read: before any order of the POS.
    public static let firstOrderDay = CivilDate(number: 18_262)  // 2020-01-01
    /// Days before the watermark that a run reads again (hazard D29 of Protocol/alleaves.md).
    static let orderOverlapDays: Int64 = 2
    /// Orders that one run reads, and one run of a backfill.
    public static let ordersPerRunMax = 10_000
    public static let ordersPerBackfillRunMax = 100_000
    /// Order and customer records in one commit.
    public static let commitRecordsMax = 400
    /// Days of the first window, also the first read by a new mirror; of the longest window, so
    /// that empty years cost few calls; and the maximum growth factor from window to window.
    static let windowDaysFirst: Int64 = 7
    static let windowDaysMax: Int64 = 4096
    static let windowGrowth: Int64 = 4
    /// Target number of orders per window: about 20 calls plus one for the end.
    static let windowOrders: Int64 = 2000
    /// Pages after which a window is abandoned.
    static let windowPagesMax = 1000
    /// Days in the future that are requested: clocks differ, and orders are placed for later days.
    /// They cost no extra call.
    static let orderDaysAhead: Int64 = 366
    /// Past days that are read again for late changes such as refunds.
    static let lateDays: Int64 = 60
    /// Ranges of days in a position; each gap is an incomplete listing.
    static let storedRangesMax = 50
    /// Order lines that a document keeps: with texts of 256 bytes they stay well below the largest
    /// document.
    static let orderLinesMax = 500

    // Customers.
    /// Default number of pages of 100 per run; the next run continues after them.
    public static let customerPagesDefault = 30
    public static let customerPagesMax = 100_000
    /// The number of the last page that a position can name: of so many customers no POS tells.
    static let customerPageNumberMax: Int64 = 10_000_000

    // Sales.
    /// Milliseconds of the two windows of the sales counters.
    static let saleWeekMilliseconds: Int64 = 7 * 86_400_000
    static let saleMonthMilliseconds: Int64 = 30 * 86_400_000
    /// Milliseconds that the POS's clock or zone may be ahead of the mirror's.
    static let saleAheadMilliseconds: Int64 = 86_400_000
    /// Maximum plausible cents of one order and 1/1,000 of one line, in absolute value; the same as
    /// when reading the POS.
    static let saleCentsMax: Int64 = 100_000_000
    static let saleThousandthsMax: Int64 = 1_000_000_000_000
    /// Documents that are compared and written at a time.
    static let salesBatchMax = 400

    // All tenants.
    /// Default interval between the scheduled runs of a tenant, minutes.
    public static let scheduleMinutesDefault: Int64 = 30
    public static let scheduleMinutesMax: Int64 = 7 * 24 * 60
    /// Interval at which the scheduler checks for new locations and for changes of the clock,
    /// milliseconds.
    static let scheduleLookMilliseconds: Int64 = 60_000
    /// Milliseconds between the runs of two tenants.
    public static let allPauseMilliseconds: Int64 = 1000
    /// Parsed categories that are cached while documents are written.
    static let categoryMemoMax = 4096

    // The audit trail.
    /// Days that an entry is kept, and entries per tenant: enough for an audit of one year.
    public static let auditDaysMax: Int64 = 400
    public static let auditEntriesMax = 20_000
    /// Entries between two prunings, and entries deleted at a time; `auditEntriesMax` may be
    /// exceeded by as many.
    public static let auditEntriesBetweenPrunes = 64
    public static let auditPrunedMax = 2_000
    /// Audit entries that startup checks for unfinished writes: far more than can be in progress at
    /// once.
    static let auditUnendedMax = 2_000
    /// Rule ids in one entry; its count is exact.
    public static let auditIDsMax = 100
    /// Characters of a name or id in a log line; a user's id may be anything.
    static let auditWordCharactersMax = 128
}
