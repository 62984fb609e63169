import CivilTime
import PointOfSale
import Pricing
import StatusCodes

/// One run over one location's orders: the last days, then missing days backwards, then the last
/// weeks again for late changes. No day is read twice.
struct OrderRun {
    private let context: SyncContext
    private let options: OrderSyncOptions
    private let source: SyncContext.Source
    private let zone: RuleZone
    private let positions: SyncPositions
    private let check: ShapeCheck
    private var position: OrderPosition
    /// The location's day.
    private let today: CivilDate
    /// The last possible day of an order. The POS's days may be of another zone (hazard D29 of
    /// Protocol/alleaves.md).
    private let lastDay: CivilDate
    private var read = DaySet()
    private var count = 0
    private var newest: CivilDate?
    private var longestPage = 0
    /// The window length that this run found to work.
    private var windowDays: Int64?
    private var anomalies = ListingAnomalies()
    private var isAllWhole = true
    /// Orders with bytes that are not UTF-8.
    private var spoilt = 0

    init(
        _ context: SyncContext, _ options: OrderSyncOptions, _ source: SyncContext.Source
    ) throws(Status) {
        self.context = context
        self.options = options
        self.source = source
        zone = source.config.timezone.flatMap { RuleZone(identifier: $0) } ?? context.zone
        positions = SyncPositions(context, .orders)
        check = try ShapeCheck(context, .orderShape, source.config.id)
        position = OrderPosition(try positions.read(source.config.id))
        let now = context.wallMilliseconds()
        today = CivilDate(number: zone.localDay(milliseconds: now))
        lastDay = max(today, CivilDate(number: RuleZone.utc.localDay(milliseconds: now)))
    }

    /// The range of days stored without a gap up to the newest order.
    var ends: (since: CivilDate, through: CivilDate)? {
        guard let since = position.since, let through = position.through else { return nil }
        return (since, through)
    }

    mutating func run(_ report: inout SyncReport) throws(Status) {
        let floor = lowest
        var isDone = try walk(recent, &report)
        if isDone, options.isBackfill { isDone = try backfill(&report) }
        if isDone {
            let all = DaySet(from: floor, through: lastDay)
            isDone = try walk(all.subtracting(position.stored), &report)
        }
        if isDone, looksForLateChanges { try lateChanges(&report) }
        guard count > 0 || spoilt == 0 else {
            throw Status(
                .unavailable,
                "location \(source.config.id): no order can be read: all \(spoilt) that came have"
                    + " bytes that are not UTF-8")
        }
        let through = position.through ?? floor
        let missing = DaySet(from: floor, through: through).subtracting(position.stored)
        let isWhole = isAllWhole && (position.through == nil || missing.isEmpty)
        if isDone, isWhole { return }
        report.isComplete = false
        guard !isDone else { return }
        report.ordersGoOn = true
        warnOfTheRest(missing, &report)
    }

    private func warnOfTheRest(_ missing: DaySet, _ report: inout SyncReport) {
        let next = options.isBackfill ? position.backfillNext : missing.ranges.first?.upperBound
        let days = next.map { "from \($0) backwards" } ?? "of older days"
        report.warnings.append(
            "orders \(days) were not all read; the next run goes on there")
    }

    func add(to report: inout SyncReport) {
        report.warnings += anomalies.texts(of: "orders")
    }

    // MARK: - Days

    /// The oldest day that the run reads.
    private var lowest: CivilDate {
        guard let since = options.since else { return SyncLimits.firstOrderDay }
        return position.since.map { min($0, since) } ?? since
    }

    /// The last days, stored or not, and days ahead: clocks differ, and orders are placed for later
    /// days.
    private var recent: DaySet {
        let first: CivilDate
        if let through = position.through {
            let overlap = through + -SyncLimits.orderOverlapDays
            first = options.isBackfill ? overlap : min(overlap, options.since ?? overlap)
        } else {
            let week = today + -(SyncLimits.windowDaysFirst - 1)
            first = options.isBackfill ? week : options.since ?? week
        }
        return DaySet(from: first, through: max(first, lastDay) + SyncLimits.orderDaysAhead)
    }

    private mutating func backfill(_ report: inout SyncReport) throws(Status) -> Bool {
        let floor = options.since ?? SyncLimits.firstOrderDay
        if position.backfillSince != floor { position.backfillNext = nil }
        position.backfillSince = floor
        let days = DaySet(from: floor, through: position.backfillNext ?? lastDay)
        let isDone = try walk(days, &report) { $0.backfillNext = $1.lowerBound + -1 }
        if isDone {
            (position.backfillSince, position.backfillNext) = (nil, nil)
            try save()
        }
        return isDone
    }

    private var looksForLateChanges: Bool {
        // A run from a given day, or a backfill, skips late changes.
        guard options.since == nil, !options.isBackfill else { return false }
        let isAsked = context.kind == .orders && options.lateChanges == .always
        return isAsked || position.lateNext != nil || position.lateDay != today
    }

    /// Reads the last weeks again: a refund follows days after its sale, and the POS is not known
    /// to list by day of change.
    private mutating func lateChanges(_ report: inout SyncReport) throws(Status) {
        let first = today + -SyncLimits.lateDays
        let last = position.lateNext.map { min($0, lastDay) } ?? lastDay
        let days = DaySet(from: first, through: last)
        guard try walk(days, &report, { $0.lateNext = $1.lowerBound + -1 }) else {
            report.warnings.append(
                "orders of the last \(SyncLimits.lateDays) days were not all read again for late"
                    + " changes; the next run goes on there")
            return
        }
        position.lateNext = nil
        position.lateDay = today
        try save()
    }

    // MARK: - Reading

    private var ordersMax: Int {
        options.isBackfill ? SyncLimits.ordersPerBackfillRunMax : SyncLimits.ordersPerRunMax
    }

    /// Reads those of `days` that this run has not read. Returns whether all were read.
    private mutating func walk(
        _ days: DaySet, _ report: inout SyncReport,
        _ note: (inout OrderPosition, ClosedRange<CivilDate>) -> Void = { _, _ in }
    ) throws(Status) -> Bool {
        var walk = DayWindows(
            days.subtracting(read), length: windowDays ?? position.windowDays, today: lastDay)
        let all = walk.todo.count
        while let window = walk.window {
            // At exactly the maximum, only empty years may be left.
            guard count <= ordersMax else { return false }
            var batch = OrderBatch(context, source, zone)
            let end: ListingEnd
            do throws(Status) {
                let rest = Double(walk.todo.count)
                end = try list(window, &batch, &report) { [count, context] read in
                    context.report(
                        .fetching, done: count + read, unit: "orders",
                        fraction: all > 0 ? 1 - rest / Double(all) : nil)
                }
            } catch {
                walk.failed(window)
                position.windowDays = walk.length
                try save()
                report.incomplete.append(incomplete(.failed, window, error.message))
                throw error
            }
            count += batch.count
            read.insert(window)
            take(end, batch, window, &report)
            walk.finished(window, orders: batch.count)
            windowDays = walk.length
            position.windowDays = nil
            note(&position, window)
            try save()
        }
        return true
    }

    /// Advances the watermarks over a window that was read completely.
    private mutating func take(
        _ end: ListingEnd, _ batch: OrderBatch, _ window: ClosedRange<CivilDate>,
        _ report: inout SyncReport
    ) {
        longestPage = max(longestPage, end.longestPage)
        anomalies.add(end)
        spoilt += end.spoilt
        report.unreadable.noteRows(end.spoilt, of: "orders", example: end.spoiltExample)
        note(end.warnings, &report)
        newest = [newest, batch.newest.map { min($0, lastDay) }].compactMap { $0 }.max()
        if end.isShort {
            report.incomplete.append(
                incomplete(.short, window, end.incompleteness ?? "not all of them came"))
        } else if !end.isWhole {
            report.incomplete.append(
                incomplete(.bounded, window, "the listing did not end in \(end.pages) pages"))
        } else if let reason = end.unreadableText {
            report.incomplete.append(incomplete(.unreadable, window, reason))
        } else if end.count == 0, let through = position.through, window.contains(through) {
            report.incomplete.append(
                incomplete(.empty, window, "no order, though some are stored"))
        } else {
            position.store(window, newest: newest)
            return
        }
        isAllWhole = false
    }

    /// Every window of a feed has the same warnings.
    private func note(_ warnings: [String], _ report: inout SyncReport) {
        for warning in warnings {
            let text = "location \(source.config.id): \(warning)"
            if !report.warnings.contains(text) { report.warnings.append(text) }
        }
    }

    private func incomplete(
        _ code: IncompleteListing.Code, _ window: ClosedRange<CivilDate>, _ reason: String
    ) -> IncompleteListing {
        let last = min(window.upperBound, max(lastDay, window.lowerBound))
        return IncompleteListing(
            "orders", location: source.config.id, code,
            "days \(window.lowerBound) to \(last): \(reason); they are read again")
    }

    private func save() throws(Status) {
        try positions.write(source.config.id, position.fields)
    }

    /// Reads and stores a window, page by page.
    private mutating func list(
        _ window: ClosedRange<CivilDate>, _ batch: inout OrderBatch, _ report: inout SyncReport,
        _ progress: (Int) -> Void
    ) throws(Status) -> ListingEnd {
        guard let from = CalendarDate(daysSince1970: window.lowerBound.number),
            let through = CalendarDate(daysSince1970: window.upperBound.number)
        else {
            throw Status(.outOfRange, "the days \(window) cannot be asked for")
        }
        defer { batch.add(to: &report, &anomalies) }
        let client = try context.client(source)
        var held: [POSOrder] = []
        let end: ListingEnd
        do throws(ListingFailure) {
            end = try client.orders(
                from: from, through: through, pagesMax: SyncLimits.windowPagesMax,
                shortOf: longestPage, deadline: context.deadline
            ) { page throws(Status) in
                // What its records had is known at the end alone.
                guard !client.tellsShapes else { return held += page }
                try batch.store(page)
                progress(batch.count)
            }
        } catch {
            throw context.failure(error, at: source)
        }
        switch try check.verdict(end.shape) {
        case .doubted(let reason):
            throw Status(.unavailable, "location \(source.config.id): \(reason)")
        case .taken(let warnings): note(warnings, &report)
        }
        try batch.store(held)
        return end
    }
}
