import CivilTime
import JSON
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
        seconds = microseconds.flooredDivision(by: 1_000_000)
        nanos = Int32(microseconds &- seconds &* 1_000_000) * 1000
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
        let seconds = min(max(seconds, RFC3339.secondsMin), RFC3339.secondsMax)
        return RFC3339.text(
            seconds: seconds, nanos: (0...999_999_999).contains(nanos) ? Int64(nanos) : 0)
    }
}
