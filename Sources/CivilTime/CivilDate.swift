/// A day of the calendar (proleptic Gregorian), without a time zone.
///
/// The arithmetic is Howard Hinnant's ("chrono-Compatible Low-Level Date Algorithms"): years begin
/// in March, so that the leap day is the last of one, and 400 of them have 146,097 days.
public struct CivilDate: Hashable, Sendable {
    /// Days since 1970-01-01.
    public var number: Int64

    @inlinable
    public init(number: Int64) { self.number = number }

    /// Nil for a date that does not exist.
    public init?(year: Int64, month: Int64, day: Int64) {
        guard Self.exists(year: year, month: month, day: day) else { return nil }
        self.init(number: Self.number(year: year, month: month, day: day))
    }

    /// Parses exactly `yyyy-mm-dd`, years 1 to 9999; nil for any other text. Inlinable for
    /// specialisation: called for every product of a catalog.
    @inlinable
    public init?(_ text: some Collection<UInt8>) {
        var digits: Int64 = 0
        var count = 0
        for byte in text {
            if count == 4 || count == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard count < 10, byte &- 0x30 <= 9 else { return nil }
                digits = digits &* 10 &+ Int64(byte &- 0x30)
            }
            count &+= 1
        }
        let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100)
        guard count == 10, year > 0, Self.exists(year: year, month: month, day: day) else {
            return nil
        }
        self.init(number: Self.number(year: year, month: month, day: day))
    }

    /// Parses a string as above.
    public init?(_ text: String) { self.init(text.utf8) }

    /// Year, month and day. The year before 1 is 0.
    public var parts: (year: Int64, month: Int64, day: Int64) {
        let shifted = number &+ 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted &- era &* 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return (yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0), month, day)
    }

    /// Days since 1970 of a date; extrapolated for a day outside its month. Inlinable: called for
    /// every product of a menu.
    @inlinable
    @inline(__always)
    public static func number(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year &- 1
        let dayOfYear = (153 &* (month > 2 ? month &- 3 : month &+ 9) &+ 2) / 5 &+ day &- 1
        let leapDays =
            shifted.flooredDivision(by: 4) &- shifted.flooredDivision(by: 100)
            &+ shifted.flooredDivision(by: 400)
        return 365 &* shifted &+ leapDays &+ dayOfYear &- 719_468
    }

    /// Whether the date exists, in any year.
    @inlinable
    public static func exists(year: Int64, month: Int64, day: Int64) -> Bool {
        (1...12).contains(month) && day >= 1 && day <= days(inMonth: month, of: year)
    }

    /// - Parameter month: 1 to 12.
    @inlinable
    public static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDate: Comparable {
    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.number < right.number }

    public static func + (date: CivilDate, days: Int64) -> CivilDate {
        CivilDate(number: date.number + days)
    }

    public static func - (date: CivilDate, days: Int64) -> CivilDate {
        CivilDate(number: date.number - days)
    }
}

extension CivilDate: CustomStringConvertible {
    /// `yyyy-mm-dd`
    public var description: String {
        let (year, month, day) = parts
        var text: [UInt8] = []
        text.appendDecimal(year, width: 4)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(month, width: 2)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(day, width: 2)
        return String(decoding: text, as: UTF8.self)
    }
}

extension Int64 {
    /// Floored division. REQUIRES: `divisor` is positive.
    @inlinable
    @inline(__always)
    public func flooredDivision(by divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient &- 1 : quotient
    }
}

extension [UInt8] {
    /// Appends `value` in decimal, zero-padded to `width`.
    mutating func appendDecimal(_ value: Int64, width: Int) {
        let digits = String(value)
        for _ in 0..<Swift.max(0, width - digits.utf8.count) { append(0x30) }
        append(contentsOf: digits.utf8)
    }
}
