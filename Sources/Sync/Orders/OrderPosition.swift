import FirestoreModel

/// How far the orders of one location have been read: the days whose orders are all stored, with
/// both ends, and what lies between them that was not proved whole.
struct OrderPosition: Equatable {
    /// Days that were read whole.
    private(set) var stored = DaySet()
    /// Days of a smaller window to begin with, where the last one could not be read to its end.
    var windowDays: Int64?
    /// The location's day on which late changes were last looked for, to the end.
    var lateDay: SyncDay?
    /// Where a search for late changes goes on that was cut short.
    var lateNext: SyncDay?
    /// A backfill that is not done: where it ends and the day to go on with, backwards.
    var backfillSince: SyncDay?
    var backfillNext: SyncDay?

    /// Positions of another version are not believed: before 2 a page that was short of what was
    /// asked for ended a listing, and documents held guesses. All is read anew, newest first.
    static let version: Int64 = 2

    init() {}

    init(_ fields: Fields) {
        guard fields["version"]?.integerValue == Self.version else { return }
        let day = { (key: String) in fields[key]?.stringValue.flatMap { SyncDay($0) } }
        for value in fields["stored"]?.arrayValue ?? [] {
            let days = value.mapValue
            guard let from = days?["from"]?.stringValue.flatMap({ SyncDay($0) }),
                let through = days?["through"]?.stringValue.flatMap({ SyncDay($0) }),
                from <= through
            else { continue }
            stored.insert(from...through)
        }
        windowDays = fields["windowDays"]?.integerValue
        lateDay = day("lateDay")
        lateNext = day("lateNext")
        backfillSince = day("backfillSince")
        backfillNext = day("backfillNext")
    }

    var fields: Fields {
        var fields: Fields = ["version": .integer(Self.version)]
        fields["stored"] = .array(
            stored.ranges.map { range in
                .map([
                    "from": .string("\(range.lowerBound)"),
                    "through": .string("\(range.upperBound)"),
                ])
            })
        fields["windowDays"] = windowDays.map { .integer($0) }
        let days = [
            ("since", since), ("through", through), ("lateDay", lateDay), ("lateNext", lateNext),
            ("backfillSince", backfillSince), ("backfillNext", backfillNext),
        ]
        for (key, day) in days {
            if let day { fields[key] = .string("\(day)") }
        }
        return fields
    }

    /// The day of the newest stored order: the upper watermark.
    var through: SyncDay? { stored.ranges.first?.upperBound }

    /// All orders from this day on to ``through`` are stored: the lower watermark.
    var since: SyncDay? { stored.ranges.first?.lowerBound }

    /// The days of `window` were read whole; `newest` is the newest day of any order there is.
    /// What is newer than every order does not count: an answer without orders proves nothing.
    mutating func store(_ window: ClosedRange<SyncDay>, newest: SyncDay?) {
        guard let newest = [newest, through].compactMap({ $0 }).max(),
            window.lowerBound <= newest
        else { return }
        stored.insert(window.lowerBound...min(window.upperBound, newest))
        stored.keepNewest(SyncLimits.storedRangesMax)
    }
}
