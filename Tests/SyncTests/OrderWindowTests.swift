import CivilTime
import FirestoreModel
import Testing

@testable import Sync

/// Which days a run of orders reads and what it learns from them.
@Suite struct OrderWindowTests {
    private static let today = CivilDate(number: 20_000)

    /// Reads all days of a store with so many orders a day. Returns the days in the order read,
    /// the windows and the calls of 100 orders.
    private func walk(
        from start: CivilDate, perDay: Int
    ) -> (days: [Int64], windows: Int, calls: Int) {
        let days = DaySet(from: start, through: Self.today)
        var walk = DayWindows(days, length: nil, today: Self.today)
        var (read, windows, calls): ([Int64], Int, Int) = ([], 0, 0)
        while let window = walk.window {
            windows += 1
            let orders = Int(window.days) * perDay
            // One page more where the last was not shorter than the others.
            calls += orders / 100 + 1 + (orders > 0 && orders < 100 ? 1 : 0)
            read += Array(window.lowerBound.number...window.upperBound.number).reversed()
            walk.finished(window, orders: orders)
        }
        return (read, windows, calls)
    }

    @Test(arguments: [0, 1, 7, 40, 500, 2_400, 9_000])
    func everyDayIsReadOnceNewestFirstAndInFewCalls(perDay: Int) {
        let start = Self.today + -300
        let (days, windows, calls) = walk(from: start, perDay: perDay)
        #expect(days == Array(start.number...Self.today.number).reversed())
        #expect(windows <= 301)
        #expect(calls <= 301 * perDay / 100 * 11 / 10 + 20)
    }

    @Test func emptyYearsCostFewCalls() {
        #expect(walk(from: SyncLimits.firstOrderDay, perDay: 0).windows <= 8)
    }

    @Test func daysAheadOfTheCalendarDoNotCountAsRead() throws {
        let days = DaySet(from: Self.today + -2, through: Self.today + 366)
        var walk = DayWindows(days, length: 10, today: Self.today)
        let window = try #require(walk.window)
        #expect(window == Self.today + -2...Self.today + 366)
        walk.finished(window, orders: 3000)
        #expect(walk.length == 2)
        #expect(walk.window == nil)
    }

    @Test func aGapBetweenStoredDaysIsReadInEverSmallerPieces() {
        var days = DaySet(from: CivilDate(number: 100), through: CivilDate(number: 200))
        days.insert(CivilDate(number: 10)...CivilDate(number: 20))
        let walk = DayWindows(days, length: 1000, today: CivilDate(number: 900))
        #expect(walk.window == CivilDate(number: 151)...CivilDate(number: 200))
    }

    /// Against a plain set of numbers.
    @Test func daysAreASet() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var (days, oracle) = (DaySet(), Set<Int64>())
            for _ in 0..<12 {
                let first = Int64.random(in: 0...60, using: &random)
                let last = first + Int64.random(in: 0...15, using: &random)
                if Bool.random() {
                    days.insert(CivilDate(number: first)...CivilDate(number: last))
                    oracle.formUnion(first...last)
                } else {
                    days.remove(CivilDate(number: first)...CivilDate(number: last))
                    oracle.subtract(first...last)
                }
                #expect(days.count == Int64(oracle.count))
                #expect(
                    (0...80).allSatisfy {
                        days.contains(CivilDate(number: $0)) == oracle.contains($0)
                    })
            }
            for (newer, older) in zip(days.ranges, days.ranges.dropFirst()) {
                #expect(older.upperBound + 1 < newer.lowerBound)
            }
        }
    }

    // MARK: - Watermarks

    @Test func bothEndsAreKeptOverWhatIsStored() {
        var position = OrderPosition()
        position.store(
            CivilDate(number: 100)...CivilDate(number: 500), newest: CivilDate(number: 150))
        #expect(position.through == CivilDate(number: 150))
        #expect(position.since == CivilDate(number: 100))
        position.store(CivilDate(number: 40)...CivilDate(number: 99), newest: nil)
        #expect(position.since == CivilDate(number: 40))
        // Behind a gap the upper end moves, and the lower one to the gap.
        position.store(
            CivilDate(number: 300)...CivilDate(number: 500), newest: CivilDate(number: 310))
        #expect(position.through == CivilDate(number: 310))
        #expect(position.since == CivilDate(number: 300))
        position.store(CivilDate(number: 151)...CivilDate(number: 299), newest: nil)
        #expect(position.since == CivilDate(number: 40))
        #expect(OrderPosition(position.fields) == position)
    }

    @Test func anAnswerWithoutOrdersMovesNothing() {
        var position = OrderPosition()
        position.store(CivilDate(number: 100)...CivilDate(number: 200), newest: nil)
        #expect(position == OrderPosition())
    }

    @Test func positionsOfTheOldReadingAreNotBelieved() {
        let old: Fields = [
            "since": "2020-01-01", "through": "2026-11-20", "backfillNext": "2026-01-01",
        ]
        #expect(OrderPosition(old) == OrderPosition())
    }

    @Test(arguments: ["2026-02-28", "2024-02-29", "1970-01-01", "2020-01-01"])
    func daysReadAsTheyAreWritten(text: String) {
        #expect(CivilDate(text)?.description == text)
    }

    @Test(arguments: ["", "2026-02-30", "2026-1-1", "20260101", "2026-02-28T10:00:00Z"])
    func whatIsNoDayIsRefused(text: String) {
        #expect(CivilDate(text) == nil)
    }
}
