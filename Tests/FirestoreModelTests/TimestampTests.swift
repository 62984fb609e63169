import ProtobufWire
import Testing

@testable import FirestoreModel

@Suite struct TimestampTests {
    @Test(arguments: [
        (Int64(0), Int64(0), Int32(0)), (1, 0, 1_000), (-1, -1, 999_999_000),
        (1_500_000, 1, 500_000_000), (-1_000_000, -1, 0),
    ])
    func microsecondsFloorTowardsThePast(micro: Int64, seconds: Int64, nanos: Int32) {
        let instant = Timestamp(microseconds: micro)
        #expect(instant.seconds == seconds)
        #expect(instant.nanos == nanos)
        #expect(instant.microseconds == micro)
    }

    @Test func extremeSecondsClampInsteadOfOverflowing() {
        #expect(Timestamp(seconds: .max).microseconds == .max)
        #expect(Timestamp(seconds: .min).microseconds == .min)
        #expect(Timestamp(microseconds: .min).microseconds == .min)
        #expect(Timestamp(microseconds: .max).microseconds == .max)
        #expect(!Timestamp(seconds: .max).isValid)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0), Int32(0)),
        ("2026-11-22T11:23:25.500Z", 1_795_346_605, 500_000_000),
        ("2000-02-29T23:59:59.000001Z", 951_868_799, 1_000),
        ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999),
        ("0001-01-01T00:00:00Z", Timestamp.secondsMin, 0),
        ("9999-12-31T23:59:59Z", Timestamp.secondsMax, 0),
    ])
    func rfc3339PrintsAndParses(text: String, seconds: Int64, nanos: Int32) {
        let instant = Timestamp(seconds: seconds, nanos: nanos)
        #expect(instant.rfc3339 == text)
        #expect(Timestamp(rfc3339: text) == instant)
    }

    @Test func offsetsAndShortFractionsAreAccepted() {
        #expect(Timestamp(rfc3339: "1970-01-01T01:00:00+01:00") == Timestamp(seconds: 0))
        #expect(Timestamp(rfc3339: "1969-12-31t19:00:00.5-05:00")?.nanos == 500_000_000)
    }

    @Test(arguments: [
        "", "1970-01-01", "1970-13-01T00:00:00Z", "1970-02-29T00:00:00Z", "1970-01-01T24:00:00Z",
        "1970-01-01T00:00:00", "1970-01-01T00:00:00Zx", "1970-01-01T00:00:00.Z",
        "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00", "1970-01-01T00:00:00.0000000001Z",
    ])
    func malformedTextIsNil(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func wireFormRoundTrips() throws {
        let instant = Timestamp(seconds: -5, nanos: 7)
        #expect(try Timestamp(wireBytes: instant.wireBytes) == instant)
        #expect(Timestamp().wireBytes == [])
    }
}
