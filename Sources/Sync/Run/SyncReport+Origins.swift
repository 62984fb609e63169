extension SyncReport {
    /// Adds what a run found at the locations of another origin.
    mutating func add(_ other: SyncReport) {
        posProductsCount += other.posProductsCount
        posRowsRead += other.posRowsRead
        posRowsTotal += other.posRowsTotal
        created += other.created
        updated += other.updated
        unchanged += other.unchanged
        deactivated += other.deactivated
        discountsFound += other.discountsFound
        // Of the whole tenant, as it is afterwards.
        discountsRejected = max(discountsRejected, other.discountsRejected)
        discountsUnscoped = max(discountsUnscoped, other.discountsUnscoped)
        customersCount = Self.sum(customersCount, other.customersCount)
        ordersCount = Self.sum(ordersCount, other.ordersCount)
        ordersRead += other.ordersRead
        spendingCount += other.spendingCount
        addDays(other)
        warnings += other.warnings
        incomplete += other.incomplete
        unreadable.merge(other.unreadable)
    }

    /// What holds of all orders holds of each origin's.
    private mutating func addDays(_ other: SyncReport) {
        ordersGoOn = ordersGoOn || other.ordersGoOn
        guard !other.ordersThrough.isEmpty || other.isComplete else { return }
        let isFirst = ordersThrough.isEmpty
        isComplete = isFirst ? other.isComplete : isComplete && other.isComplete
        ordersThrough = isFirst ? other.ordersThrough : min(ordersThrough, other.ordersThrough)
        ordersSince = isFirst ? other.ordersSince : max(ordersSince, other.ordersSince)
    }

    private static func sum(_ one: Int?, _ other: Int?) -> Int? {
        one.map { $0 + (other ?? 0) } ?? other
    }
}
