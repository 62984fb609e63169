import CivilTime

/// A ``CivilDate`` in the compact form of inventory rows.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// yyyymmdd as a decimal number, which orders like the dates.
    @usableFromInline package let packed: Int32

    @inlinable public var year: Int { Int(packed) / 10_000 }
    @inlinable public var month: Int { Int(packed) / 100 % 100 }
    @inlinable public var day: Int { Int(packed) % 100 }

    @inlinable
    package init(packed: Int32) { self.packed = packed }

    /// Parses yyyy-mm-dd in the first ten bytes, followed by nothing, or by "T" or a space and a
    /// time; nil for any other text. Inlinable: called several times per row, from other modules.
    @inlinable
    public init?(_ text: some Collection<UInt8>) {
        var digits: Int32 = 0
        var position = 0
        for byte in text.prefix(11) {
            switch position {
            case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
            case 10:
                guard byte == UInt8(ascii: "T") || byte == UInt8(ascii: " ") else { return nil }
            default:
                guard byte &- 0x30 <= 9 else { return nil }
                digits = digits &* 10 &+ Int32(byte &- 0x30)
            }
            position &+= 1
        }
        self.packed = digits
        guard position >= 10,
            CivilDate.exists(year: Int64(year), month: Int64(month), day: Int64(day))
        else { return nil }
    }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.packed < right.packed
    }

    /// yyyy-mm-dd
    public var description: String {
        let digits = String(packed)
        let padded = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        return "\(padded.prefix(4))-\(padded.dropFirst(4).prefix(2))-\(padded.suffix(2))"
    }
}
