import Testing

@testable import FeedMapping

@Suite struct FeedClockTimeTests {
    @Test(arguments: [
        ("12/01/2026", "2026-12-01"), ("12/1/2026 10:00", "2026-12-01T10:00"),
        ("12/01/2026 9:05 PM", "2026-12-01T21:05"), ("12/01/2026 12:00 a.m.", "2026-12-01T00:00"),
        ("12/01/2026 12:30:15 PM", "2026-12-01T12:30:15"),
        ("12/01/2026T23:59:59.999-05:00", "2026-12-01T23:59:59.999-05:00"),
        ("12/01/2026 08:00Z", "2026-12-01T08:00Z"),
    ])
    func timesAreKept(_ text: String, _ time: String) throws {
        let pattern = try #require(FeedDatePattern("MM/DD/YYYY"))
        #expect(pattern.dateAndTime(text) == time)
    }

    @Test(arguments: [
        "12/01/2026 25:00", "12/01/2026 10", "12/01/2026 10:60", "12/01/2026 13:00 PM",
        "12/01/2026 0:30 AM", "12/01/2026 noon", "12/01/2026 10:00 EST", "12/01/2026 10:00:0",
        "12/01/2026 10:00 PM Z", "13/01/2026",
    ])
    func noTimes(_ text: String) throws {
        let pattern = try #require(FeedDatePattern("MM/DD/YYYY"))
        #expect(pattern.dateAndTime(text) == nil)
    }
}
