import Alleaves
import DocumentStore
import FirestoreModel
import Pricing

/// Mirrors the orders of all locations, each from where the last run ended.
///
/// What was read is stored even if the run fails later; the watermark moves only over days that
/// were read whole (hazard D28).
struct OrderSync {
    let context: SyncContext
    let options: OrderSyncOptions

    func run(_ report: inout SyncReport) throws(SyncFailure) {
        context.report(.fetching, unit: "orders")
        var failures: [String] = []
        report.isComplete = true
        for source in context.sources {
            do throws(SyncFailure) {
                try read(source, &report)
            } catch {
                report.isComplete = false
                failures.append(error.text)
            }
        }
        guard failures.isEmpty else { throw SyncFailure(failures.joined(separator: "; ")) }
    }

    /// One location's orders, slice by slice.
    private func read(_ source: SyncContext.Source, _ report: inout SyncReport)
        throws(SyncFailure)
    {
        let positions = Positions(context, .orders)
        var position = OrderPosition(try positions.read(source.config.id))
        let zone = source.config.timezone.flatMap { RuleZone(identifier: $0) } ?? context.zone
        let start = position.start(options)
        // What a run has stored in order, from here on; for a backfill, over several runs.
        let origin = options.isBackfill && start == position.backfillNext
            ? position.backfillSince ?? start : start
        var slices = DaySlices(from: start, through: today(zone))
        var count = 0
        while let slice = slices.slice {
            let pages = pagesLeft(slice, count)
            guard pages > 0 else { break }
            var batch = OrderBatch(context, source, zone)
            let isWhole = try read(source, slice, pagesMax: pages, &batch, &report) {
                progress(slices, count + $0, from: start)
            }
            guard isWhole else {
                guard pages >= SyncLimits.slicePagesMax, slices.split(daysSeen: batch.days) else {
                    break
                }
                continue
            }
            count += batch.count
            slices.finished(orders: batch.count)
            position.stored(from: origin, through: slice.upperBound, newest: batch.newest)
            if options.isBackfill {
                position.backfilled(from: slice.lowerBound, through: slice.upperBound)
                if slices.isDone { position.endBackfill() }
            }
            try positions.write(source.config.id, position.fields)
        }
        finish(slices, position, &report)
    }

    /// Reads and stores a slice. Returns whether the POS had no more of it.
    private func read(
        _ source: SyncContext.Source, _ slice: ClosedRange<SyncDay>, pagesMax: Int,
        _ batch: inout OrderBatch, _ report: inout SyncReport, _ progress: (Int) -> Void
    ) throws(SyncFailure) -> Bool {
        guard let from = slice.lowerBound.date, let through = slice.upperBound.date else {
            throw SyncFailure("the days \(slice) cannot be asked for")
        }
        // A page that the store refuses must stop the listing as a failure of the POS does.
        var refused: SyncFailure?
        defer { batch.add(to: &report) }
        do throws(SyncFailure) {
            let isWhole = try context.ask(source) { client throws(AlleavesError) in
                try client.orders(
                    from: from, through: through, pagesMax: pagesMax, deadline: context.deadline
                ) { page throws(AlleavesError) in
                    do throws(SyncFailure) {
                        try batch.take(page)
                    } catch {
                        refused = error
                        throw AlleavesError(code: .cancelled, path: "/order", message: "refused")
                    }
                    progress(batch.count)
                }
            }
            try batch.flush()
            return isWhole
        } catch {
            // What was read before the failure is stored all the same.
            if refused == nil { try batch.flush() }
            throw refused ?? error
        }
    }

    /// Pages that may still be read: a slice at most, and what is left of the run's orders. The
    /// first slice is always read whole, or no run would ever get past it.
    private func pagesLeft(_ slice: ClosedRange<SyncDay>, _ count: Int) -> Int {
        let most = options.isBackfill
            ? SyncLimits.ordersPerBackfillRunMax : SyncLimits.ordersPerRunMax
        guard count < most else { return 0 }
        if slice.lowerBound == slice.upperBound { return SyncLimits.dayPagesMax }
        // One more than the orders fill: only a page that is not full ends a listing.
        let left = (most - count) / AlleavesClient.pageRecords + 1
        return count == 0 ? SyncLimits.slicePagesMax : min(SyncLimits.slicePagesMax, left)
    }

    /// The last day to ask for. The POS's days may be those of another zone (hazard D29).
    private func today(_ zone: RuleZone) -> SyncDay {
        let now = context.wallMilliseconds()
        return SyncDay(
            max(zone.localDay(milliseconds: now), RuleZone.utc.localDay(milliseconds: now)))
    }

    private func progress(_ slices: DaySlices, _ count: Int, from start: SyncDay) {
        let all = slices.end.number - start.number + 1
        context.report(
            .fetching, done: count, unit: "orders",
            fraction: all > 0 ? Double(all - slices.remaining) / Double(all) : nil)
    }

    private func finish(
        _ slices: DaySlices, _ position: OrderPosition, _ report: inout SyncReport
    ) {
        let reached = options.isBackfill && !slices.isDone
            ? position.backfillNext.map { $0 + -1 } : position.through
        if let reached { report.ordersThrough = "\(reached)" }
        guard !slices.isDone else { return }
        report.isComplete = false
        report.warnings.append(
            "orders from \(slices.next) on were not all read; the next run goes on there")
    }
}
