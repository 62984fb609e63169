/// Bounds of a synchronisation.
public enum SyncLimits {
    /// Milliseconds that a run may take in all (design.md section 6).
    public static let runMilliseconds: Int64 = 300_000
    /// Milliseconds for one answer that a preview waits for: somebody looks at the screen.
    static let previewMilliseconds: Int64 = 120_000
    /// Products in one commit: two documents and a row each. Enough to amortise a commit, few
    /// enough that readers and other writers are not held up (some ten milliseconds).
    public static let commitProductsMax = 2000
    /// Batches that are encoded before the commit before them has taken its own: one is enough to
    /// keep two threads busy.
    static let encodedBatchesMax = 2
    /// Previous products from which a sudden drop is suspicious, and the percentage that is left
    /// below which it is.
    public static let suspiciousCountMin = 50
    public static let suspiciousPercent = 20
    /// Locations of one tenant that a run reads.
    public static let locationsMax = 100
    /// Bytes of an error text in a status document.
    public static let errorBytesMax = 500
    /// Rules that a run names one by one in the log.
    public static let loggedRulesMax = 100
}
