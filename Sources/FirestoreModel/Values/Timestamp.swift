import ProtobufWire

/// google.protobuf.Timestamp: an instant in UTC, seconds and nanoseconds since 1970.
///
/// Stored instants have microseconds (Firestore floors what is below); `nanos` keeps what a
/// request carried. Valid instants lie in the years 1 to 9999.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Seconds since 1970, floored: negative before.
    public var seconds: Int64
    /// Nanoseconds after `seconds`, 0 to 999,999,999 when valid.
    public var nanos: Int32

    public init(seconds: Int64, nanos: Int32 = 0) {
        self.seconds = seconds
        self.nanos = nanos
    }

    /// The instant `microseconds` after 1970.
    public init(microseconds: Int64) {
        let (quotient, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let floored = rest < 0
        seconds = floored ? quotient &- 1 : quotient
        nanos = Int32(truncatingIfNeeded: (floored ? rest &+ 1_000_000 : rest) &* 1_000)
    }

    /// Microseconds since 1970, floored; clamped to Int64 for seconds out of range.
    public var microseconds: Int64 {
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflowSum) = whole.addingReportingOverflow(Int64(nanos) / 1_000)
        guard !overflow, !overflowSum else { return seconds < 0 ? .min : .max }
        return sum
    }

    /// 0001-01-01T00:00:00Z.
    public static let secondsMin: Int64 = -62_135_596_800
    /// 9999-12-31T23:59:59Z.
    public static let secondsMax: Int64 = 253_402_300_799

    /// Whether the instant is within the range the protobuf type allows.
    public var isValid: Bool {
        seconds >= Self.secondsMin && seconds <= Self.secondsMax
            && nanos >= 0 && nanos <= 999_999_999
    }

    /// The instant as Firestore stores it: digits below a microsecond floored.
    public var flooredToMicroseconds: Timestamp {
        Timestamp(seconds: seconds, nanos: nanos - nanos % 1_000)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanos) < (right.seconds, right.nanos)
    }
}

extension Timestamp: WireMessage {
    public init() { self.init(seconds: 0, nanos: 0) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.varint, of: field)
                seconds = Int64(bitPattern: try reader.varint())
            case 2:
                try reader.expect(.varint, of: field)
                nanos = Int32(truncatingIfNeeded: try reader.varint())
            default: try reader.skip(field.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if seconds != 0 { writer.int64(1, seconds) }
        if nanos != 0 { writer.int64(2, Int64(nanos)) }
    }
}
