/// Limits of the reports.
enum ReportLimits {
    /// Days that GetExpiringInventory looks ahead.
    static let expiringDaysMax = 3650
    static let expiringDaysDefault = 30
    /// Batches that one answer lists; a frame holds 4 MiB.
    static let expiringBatchesMax = 10_000
    /// Products that GetBuilderProducts returns.
    static let builderProductsMax = 100
    static let builderProductsDefault = 12
    /// Candidates that one answer of GetClearance holds; a frame holds 4 MiB.
    static let clearanceMax = 10_000
    /// The largest percentage that a clearance may take off.
    static let clearancePercentMax: Int32 = 90
    /// Changes that one answer of GetPriceHistory holds.
    static let priceChangesMax = 10_000
    static let priceChangesDefault = 200
}
