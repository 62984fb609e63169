import StatusCodes

/// A caller that waits for a run without a thread.
struct SyncWaiter: Sendable {
    let kind: SyncKind
    let orders: OrderSyncOptions
    let acceptsRemovals: Bool
    /// Whether the run began for this caller.
    var isFirst = false
    /// Whether nobody waits any more.
    let isGone: @Sendable () -> Bool
    /// Receives the report, on the run's thread: must be brief.
    let end: @Sendable (SyncReport) -> Void

    /// Whether the report of `run` answers this caller.
    func isAnswered(by run: SyncEngine.Run) -> Bool {
        run.kind == kind && run.orders == orders && (run.acceptsRemovals || !acceptsRemovals)
    }
}

extension SyncEngine {
    /// As ``run(_:org:orders:acceptsRemovals:)``, without keeping a thread: `end` receives the
    /// report, on the run's thread, and must be brief. Throws RESOURCE_EXHAUSTED where too many
    /// wait for the tenant's run.
    ///
    /// - Parameter isGone: whether nobody waits for the report any more.
    public func start(
        _ kind: SyncKind, org: String, orders: OrderSyncOptions = OrderSyncOptions(),
        acceptsRemovals: Bool = false, isGone: @escaping @Sendable () -> Bool,
        then end: @escaping @Sendable (SyncReport) -> Void
    ) throws(Status) {
        try start(
            SyncWaiter(
                kind: kind, orders: orders, acceptsRemovals: acceptsRemovals, isGone: isGone,
                end: end), org: org)
    }

    private func start(_ waiter: SyncWaiter, org: String) throws(Status) {
        guard !shutdown.isCancelled else { return waiter.end(Self.stopping(waiter, org)) }
        let begun = try running.update { running throws(Status) -> Run? in
            if let run = running[org] {
                try run.waiters.withLock { waiters throws(Status) in
                    try Self.add(waiter, to: &waiters, org)
                }
                return nil
            }
            let run = Run(waiter.kind, waiter.orders, acceptsRemovals: waiter.acceptsRemovals)
            var first = waiter
            first.isFirst = true
            run.waiters.withLock { $0 = [first] }
            running[org] = run
            return run
        }
        guard let begun else { return }
        runners.run { [self] in _ = perform(begun, org: org) }
    }

    private static func add(
        _ waiter: SyncWaiter, to waiters: inout [SyncWaiter], _ org: String
    ) throws(Status) {
        if waiters.count >= SyncLimits.waitersMax { waiters.removeAll { $0.isGone() } }
        guard waiters.count < SyncLimits.waitersMax else {
            throw Status(
                .resourceExhausted,
                "\(SyncLimits.waitersMax) callers wait for a run of \(org) already")
        }
        waiters.append(waiter)
    }

    /// Answers those for whom `run` was, and lets the others begin or join the next one.
    func answer(_ waiters: [SyncWaiter], of run: Run, org: String, _ report: SyncReport) {
        for waiter in waiters where !waiter.isGone() {
            if waiter.isAnswered(by: run) {
                var own = report
                own.joined = !waiter.isFirst
                waiter.end(own)
                continue
            }
            do throws(Status) {
                try start(waiter, org: org)
            } catch {
                var failed = SyncReport(org: org, kind: waiter.kind)
                failed.error = error.message
                failed.failure = error
                waiter.end(failed)
            }
        }
    }

    private static func stopping(_ waiter: SyncWaiter, _ org: String) -> SyncReport {
        var report = SyncReport(org: org, kind: waiter.kind)
        let error = Status(.cancelled, "The daemon is stopping")
        report.error = error.message
        report.failure = error
        report.isInterrupted = true
        return report
    }
}
