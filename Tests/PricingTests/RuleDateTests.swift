import Testing

@testable import Pricing

@Suite struct RuleDateTests {
    private func window(_ start: String?, _ end: String?, _ zone: String) throws -> [String?] {
        var fields = Fixture.fields(1, "percent", "5")
        fields.startDate = start
        fields.endDate = end
        let rule = try Fixture.rule(fields, zone: try #require(RuleZone(identifier: zone)))
        return [rule.startMs, rule.endMs].map { $0.map { RuleDate.text(ms: $0) } }
    }

    @Test(arguments: [
        ("2026-01-01", "2026-01-01T05:00:00Z"), ("2026-07-01", "2026-07-01T04:00:00Z"),
        ("2026-07-01T10:30:00", "2026-07-01T14:30:00Z"),
        ("2026-07-01 10:30", "2026-07-01T14:30:00Z"),
        ("2026-07-01T10:30:00.000", "2026-07-01T14:30:00Z"),
        ("2026-07-01T10:30:00.999Z", "2026-07-01T10:30:00Z"),
        ("2026-07-01T10:30:00Z", "2026-07-01T10:30:00Z"),
        ("2026-07-01T10:30:00-04:00", "2026-07-01T14:30:00Z"),
        ("2026-07-01T10:30:00+0530", "2026-07-01T05:00:00Z"),
        ("2026-07-01T10:30+02", "2026-07-01T08:30:00Z"),
        (" 2026-07-01 ", "2026-07-01T04:00:00Z"), ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
        ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"),
        ("9999-12-31T00:00:00Z", "9999-12-31T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ])
    func startsAreReadInTheLocationsZone(text: String, instant: String) throws {
        #expect(try window(text, nil, "America/New_York") == [instant, nil])
    }

    @Test(arguments: [
        ("America/New_York", "2026-01-31", "2026-02-01T05:00:00Z"),
        ("America/New_York", "2026-12-31", "2027-01-01T05:00:00Z"),
        ("America/New_York", "2028-02-28", "2028-02-29T05:00:00Z"),
        // The clock changes on the day itself: 23 and 25 hours.
        ("America/New_York", "2026-03-08", "2026-03-09T04:00:00Z"),
        ("America/New_York", "2026-11-01", "2026-11-02T05:00:00Z"),
        ("UTC", "2026-01-31", "2026-02-01T00:00:00Z"),
        ("Asia/Kolkata", "2026-01-31", "2026-01-31T18:30:00Z"),
        ("Pacific/Auckland", "2026-01-31", "2026-01-31T11:00:00Z"),
    ])
    func aDayAsEndIsInclusive(zone: String, day: String, instant: String) throws {
        #expect(try window(nil, day, zone) == [nil, instant])
    }

    @Test func aTimeAsEndIsExclusive() throws {
        #expect(
            try window(nil, "2026-01-31T00:00:00", "America/New_York")
                == [nil, "2026-01-31T05:00:00Z"])
    }

    @Test(arguments: [
        // Jumped over: the instant of the jump. 02:30 does not exist, nor does this midnight.
        ("America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:00:00Z"),
        ("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z"),
        // Shown twice: the first time.
        ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z"),
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),
        // A day that an island skipped.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
    ])
    func localTimesThatAreMissingOrDoubledAreResolved(
        zone: String, text: String, instant: String
    ) throws {
        #expect(try window(text, nil, zone) == [instant, nil])
    }

    @Test func everyDayIsWholeAndFollowsTheOneBefore() throws {
        let zone = try #require(RuleZone(identifier: "America/New_York"))
        for day in Int64(20_000)..<20_800 {
            let length = RuleDate.day(day).endMs(in: zone) - RuleDate.day(day).startMs(in: zone)
            #expect([23, 24, 25].contains(length / 3_600_000))
            #expect(length % 3_600_000 == 0)
            #expect(RuleDate.day(day).endMs(in: zone) == RuleDate.day(day + 1).startMs(in: zone))
        }
    }

    @Test func millisecondsAreKept() throws {
        #expect(RuleDate("1970-01-01T00:00:01.234567Z") == .instant(1_234))
        #expect(RuleDate("1970-01-01T00:00:01.2") == .local(1_200))
        #expect(RuleDate("1969-12-31T23:59:59.5")?.startMs(in: .utc) == -500)
    }

    @Test(arguments: [
        "soon", "2026", "2026-1-1", "2026-13-01", "2026-00-10", "2026-02-29", "2026-04-31",
        "2026-01-00", "0000-01-01", "01/02/2026", "2026-01-01T", "2026-01-01T24:00:00",
        "2026-01-01T10", "2026-01-01T10:60", "2026-01-01T10:00:61", "2026-01-01T10:00:00.",
        "2026-01-01T10:00:00+", "2026-01-01T10:00:00+1", "2026-01-01T10:00:00+25:00",
        "2026-01-01T10:00:00Zx", "2026-01-01x", "20260101", "-026-01-01",
        "2026-01-01T10:00:00.00000000000000000000000000000000000000Z",
    ])
    func whatIsNoDateIsRejected(text: String) {
        #expect(RuleDate(text) == nil)
        var fields = Fixture.fields(1, "percent", "5", categories: ["Flower"])
        fields.startDate = text
        #expect(Fixture.rejection(fields) == .startUnreadable)
    }

    @Test func aBlankDateIsNoBound() throws {
        #expect(try window("", " ", "UTC") == [nil, nil])
    }

    @Test func anUnknownZoneIsNoZone() {
        #expect(RuleZone(identifier: "Mars/Olympus") == nil)
        #expect(RuleZone(identifier: "America/New_York\u{0}x") == nil)
    }
}
