import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorTree
import PointOfSale
import StatusCodes
import Synchronization

/// The dependencies and settings of runs.
public struct SyncConfiguration: Sendable {
    /// The points of sale that can be reached.
    public var adapters: [any POSAdapter]
    public var environment: POSEnvironment
    /// Pages of 100 customers per location and run.
    public var customerPagesMax = SyncLimits.customerPagesDefault
    /// Writes one log line.
    public var log: @Sendable (LogEntry) -> Void

    public init(
        adapters: [any POSAdapter], environment: POSEnvironment = .system,
        log: @escaping @Sendable (LogEntry) -> Void = { _ in }
    ) {
        self.adapters = adapters
        self.environment = environment
        self.log = log
    }
}

/// Runs synchronisations, at most one at a time per tenant.
///
/// Thread-safe; ``run(_:org:orders:acceptsRemovals:)`` blocks its thread until the run has ended.
public final class SyncEngine: Sendable {
    let store: DocumentStore
    let catalog: Catalog
    let configuration: SyncConfiguration
    let configs: LocationConfigs
    let clients: POSClients
    let running = Monitor<[String: Run]>([:])
    let runners = SyncRunners()
    private let listeners = Mutex<[@Sendable (SyncProgress) -> Void]>([])
    let shutdown = CancellationFlag()

    /// A run in progress and, once it has ended, its result for the callers that joined it.
    final class Run: Sendable {
        let kind: SyncKind
        let orders: OrderSyncOptions
        let acceptsRemovals: Bool
        let result = Mutex<SyncReport?>(nil)
        /// Callers without a thread, the one that began the run included. Changed under the lock
        /// of ``running`` only.
        let waiters = Mutex<[SyncWaiter]>([])

        init(_ kind: SyncKind, _ orders: OrderSyncOptions, acceptsRemovals: Bool) {
            self.kind = kind
            self.orders = orders
            self.acceptsRemovals = acceptsRemovals
        }
    }

    public init(store: DocumentStore, catalog: Catalog, configuration: SyncConfiguration) {
        self.store = store
        self.catalog = catalog
        self.configuration = configuration
        configs = LocationConfigs(store: store, adapters: configuration.adapters)
        clients = POSClients(environment: configuration.environment)
    }

    /// Calls `listener` for every step of every run, on the run's thread: it must be brief.
    public func onProgress(_ listener: @escaping @Sendable (SyncProgress) -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    /// The kinds of the runs in progress, by tenant.
    public var underWay: [String: SyncKind] {
        running.withLock { $0.mapValues(\.kind) }
    }

    /// Cancels every run at its next step and rejects new ones.
    public func cancelAll() { shutdown.cancel() }

    /// Waits until no run is in progress, or until the monotonic deadline in nanoseconds.
    public func waitUntilIdle(untilNanoseconds deadline: UInt64) {
        _ = running.wait(untilNanoseconds: deadline) { $0.isEmpty ? true : nil }
    }

    /// Marks runs that the previous daemon did not finish, with what they had stored. REQUIRES:
    /// called once, before the first run.
    public func noteInterruptedRuns(orgs: [String]) throws(Status) {
        for org in orgs {
            guard let run = try InterruptedRun(org: org, store: store) else { continue }
            try store.commit([IntegrationStatusDocument.interrupted(run, now: now)])
            configuration.log("[POS_SYNC] org=\(org) interrupted: \(run.text)")
        }
    }

    /// Runs a synchronisation, or joins the tenant's run in progress if it is of the same kind;
    /// waits for one of another kind first. Never throws: failures are in the report.
    ///
    /// - Parameters:
    ///   - orders: which orders a run of them reads.
    ///   - acceptsRemovals: accept an inventory that became empty or much smaller, this once. Never
    ///     joins a run without it.
    public func run(
        _ kind: SyncKind, org: String, orders: OrderSyncOptions = OrderSyncOptions(),
        acceptsRemovals: Bool = false
    ) -> SyncReport {
        while true {
            let (run, isMine) = running.update { running -> (Run, Bool) in
                if let run = running[org] { return (run, false) }
                let run = Run(kind, orders, acceptsRemovals: acceptsRemovals)
                running[org] = run
                return (run, true)
            }
            if isMine { return perform(run, org: org) }
            _ = running.wait { $0[org] === run ? nil : true }
            precondition(run.result.withLock { $0 != nil }, "a run that is over has a result")
            if run.kind == kind, run.orders == orders,
                run.acceptsRemovals || !acceptsRemovals, var report = run.result.withLock({ $0 })
            {
                report.joined = true
                return report
            }
        }
    }

    /// Synchronises every tenant with an active location, one after another with a pause in
    /// between; returns their reports, by tenant id. A tenant's failure is in its report and does
    /// not affect the others. Throws when the locations cannot be read.
    public func runAll() throws(Status) -> [SyncReport] {
        let orgs = try activeOrgs()
        var reports: [SyncReport] = []
        for org in orgs {
            if !reports.isEmpty {
                configuration.environment.sleep(SyncLimits.allPauseMilliseconds, shutdown)
            }
            reports.append(run(.org, org: org))
        }
        return reports
    }

    /// Tenants with an active location, by id.
    public func activeOrgs() throws(Status) -> [String] { try configs.activeOrgs() }

    func perform(_ run: Run, org: String) -> SyncReport {
        let report = timed(run, org: org)
        precondition(report.org == org && report.durationMs >= 0, "a report is of its run")
        run.result.withLock { result in
            precondition(result == nil, "a run ends once")
            result = report
        }
        let waiters = running.update { running in
            precondition(running[org] === run, "a tenant has one run at a time")
            running[org] = nil
            return run.waiters.withLock { waiters in
                defer { waiters = [] }
                return waiters
            }
        }
        answer(waiters, of: run, org: org, report)
        return report
    }

    /// Microseconds since 1970.
    private var now: Int64 { configuration.environment.wallMilliseconds() * 1000 }

    private func timed(_ run: Run, org: String) -> SyncReport {
        let kind = run.kind
        let start = configuration.environment.monotonicMilliseconds()
        var report = SyncReport(org: org, kind: kind)
        report.provider = configs.providerName(org: org)
        var hasBegun = false
        reportProgress(SyncProgress(org: org, kind: kind, phase: .started))
        do throws(Status) {
            let context = try context(run, org: org, &report)
            note(IntegrationStatusDocument.begin(report, now: now))
            hasBegun = true
            let parts = SyncParts(
                context: context, orders: run.orders,
                customerPagesMax: configuration.customerPagesMax)
            try parts.run(kind, &report)
            report.success = true
        } catch {
            report.error = error.message
            report.failure = error
        }
        if hasBegun, shutdown.isCancelled, !report.success { interrupt(&report) }
        if let generation = catalog.tenant(org)?.generation {
            report.productsCount = generation.activeCount
            report.productsOnSale = generation.onSaleCount
        }
        report.durationMs = max(
            0, configuration.environment.monotonicMilliseconds() - start)
        assert(report.success == (report.failure == nil), "a run that failed says why")
        finish(&report)
        return report
    }

    /// Ends the report of a run that the daemon's shutdown cancelled with what it had stored.
    private func interrupt(_ report: inout SyncReport) {
        precondition(!report.success && !report.error.isEmpty, "what was cut short has failed")
        report.isInterrupted = true
        let parts =
            report.parts.isEmpty
            ? [(report.kind, report.written)] : report.parts.map { ($0.kind, $0.written) }
        let counts = parts.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
        report.error =
            "The daemon stopped during the sync of \(report.kind.rawValue); stored by"
            + " then: \(counts); the next one completes it (\(report.error))"
    }

    private func context(
        _ run: Run, org: String, _ report: inout SyncReport
    ) throws(Status) -> SyncContext {
        guard !shutdown.isCancelled else {
            throw Status(.cancelled, "The daemon is stopping")
        }
        let found = try configs.found(org: org)
        report.warnings += found.warnings
        let numbered = Set(
            configuration.adapters.filter(\.hasNumberedIDs).map(\.provider.name))
        let sources = found.configs.map {
            SyncContext.Source(
                config: $0, client: clients.client($0), batches: clients.batches($0),
                itemDetails: clients.itemDetails($0), accountAnswer: clients.accountAnswer($0))
        }
        let environment = configuration.environment
        let time =
            run.orders.isBackfill
            ? SyncLimits.backfillMilliseconds : SyncLimits.runMilliseconds
        var context = SyncContext(
            org: org, kind: run.kind, part: run.kind, store: store, catalog: catalog,
            sources: sources, hasSeveralLocations: sources.count > 1,
            acceptsRemovals: run.acceptsRemovals,
            deadline: POSDeadline(
                monotonicMilliseconds: environment.monotonicMilliseconds() + time,
                cancellation: shutdown),
            log: configuration.log, progress: { [weak self] in self?.reportProgress($0) },
            wallMilliseconds: environment.wallMilliseconds,
            monotonicMilliseconds: environment.monotonicMilliseconds,
            meter: ProgressMeter(monotonicMilliseconds: environment.monotonicMilliseconds))
        context.numberedProviders = numbered
        context.leftOrigins = found.left
        return context
    }

    private func finish(_ report: inout SyncReport) {
        let zone = catalog.timeZone(report.org)
        report.warnings += zone.warnings
        report.clean()
        noteEnd(report, zone)
        configuration.log(Self.line(report))
        for warning in report.allWarnings {
            let line: LogEntry = "[POS_SYNC] org=\(report.org) warning: \(warning)"
            configuration.log(line.warning)
        }
        var last = SyncProgress(org: report.org, kind: report.kind, phase: .finished)
        last.report = report
        reportProgress(last)
    }

    /// Keeps the results of other kinds' runs; writes nothing if they cannot be read.
    private func noteEnd(_ report: SyncReport, _ zone: TenantTimeZone) {
        let key = DocumentKey(mirror: TenantPath.integration(org: report.org, .status))
        let stored: Fields?
        do {
            stored = try store.get(key).map { try Fields(mapValueBytes: $0.fields) }
        } catch {
            let line: LogEntry = "[POS_SYNC] the status was not stored: \(error)"
            return configuration.log(line.error)
        }
        // An org without a location gets no document, because any caller could invent one.
        guard report.failure?.isNoLocation != true || stored != nil else { return }
        note(IntegrationStatusDocument.end(report, zone: zone, stored: stored, now: now))
    }

    private static func line(_ report: SyncReport) -> LogEntry {
        let head: LogEntry = "[POS_SYNC] org=\(report.org) kind=\(report.kind.rawValue)"
        guard report.success else {
            let failed: LogEntry = "\(head) failed ms=\(report.durationMs): \(report.error)"
            return failed.error.with("error", report.error)
        }
        var line: LogEntry = """
            \(head) ok ms=\(report.durationMs) created=\(report.created) \
            updated=\(report.updated) unchanged=\(report.unchanged) \
            deactivated=\(report.deactivated) products=\(report.productsCount) \
            on_sale=\(report.productsOnSale)
            """
        if let count = report.customersCount { line = line + " customers=\(count)" }
        if let count = report.ordersCount { line = line + " orders=\(count)" }
        return line
    }

    /// A status that cannot be written must not fail its run.
    private func note(_ write: DocumentWrite) {
        do throws(Status) {
            try store.commit([write])
        } catch {
            let line: LogEntry = "[POS_SYNC] the status was not stored: \(error)"
            configuration.log(line.error)
        }
    }

    private func reportProgress(_ progress: SyncProgress) {
        for listener in listeners.withLock({ $0 }) { listener(progress) }
    }
}
