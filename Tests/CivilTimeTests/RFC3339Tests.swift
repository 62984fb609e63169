import CivilTime
import Testing

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2026-11-22T11:23:25.500Z", 1_795_346_605, 500_000_000),
            ("2000-02-29T23:59:59.000001Z", 951_868_799, 1_000),
            ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999),
            ("0001-01-01T00:00:00Z", RFC3339.secondsMin, 0),
            ("9999-12-31T23:59:59Z", RFC3339.secondsMax, 0),
        ] as [(String, Int64, Int32)])
    func instantsPrintAndParse(text: String, seconds: Int64, nanos: Int32) throws {
        #expect(RFC3339.text(seconds: seconds, nanos: Int64(nanos)) == text)
        let parsed = try #require(RFC3339.parse(text))
        #expect(parsed.seconds == seconds && parsed.nanos == nanos)
    }

    @Test(
        arguments: [
            ("1970-01-01T01:00:00+01:00", 0, 0), ("1969-12-31t19:00:00.5-05:00", 0, 500_000_000),
            ("1970-01-01T00:00:00.000000001z", 0, 1),
        ] as [(String, Int64, Int32)])
    func offsetsAndFractionsAreRead(text: String, seconds: Int64, nanos: Int32) throws {
        let parsed = try #require(RFC3339.parse(text))
        #expect(parsed.seconds == seconds && parsed.nanos == nanos)
    }

    @Test(arguments: [
        "", "1970-01-01", "1970-13-01T00:00:00Z", "1970-02-29T00:00:00Z", "1970-01-01T24:00:00Z",
        "1970-01-01T00:00:00", "1970-01-01T00:00:00Zx", "1970-01-01T00:00:00.Z",
        "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00", "1970-01-01T00:00:00.0000000001Z",
        "1970-01-01T00:00Z", "1970-01-01T00:00:00+0100", "1970-01-01 00:00:00Z",
    ])
    func otherTextIsNoInstant(text: String) {
        #expect(RFC3339.parse(text) == nil)
    }

    /// Whatever the disk or a peer says, printing it does not trap.
    @Test func anySecondsPrint() {
        for seconds in [Int64.min, .max, RFC3339.secondsMax + 1, RFC3339.secondsMin - 1] {
            #expect(RFC3339.text(seconds: seconds).hasSuffix("Z"))
        }
    }
}
