import CivilTime

/// A ``CivilDate`` as inventory rows hold it, in the form of its digits.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// yyyymmdd as a decimal number, whose order is that of the dates.
    @usableFromInline package let packed: Int32

    @inlinable public var year: Int { Int(packed) / 10_000 }
    @inlinable public var month: Int { Int(packed) / 100 % 100 }
    @inlinable public var day: Int { Int(packed) % 100 }

    @inlinable
    package init(packed: Int32) { self.packed = packed }

    /// The date that the first ten bytes spell as yyyy-mm-dd, whatever time follows them after a
    /// "T" or a space; nil if they are no date. Inlinable: rows have several dates each, and are
    /// read in other modules.
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
