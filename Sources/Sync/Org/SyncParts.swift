import HTTPTransport
import LinuxSystem
import Synchronization

/// What a run consists of.
struct SyncParts: Sendable {
    let context: SyncContext
    let orders: OrderSyncOptions
    let customerPagesMax: Int

    func run(_ kind: SyncKind, _ report: inout SyncReport) throws(SyncFailure) {
        switch kind {
        case .products: try ProductSync(context.of(kind)).run(&report)
        case .discounts: try DiscountSync(context: context.of(kind)).run(&report)
        case .metadata: try MetadataSync(context: context.of(kind)).run(&report)
        case .customers:
            try CustomerSync(context: context.of(kind), pagesMax: customerPagesMax).run(&report)
        case .orders: try withSales(&report)
        case .org: try everything(&report)
        }
    }

    /// Orders, and what is computed from them; from those that were stored where some were not.
    private func withSales(_ report: inout SyncReport) throws(SyncFailure) {
        var failures: [String] = []
        do throws(SyncFailure) { try readOrders(&report) } catch { failures.append(error.text) }
        do throws(SyncFailure) { try sales(&report) } catch { failures.append(error.text) }
        guard failures.isEmpty else { throw SyncFailure(failures.joined(separator: "; ")) }
    }

    private func readOrders(_ report: inout SyncReport) throws(SyncFailure) {
        try OrderSync(context: context.of(.orders), options: orders).run(&report)
    }

    private func sales(_ report: inout SyncReport) throws(SyncFailure) {
        try SalesSync(context: context.of(.orders)).run(&report)
    }

    // MARK: - Everything

    /// All parts, side by side but where one needs another: metadata counts the products, and the
    /// sales counters go onto them. A part that fails keeps no other from landing.
    private func everything(_ report: inout SyncReport) throws(SyncFailure) {
        let finished = FinishedParts()
        let threads = [
            thread("sync-discounts", finished, [.discounts]),
            thread("sync-customers", finished, [.customers]),
            SystemThread(name: "sync-orders") { [self] in
                finished.run(.orders, org: context.org) { part throws(SyncFailure) in
                    try readOrders(&part)
                }
                ended(.orders)
            },
        ]
        for kind in [SyncKind.products, .metadata] {
            finished.run(kind, org: context.org) { part throws(SyncFailure) in
                try run(kind, &part)
            }
            ended(kind)
        }
        for thread in threads { thread.join() }
        finished.go(on: .orders) { part throws(SyncFailure) in try sales(&part) }
        ended(.orders)
        try finished.put(into: &report)
    }

    private func thread(
        _ name: String, _ finished: FinishedParts, _ kinds: [SyncKind]
    ) -> SystemThread {
        SystemThread(name: name) { [self] in
            for kind in kinds {
                finished.run(kind, org: context.org) { part throws(SyncFailure) in
                    try run(kind, &part)
                }
                ended(kind)
            }
        }
    }

    /// Tells that a part is no longer running, whatever came of it.
    private func ended(_ kind: SyncKind) { context.of(kind).report(.ended) }
}

/// Gathers the reports of the parts of one run, from any thread.
private final class FinishedParts: Sendable {
    private let reports = Mutex<[SyncKind: SyncReport]>([:])

    /// Runs a part and keeps its report, whatever its end.
    func run(
        _ kind: SyncKind, org: String, _ body: (inout SyncReport) throws(SyncFailure) -> Void
    ) {
        keep(perform(SyncReport(org: org, kind: kind), body))
    }

    /// Runs more of a part that has run; it has failed if either has.
    func go(on kind: SyncKind, _ body: (inout SyncReport) throws(SyncFailure) -> Void) {
        guard let before = reports.withLock({ $0[kind] }) else { return }
        var after = perform(before, body)
        if !before.success {
            let more = after.success ? [] : [after.error]
            after.error = ([before.error] + more).joined(separator: "; ")
            after.success = false
        }
        keep(after)
    }

    private func perform(
        _ report: SyncReport, _ body: (inout SyncReport) throws(SyncFailure) -> Void
    ) -> SyncReport {
        let start = SystemClock.monotonicNanoseconds()
        var report = report
        do throws(SyncFailure) {
            try body(&report)
            report.success = true
        } catch {
            report.success = false
            report.error = error.text
        }
        report.durationMs += Int64((SystemClock.monotonicNanoseconds() - start) / 1_000_000)
        return report
    }

    private func keep(_ report: SyncReport) { reports.withLock { $0[report.kind] = report } }

    /// Adds the parts up; throws with what failed, part by part.
    func put(into report: inout SyncReport) throws(SyncFailure) {
        let reports = reports.withLock { $0 }
        var failures: [String] = []
        for kind in SyncKind.allCases {
            guard let part = reports[kind] else { continue }
            report.take(part)
            if !part.success { failures.append("\(kind.rawValue): \(part.error)") }
        }
        guard failures.isEmpty else { throw SyncFailure(failures.joined(separator: "; ")) }
    }
}

extension SyncReport {
    /// Takes over what a part of the run found. Created, updated and so on are the products'.
    fileprivate mutating func take(_ part: SyncReport) {
        parts.append(
            SyncPart(
                kind: part.kind, success: part.success, error: part.error,
                durationMs: part.durationMs))
        warnings += part.warnings
        incomplete += part.incomplete
        unreadable.merge(part.unreadable)
        switch part.kind {
        case .products:
            posProductsCount = part.posProductsCount
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
