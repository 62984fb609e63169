import LinuxSystem
import StatusCodes

/// The parts of a run.
struct SyncParts: Sendable {
    let context: SyncContext
    let orders: OrderSyncOptions
    let customerPagesMax: Int

    func run(_ kind: SyncKind, _ report: inout SyncReport) throws(Status) {
        let parts = try resolved(&report).located(kind, &report)
        guard kind != .org else { return try parts.everything(&report) }
        context.meter.began(kind)
        defer { context.meter.ended(kind) }
        try parts.part(kind, parts.context.forPart(kind), &report)
    }

    /// These parts with the locations whose account is known, after what an earlier time left
    /// open about them.
    private func resolved(_ report: inout SyncReport) throws(Status) -> SyncParts {
        let context = try AccountSync(context: context).resolved(&report)
        if context.hasSeveralLocations { try EarlierRules(context).bind() }
        return SyncParts(
            context: context, orders: orders, customerPagesMax: customerPagesMax)
    }

    /// These parts with the time zone of every location, where known.
    private func located(_ kind: SyncKind, _ report: inout SyncReport) -> SyncParts {
        report.warnings += context.sources.flatMap(\.config.warnings)
        // The metadata part calls the POS for it anyway.
        if kind != .metadata { LocationSync(context: context).runIfUnknown(&report) }
        let zone = context.catalog.timeZone(context.org)
        var located = context
        located.sources = context.sources.map { source in
            var config = source.config
            config.timezone = zone.zone(ofLocation: config.id)?.name
            return source.with(config)
        }
        return SyncParts(
            context: located, orders: orders, customerPagesMax: customerPagesMax)
    }

    /// A part for the locations of every origin: one that fails keeps no other from landing.
    private func part(
        _ kind: SyncKind, _ context: SyncContext, _ report: inout SyncReport
    ) throws(Status) {
        if kind == .orders { return try withSales(&report) }
        // One list for the tenant, whoever has it.
        if kind == .metadata {
            guard !context.sources.isEmpty else { throw Status(context.unresolved) }
            return try MetadataSync(context: context).run(&report)
        }
        try eachOrigin(context, &report) { context, report throws(Status) in
            try only(kind, context, &report)
        }
        guard !context.leftOrigins.isEmpty, !context.sources.isEmpty else { return }
        if kind == .products { try ProductSync(context).hideLeft(&report) }
        if kind == .discounts { try DiscountSync(context: context).removeLeft(&report) }
    }

    private func eachOrigin(
        _ context: SyncContext, _ report: inout SyncReport,
        _ body: (SyncContext, inout SyncReport) throws(Status) -> Void
    ) throws(Status) {
        let groups = context.byOrigin
        guard groups.count > 1 || !context.unresolved.isEmpty else {
            return try body(context, &report)
        }
        var failures = context.unresolved
        for group in groups {
            var own = SyncReport(org: report.org, kind: report.kind)
            do throws(Status) { try body(group, &own) } catch { failures.append(error) }
            report.add(own)
        }
        guard failures.isEmpty else { throw Status(failures) }
    }

    private func only(
        _ kind: SyncKind, _ context: SyncContext, _ report: inout SyncReport
    ) throws(Status) {
        switch kind {
        case .products: try ProductSync(context).run(&report)
        case .discounts: try DiscountSync(context: context).run(&report)
        case .customers:
            try CustomerSync(context: context, pagesMax: customerPagesMax).run(&report)
        case .orders, .metadata: preconditionFailure("a part of the whole tenant")
        case .org: preconditionFailure("everything is no part of itself")
        }
    }

    /// Orders, and what is computed from the stored ones, also if some could not be stored.
    private func withSales(_ report: inout SyncReport) throws(Status) {
        var failures: [Status] = []
        do throws(Status) { try readOrders(&report) } catch { failures.append(error) }
        do throws(Status) { try sales(&report) } catch { failures.append(error) }
        guard failures.isEmpty else { throw Status(failures) }
    }

    private func readOrders(_ report: inout SyncReport) throws(Status) {
        let context = context.forPart(.orders, leaving: SyncLimits.reserveMilliseconds)
        try eachOrigin(context, &report) { context, report throws(Status) in
            try OrderSync(context: context, options: orders).run(&report)
        }
    }

    private func sales(_ report: inout SyncReport) throws(Status) {
        try eachOrigin(context.forPart(.orders), &report) { context, report throws(Status) in
            try SalesSync(context: context).run(&report)
        }
    }

    // MARK: - Everything

    /// All parts, concurrently, each with its own deadline, so that a hanging or failing one does
    /// not affect the others. Metadata counts products and sales counters are fields of them, so
    /// both end after the products; the run reserves time for that.
    private func everything(_ report: inout SyncReport) throws(Status) {
        let finished = FinishedParts(context)
        let threads = [
            thread("sync-discounts", .discounts, finished),
            thread("sync-customers", .customers, finished),
            SystemThread(name: "sync-orders") { [self] in
                finished.run(.orders, isLast: false) { part throws(Status) in
                    try readOrders(&part)
                }
            },
            SystemThread(name: "sync-metadata") { [self] in
                finished.run(.metadata) { part throws(Status) in
                    let context = context.forPart(.metadata)
                    let wait = { finished.wait(for: .products, atMost: context) }
                    try MetadataSync(context: context, waitForMenu: wait).run(&part)
                }
            },
        ]
        run(.products, finished)
        for thread in threads { thread.join() }
        finished.go(on: .orders) { part throws(Status) in try sales(&part) }
        try finished.put(into: &report)
    }

    private func thread(
        _ name: String, _ kind: SyncKind, _ finished: FinishedParts
    ) -> SystemThread {
        SystemThread(name: name) { [self] in run(kind, finished) }
    }

    private func run(_ kind: SyncKind, _ finished: FinishedParts) {
        finished.run(kind) { report throws(Status) in
            try part(
                kind, context.forPart(kind, leaving: SyncLimits.reserveMilliseconds), &report)
        }
    }
}

extension SyncReport {
    /// Merges the report of a part. Created, updated and so on are those of the products.
    mutating func take(_ part: SyncReport) {
        parts.append(
            SyncPart(
                kind: part.kind, success: part.success, error: part.error,
                durationMs: part.durationMs, written: part.written))
        warnings += part.warnings
        incomplete += part.incomplete
        unreadable.merge(part.unreadable)
        switch part.kind {
        case .products:
            posProductsCount = part.posProductsCount
            (posRowsRead, posRowsTotal) = (part.posRowsRead, part.posRowsTotal)
            (created, updated) = (part.created, part.updated)
            (unchanged, deactivated) = (part.unchanged, part.deactivated)
        case .discounts:
            discountsFound = part.discountsFound
            discountsRejected = part.discountsRejected
            discountsUnscoped = part.discountsUnscoped
        case .metadata: (brands, categories, vendors) = (part.brands, part.categories, part.vendors)
        case .customers: customersCount = part.customersCount
        case .orders:
            ordersCount = part.ordersCount
            ordersRead = part.ordersRead
            ordersThrough = part.ordersThrough
            ordersSince = part.ordersSince
            ordersGoOn = part.ordersGoOn
            isComplete = part.isComplete
            spendingCount = part.spendingCount
        case .org: break
        }
    }
}
