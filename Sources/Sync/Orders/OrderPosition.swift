import CivilTime
import FirestoreModel
import MirrorTree

/// The progress of reading one location's orders: the days that are stored completely, and with
/// their gaps the days that are not.
struct OrderPosition: Equatable {
    /// Days that were read completely.
    private(set) var stored = DaySet()
    /// Length of a smaller first window, if the last one could not be read to its end.
    var windowDays: Int64?
    /// The location's day of the last completed search for late changes.
    var lateDay: CivilDate?
    /// Where an interrupted search for late changes continues.
    var lateNext: CivilDate?
    /// An unfinished backfill: its end and the day to continue with, backwards.
    var backfillSince: CivilDate?
    var backfillNext: CivilDate?

    /// Positions of another version are discarded and everything is read again, newest first:
    /// before 2 a short page ended a listing, and documents held guesses.
    static let version: Int64 = 2

    init() {}

    init(_ fields: Fields) {
        guard fields[OrderPositionField.version]?.integerValue == Self.version else { return }
        let day = { (key: OrderPositionField) in fields[key]?.stringValue.flatMap { CivilDate($0) }
        }
        for value in fields[OrderPositionField.stored]?.arrayValue ?? [] {
            let days = value.mapValue
            guard let from = days?[DayRangeField.from]?.stringValue.flatMap({ CivilDate($0) }),
                let through = days?[DayRangeField.through]?.stringValue.flatMap({ CivilDate($0) }),
                from <= through
            else { continue }
            stored.insert(from...through)
            stored.keepNewest(SyncLimits.storedRangesMax)
        }
        windowDays = fields[OrderPositionField.windowDays]?.integerValue.flatMap {
            (1...SyncLimits.windowDaysMax).contains($0) ? $0 : nil
        }
        lateDay = day(OrderPositionField.lateDay)
        lateNext = day(OrderPositionField.lateNext)
        backfillSince = day(OrderPositionField.backfillSince)
        backfillNext = day(OrderPositionField.backfillNext)
    }

    var fields: Fields {
        var fields = Fields([(OrderPositionField.version, .integer(Self.version))])
        fields[OrderPositionField.stored] = .array(
            stored.ranges.map { range in
                let days = Fields([
                    (DayRangeField.from, .string("\(range.lowerBound)")),
                    (.through, .string("\(range.upperBound)")),
                ])
                return .map(days)
            })
        fields[OrderPositionField.windowDays] = windowDays.map { .integer($0) }
        let days = [
            (OrderPositionField.since, since), (OrderPositionField.through, through),
            (OrderPositionField.lateDay, lateDay), (OrderPositionField.lateNext, lateNext),
            (OrderPositionField.backfillSince, backfillSince),
            (OrderPositionField.backfillNext, backfillNext),
        ]
        for (key, day) in days {
            if let day { fields[key] = .string("\(day)") }
        }
        return fields
    }

    /// The day of the newest stored order: the upper watermark.
    var through: CivilDate? { stored.ranges.first?.upperBound }

    /// All orders from this day on to ``through`` are stored: the lower watermark.
    var since: CivilDate? { stored.ranges.first?.lowerBound }

    /// Records that `window` was read completely; `newest` is the newest day of any order. Days
    /// after it do not count, because a response without orders proves nothing.
    mutating func store(_ window: ClosedRange<CivilDate>, newest: CivilDate?) {
        guard let newest = [newest, through].compactMap({ $0 }).max(),
            window.lowerBound <= newest
        else { return }
        let before = through
        stored.insert(window.lowerBound...min(window.upperBound, newest))
        stored.keepNewest(SyncLimits.storedRangesMax)
        precondition(
            before.map { $0 <= through ?? $0 } ?? true, "the upper watermark never goes back")
        assert(through.map { $0 <= newest } ?? false, "a watermark is at what was seen")
    }
}
