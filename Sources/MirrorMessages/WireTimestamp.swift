import ProtobufWire

/// google.protobuf.Timestamp: seconds since 1970 and nanoseconds, which are never negative.
public struct WireTimestamp: MirrorMessage {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var seconds: Int64 = 0
    /// 0 to 999,999,999.
    public var nanos: Int32 = 0

    public init() {}

    /// From microseconds since 1970.
    public init(microseconds: Int64) {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        seconds = remainder < 0 ? quotient - 1 : quotient
        nanos = Int32(remainder < 0 ? remainder + 1_000_000 : remainder) * 1000
    }

    /// From milliseconds since 1970, as pricing counts.
    public init(milliseconds: Int64) {
        self.init(microseconds: milliseconds.multipliedReportingOverflow(by: 1000).partialValue)
    }

    /// Microseconds since 1970, saturating.
    public var microseconds: Int64 {
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        return whole &+ Int64(nanos) / 1000
    }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.varint, of: field)
                seconds = Int64(bitPattern: try reader.varint())
            case 2:
                try reader.expect(.varint, of: field)
                nanos = Int32(truncatingIfNeeded: try reader.varint())
            default:
                try reader.skip(field.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if seconds != 0 { writer.int64(1, seconds) }
        if nanos != 0 { writer.int64(2, Int64(nanos)) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("seconds", seconds)
        writer.member("nanos", nanos)
    }

    /// RFC 3339 in UTC, with as many groups of three decimals as are needed. What lies outside the
    /// years 1 to 9999 is shown as the nearest second inside; nanos outside their range as none.
    public var rfc3339: String {
        // The bounds of google.protobuf.Timestamp.
        let seconds = min(max(seconds, -62_135_596_800), 253_402_300_799)
        let nanos = (0...999_999_999).contains(nanos) ? nanos : 0
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        let (year, month, day) = Self.civil(fromDays: days)
        var text = "\(Self.pad(year, 4))-\(Self.pad(month, 2))-\(Self.pad(day, 2))T"
        text +=
            "\(Self.pad(rest / 3600, 2)):\(Self.pad(rest / 60 % 60, 2)):\(Self.pad(rest % 60, 2))"
        if nanos != 0 {
            var fraction = Self.pad(Int64(nanos), 9)
            while fraction.hasSuffix("000") { fraction.removeLast(3) }
            text += "." + fraction
        }
        return text + "Z"
    }

    // Days to a date of the proleptic Gregorian calendar, counting in eras of 400 years that
    // begin in March (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civil(fromDays days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
