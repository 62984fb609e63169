/// Instants as RFC 3339 text, as in protobuf's JSON mapping.
public enum RFC3339 {
    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z in seconds since 1970.
    public static let secondsMin: Int64 = -62_135_596_800
    public static let secondsMax: Int64 = 253_402_300_799

    /// `2026-01-02T03:04:05Z`, with 0, 3, 6 or 9 fraction digits as needed.
    ///
    /// - Parameter seconds: since 1970.
    /// - Parameter nanos: 0 to 999,999,999.
    public static func text(seconds: Int64, nanos: Int64 = 0) -> String {
        let days = seconds.flooredDivision(by: 86_400)
        let ofDay = seconds &- days &* 86_400
        var text = Array(CivilDate(number: days).description.utf8)
        text.append(UInt8(ascii: "T"))
        text.appendDecimal(ofDay / 3_600, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(ofDay / 60 % 60, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(ofDay % 60, width: 2)
        if nanos > 0 { appendFraction(nanos, to: &text) }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    private static func appendFraction(_ nanos: Int64, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "."))
        if nanos % 1_000_000 == 0 {
            text.appendDecimal(nanos / 1_000_000, width: 3)
        } else if nanos % 1_000 == 0 {
            text.appendDecimal(nanos / 1_000, width: 6)
        } else {
            text.appendDecimal(nanos, width: 9)
        }
    }

    /// Parses `T` or `t`, up to 9 fraction digits, and `Z` or an offset. Nil for any other text,
    /// for dates that do not exist, and for years outside 1 to 9999.
    public static func parse(_ text: String) -> (seconds: Int64, nanos: Int32)? {
        var reader = DateTimeReader(text.utf8)
        guard let date = reader.date(), reader.take(UInt8(ascii: "T"), UInt8(ascii: "t")),
            let hour = reader.number(digits: 2, in: 0...23), reader.take(UInt8(ascii: ":")),
            let minute = reader.number(digits: 2, in: 0...59), reader.take(UInt8(ascii: ":")),
            let second = reader.number(digits: 2, in: 0...59), let nanos = fraction(&reader),
            let offset = offsetSeconds(&reader), reader.isAtEnd
        else { return nil }
        let ofDay = hour * 3_600 + minute * 60 + second
        let seconds = date.number * 86_400 + ofDay - offset
        guard (secondsMin...secondsMax).contains(seconds) else { return nil }
        return (seconds, Int32(nanos))
    }

    /// Nanoseconds of an optional fraction; nil for more than nine digits.
    private static func fraction(_ reader: inout DateTimeReader) -> Int64? {
        guard reader.take(UInt8(ascii: ".")) else { return 0 }
        let start = reader.offset
        guard let nanos = reader.fraction(), reader.offset - start <= 9 else { return nil }
        return nanos
    }

    /// The offset in seconds east of UTC.
    private static func offsetSeconds(_ reader: inout DateTimeReader) -> Int64? {
        if reader.take(UInt8(ascii: "Z"), UInt8(ascii: "z")) { return 0 }
        let isEast = reader.take(UInt8(ascii: "+"))
        guard isEast || reader.take(UInt8(ascii: "-")),
            let hours = reader.number(digits: 2, in: 0...23), reader.take(UInt8(ascii: ":")),
            let minutes = reader.number(digits: 2, in: 0...59)
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return isEast ? seconds : -seconds
    }
}
