/// Parses the components of a date or time, in order. Every method returns nil at the first
/// unexpected byte; the bytes before it stay consumed.
public struct DateTimeReader {
    @usableFromInline
    let bytes: [UInt8]
    @usableFromInline
    var position = 0

    @inlinable
    public init(_ text: some Sequence<UInt8>) { bytes = Array(text) }

    public var isAtEnd: Bool { position == bytes.count }

    /// Consumes the next byte if it is one of `choices`.
    public mutating func take(_ choices: UInt8...) -> Bool {
        guard position < bytes.count, choices.contains(bytes[position]) else { return false }
        position += 1
        return true
    }

    /// Parses exactly `digits` digits; nil if their number is outside `range`.
    public mutating func number(digits: Int, in range: ClosedRange<Int64>) -> Int64? {
        let start = position
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else {
                position = start
                return nil
            }
            value = value * 10 + digit
        }
        return range.contains(value) ? value : nil
    }

    private mutating func digit() -> Int64? {
        guard position < bytes.count, bytes[position] &- 0x30 <= 9 else { return nil }
        defer { position += 1 }
        return Int64(bytes[position] - 0x30)
    }

    /// `yyyy-mm-dd`, years 1 to 9999.
    public mutating func date() -> CivilDate? {
        guard let year = number(digits: 4, in: 1...9_999), take(UInt8(ascii: "-")),
            let month = number(digits: 2, in: 1...12), take(UInt8(ascii: "-")),
            let day = number(digits: 2, in: 1...31)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Parses a fraction's digits as nanoseconds; truncates finer ones. Nil without a digit.
    public mutating func fraction() -> Int64? {
        guard var value = digit() else { return nil }
        var count = 1
        while let next = digit() {
            if count < 9 { value = value * 10 + next }
            count += 1
        }
        for _ in min(count, 9)..<9 { value *= 10 }
        return value
    }

    /// The number of bytes consumed.
    var offset: Int { position }
}
