/// Text form: RFC 3339 as protobuf's JSON mapping uses it.
extension Timestamp {
    /// `2026-01-02T03:04:05Z`, with 3, 6 or 9 fraction digits where needed.
    public var rfc3339: String {
        let (year, month, day) = CivilDate.fromDays(seconds.flooredDivision(by: 86_400))
        let ofDay = seconds &- seconds.flooredDivision(by: 86_400) &* 86_400
        var text: [UInt8] = []
        text.reserveCapacity(30)
        text.appendDecimal(year, width: 4)
        text.append(0x2D)
        text.appendDecimal(month, width: 2)
        text.append(0x2D)
        text.appendDecimal(day, width: 2)
        text.append(0x54)
        text.appendDecimal(ofDay / 3_600, width: 2)
        text.append(0x3A)
        text.appendDecimal(ofDay / 60 % 60, width: 2)
        text.append(0x3A)
        text.appendDecimal(ofDay % 60, width: 2)
        appendFraction(to: &text)
        text.append(0x5A)
        return String(decoding: text, as: UTF8.self)
    }

    private func appendFraction(to text: inout [UInt8]) {
        guard nanos > 0 else { return }
        text.append(0x2E)
        if nanos % 1_000_000 == 0 {
            text.appendDecimal(Int64(nanos) / 1_000_000, width: 3)
        } else if nanos % 1_000 == 0 {
            text.appendDecimal(Int64(nanos) / 1_000, width: 6)
        } else {
            text.appendDecimal(Int64(nanos), width: 9)
        }
    }

    /// Parses RFC 3339: `T` or `t`, up to 9 fraction digits, `Z` or an offset. Nil for anything
    /// else, for dates that do not exist and for instants outside the years 1 to 9999.
    public init?(rfc3339 text: String) {
        var scanner = DigitScanner(Array(text.utf8))
        guard let year = scanner.digits(4), scanner.take(0x2D), let month = scanner.digits(2),
            scanner.take(0x2D), let day = scanner.digits(2),
            scanner.take(0x54) || scanner.take(0x74),
            let hour = scanner.digits(2), scanner.take(0x3A), let minute = scanner.digits(2),
            scanner.take(0x3A), let second = scanner.digits(2), let nanos = scanner.fraction(),
            let offset = scanner.offsetSeconds(), scanner.isAtEnd
        else { return nil }
        guard year >= 1, hour < 24, minute < 60, second < 60,
            let days = CivilDate.days(year: year, month: month, day: day)
        else { return nil }
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        self.init(seconds: seconds, nanos: Int32(nanos))
        guard isValid else { return nil }
    }
}

/// The proleptic Gregorian calendar in days since 1970 (Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms").
enum CivilDate {
    static func fromDays(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days &+ 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted &- era &* 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0), month, day)
    }

    static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        guard (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year: year)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.flooredDivision(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int64 {
    /// Division that rounds towards negative infinity; `divisor` is positive.
    func flooredDivision(by divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}

extension [UInt8] {
    /// Appends `value` in decimal, with leading zeros up to `width`.
    mutating func appendDecimal(_ value: Int64, width: Int) {
        let digits = String(value)
        for _ in 0..<Swift.max(0, width - digits.utf8.count) { append(0x30) }
        append(contentsOf: digits.utf8)
    }
}

/// Reads fixed-width decimals from ASCII.
struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        guard position + count <= bytes.count else { return nil }
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private mutating func digit() -> Int64? {
        guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
        defer { position += 1 }
        return Int64(bytes[position] - 0x30)
    }

    /// Nanoseconds of an optional fraction; digits beyond the ninth are refused.
    mutating func fraction() -> Int64? {
        guard take(0x2E) else { return 0 }
        guard var value = digit() else { return nil }
        var count = 1
        while count < 9, let next = digit() {
            value = value * 10 + next
            count += 1
        }
        for _ in count..<9 { value *= 10 }
        return value
    }

    /// Seconds east of UTC.
    mutating func offsetSeconds() -> Int64? {
        if take(0x5A) || take(0x7A) { return 0 }
        let sign: Int64 = take(0x2B) ? 1 : -1
        guard sign == 1 || take(0x2D) else { return nil }
        guard let hours = digits(2), take(0x3A), let minutes = digits(2), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
