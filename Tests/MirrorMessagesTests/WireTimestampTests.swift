import MirrorMessages
import Testing

@Suite struct WireTimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (1_795_745_943_642_159, "2026-11-27T02:19:03.642159Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
            (253_402_300_799_999_000, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func timesReadAsRFC3339(microseconds: Int64, text: String) {
        let time = WireTimestamp(microseconds: microseconds)
        #expect(time.rfc3339 == text)
        #expect(time.microseconds == microseconds)
    }

    /// A peer may send any seconds and nanos; printing them must not trap.
    @Test func timesOutsideTheCalendarAreShownAtItsEnds() throws {
        var time = WireTimestamp()
        time.seconds = .max
        #expect(time.rfc3339 == "9999-12-31T23:59:59Z")
        #expect(time.microseconds == .max)
        time.seconds = .min
        #expect(time.rfc3339 == "0001-01-01T00:00:00Z")
        #expect(time.microseconds == .min)
        time.seconds = 0
        time.nanos = .min
        #expect(time.rfc3339 == "1970-01-01T00:00:00Z")
    }
}
