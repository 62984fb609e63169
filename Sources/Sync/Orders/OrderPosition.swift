import FirestoreModel

/// How far the orders of one location have been read.
struct OrderPosition: Equatable {
    /// All orders from this day on are stored…
    var since: SyncDay?
    /// …up to this one, the day of the newest stored order: the watermark.
    var through: SyncDay?
    /// A backfill that is not done: where it began and the day to go on with.
    var backfillSince: SyncDay?
    var backfillNext: SyncDay?

    init() {}

    init(_ fields: Fields) {
        let day = { (key: String) in fields[key]?.stringValue.flatMap { SyncDay($0) } }
        since = day("since")
        through = day("through")
        backfillSince = day("backfillSince")
        backfillNext = day("backfillNext")
    }

    var fields: Fields {
        var fields = Fields()
        let days = [
            ("since", since), ("through", through), ("backfillSince", backfillSince),
            ("backfillNext", backfillNext),
        ]
        for (key, day) in days {
            if let day { fields[key] = .string("\(day)") }
        }
        return fields
    }

    /// Where a run begins.
    func start(_ options: OrderSyncOptions) -> SyncDay {
        if options.isBackfill {
            if let backfillSince, let backfillNext,
                options.since == nil || options.since == backfillSince {
                return backfillNext
            }
            return options.since ?? SyncLimits.firstOrderDay
        }
        guard let through else { return options.since ?? SyncLimits.firstOrderDay }
        // Orders of the last days may still have changed, or come late.
        let overlapping = through + -SyncLimits.orderOverlapDays
        return min(overlapping, options.since ?? overlapping)
    }

    /// A run from `start` on has stored every order up to `end`, of which the newest has the day
    /// `newest`. The watermark never moves past it: an answer without orders proves nothing.
    mutating func stored(from start: SyncDay, through end: SyncDay, newest: SyncDay?) {
        // Behind a gap nothing counts.
        if let through, start > through + 1 { return }
        if let newest {
            let reached = min(newest, end)
            through = max(through ?? reached, reached)
        }
        guard through != nil else { return }
        if let since, start < since {
            if end + 1 >= since { self.since = start }
        } else if since == nil {
            since = start
        }
    }

    /// A backfill has read the days from `start` through `end`; the next one goes on behind.
    mutating func backfilled(from start: SyncDay, through end: SyncDay) {
        if start != backfillNext { backfillSince = start }
        backfillNext = end + 1
    }

    mutating func endBackfill() {
        backfillSince = nil
        backfillNext = nil
    }
}
