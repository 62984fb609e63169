import FirestoreModel
import Testing

@testable import Sync

/// Which days a run of orders reads and what it learns from them.
@Suite struct OrderWindowTests {
    private static let end = SyncDay(20_000)

    /// Reads all slices of a store with so many orders a day, from a listing that shows 2,500 at
    /// most. Returns the days in the order read, and the calls.
    private func walk(from start: SyncDay, perDay: Int) -> (days: [Int64], calls: Int) {
        var slices = DaySlices(from: start, through: Self.end)
        var days: [Int64] = []
        var calls = 0
        while let slice = slices.slice {
            calls += 1
            let length = slice.upperBound.number - slice.lowerBound.number + 1
            let orders = Int(length) * perDay
            if orders > 2_500, slices.split(daysSeen: Int64(2_500 / max(perDay, 1))) { continue }
            days += Array(slice.lowerBound.number...slice.upperBound.number)
            slices.finished(orders: orders)
        }
        return (days, calls)
    }

    @Test(arguments: [0, 1, 7, 40, 500, 2_400, 9_000])
    func everyDayIsReadOnceInOrderAndInFewSlices(perDay: Int) {
        let start = Self.end + -300
        let (days, calls) = walk(from: start, perDay: perDay)
        #expect(days == Array(start.number...Self.end.number))
        #expect(calls <= 12 + 301 * max(perDay, 1) / 700)
    }

    @Test func emptyYearsCostFewCalls() {
        #expect(walk(from: SyncLimits.firstOrderDay, perDay: 0).calls <= 8)
    }

    @Test func aRunBeginsTwoDaysBeforeTheWatermark() throws {
        var position = OrderPosition()
        #expect(position.start(OrderSyncOptions()) == SyncDay("2020-01-01"))
        let since = try #require(SyncDay("2026-03-01"))
        #expect(position.start(OrderSyncOptions(since: since)) == since)
        let end = try #require(SyncDay("2026-05-20"))
        position.stored(from: since, through: end, newest: SyncDay("2026-05-10"))
        #expect(position.since == since)
        #expect(position.start(OrderSyncOptions()) == SyncDay("2026-05-08"))
        // Earlier is read again, later would leave a gap.
        #expect(position.start(OrderSyncOptions(since: since)) == since)
        let later = try #require(SyncDay("2026-06-01"))
        #expect(position.start(OrderSyncOptions(since: later)) == SyncDay("2026-05-08"))
    }

    @Test func daysBehindAGapDoNotCount() {
        var position = OrderPosition()
        position.stored(from: SyncDay(100), through: SyncDay(200), newest: SyncDay(150))
        position.stored(from: SyncDay(180), through: SyncDay(300), newest: SyncDay(290))
        #expect(position.through == SyncDay(150))
        position.stored(from: SyncDay(148), through: SyncDay(300), newest: SyncDay(290))
        #expect(position.through == SyncDay(290))
    }

    @Test func anOrderDatedAheadMovesTheWatermarkNoFurtherThanWasRead() {
        var position = OrderPosition()
        position.stored(from: SyncDay(100), through: SyncDay(200), newest: SyncDay(99_000))
        #expect(position.through == SyncDay(200))
    }

    @Test func aBackfillGoesOnWhereItStopped() {
        var position = OrderPosition()
        let backfill = OrderSyncOptions(isBackfill: true)
        #expect(position.start(backfill) == SyncLimits.firstOrderDay)
        position.backfilled(from: SyncDay(100), through: SyncDay(131))
        position.backfilled(from: SyncDay(132), through: SyncDay(200))
        #expect(position.backfillSince == SyncDay(100))
        #expect(position.start(backfill) == SyncDay(201))
        #expect(OrderPosition(position.fields) == position)
        // Another beginning is another backfill.
        let other = OrderSyncOptions(since: SyncDay(50), isBackfill: true)
        #expect(position.start(other) == SyncDay(50))
        position.endBackfill()
        #expect(position.start(backfill) == SyncLimits.firstOrderDay)
    }

    @Test(arguments: ["2026-02-28", "2024-02-29", "1970-01-01", "2020-01-01"])
    func daysReadAsTheyAreWritten(text: String) {
        #expect(SyncDay(text)?.description == text)
    }

    @Test(arguments: ["", "2026-02-30", "2026-1-1", "20260101", "2026-02-28T10:00:00Z"])
    func whatIsNoDayIsRefused(text: String) {
        #expect(SyncDay(text) == nil)
    }
}
