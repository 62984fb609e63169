/// The four shapes of date a rule can carry: a day, a local time with or without fraction, and a
/// time with `Z` or an offset (Protocol/pricing.md, Dates).
enum RuleDate: Equatable {
    /// A calendar day, counted from 1970-01-01.
    case day(Int64)
    /// What a wall clock shows, in milliseconds since 1970 as if local were UTC.
    case local(Int64)
    /// An instant, in milliseconds since 1970.
    case instant(Int64)

    static let secondsPerDay: Int64 = 86_400
    private static let msPerDay: Int64 = 86_400_000

    /// Reads `2026-01-31`, `2026-01-31T10:00[:00[.000]]` (or a space for the T), each with an
    /// optional `Z`, `+hh`, `+hhmm` or `+hh:mm`. Nil for anything else and for days that do not
    /// exist.
    init?(_ text: String) {
        let bytes = Array(TextFold.trimmed(text).utf8)
        guard bytes.count <= PricingLimits.dateTextBytesMax else { return nil }
        var reader = DateReader(bytes: bytes)
        guard let day = reader.day() else { return nil }
        if reader.isAtEnd {
            self = .day(day)
            return
        }
        guard reader.take(UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")),
            let clock = reader.clock()
        else { return nil }
        let local = day * Self.msPerDay + clock
        if reader.isAtEnd {
            self = .local(local)
            return
        }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        self = .instant(local - offset)
    }

    /// When a rule with this start begins.
    func startMs(in zone: RuleZone) -> Int64 {
        switch self {
        case .day(let day): zone.firstInstant(localSeconds: day * Self.secondsPerDay) * 1_000
        case .local(let ms): Self.resolve(ms, in: zone)
        case .instant(let ms): ms
        }
    }

    /// When a rule with this end is over. A day is inclusive: it ends at the next local midnight.
    func endMs(in zone: RuleZone) -> Int64 {
        if case .day(let day) = self { return RuleDate.day(day + 1).startMs(in: zone) }
        return startMs(in: zone)
    }

    private static func resolve(_ localMs: Int64, in zone: RuleZone) -> Int64 {
        let fraction = ((localMs % 1_000) + 1_000) % 1_000
        let seconds = (localMs - fraction) / 1_000
        return zone.firstInstant(localSeconds: seconds) * 1_000 + fraction
    }

    /// An instant as `2026-01-31T10:00:00Z`, for explanations.
    static func text(ms: Int64) -> String {
        let inDay = ((ms % msPerDay) + msPerDay) % msPerDay
        let date = civil(day: (ms - inDay) / msPerDay)
        let seconds = inDay / 1_000
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
            + "T\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2))"
            + ":\(padded(seconds % 60, 2))Z"
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Proleptic Gregorian date of a day since 1970 (years counted from March, so that the leap
    /// day is the last of a year).
    private static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

/// Reads the parts of a date text in order. Every step returns nil at the first wrong byte.
private struct DateReader {
    let bytes: [UInt8]
    private var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func take(_ choices: UInt8...) -> Bool {
        guard at < bytes.count, choices.contains(bytes[at]) else { return false }
        at += 1
        return true
    }

    private mutating func number(digits: Int, in range: ClosedRange<Int64>) -> Int64? {
        guard bytes.count - at >= digits else { return nil }
        var value: Int64 = 0
        for byte in bytes[at..<at + digits] {
            guard byte &- 48 < 10 else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        at += digits
        return range.contains(value) ? value : nil
    }

    /// Days since 1970.
    mutating func day() -> Int64? {
        guard let year = number(digits: 4, in: 1...9_999), take(UInt8(ascii: "-")),
            let month = number(digits: 2, in: 1...12), take(UInt8(ascii: "-")),
            let day = number(digits: 2, in: 1...Self.daysIn(month: month, year: year))
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func daysIn(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Milliseconds since midnight; a fraction finer than that is cut.
    mutating func clock() -> Int64? {
        guard let hour = number(digits: 2, in: 0...23), take(UInt8(ascii: ":")),
            let minute = number(digits: 2, in: 0...59)
        else { return nil }
        var ms = (hour * 60 + minute) * 60_000
        guard take(UInt8(ascii: ":")) else { return ms }
        guard let second = number(digits: 2, in: 0...59) else { return nil }
        ms += second * 1_000
        guard take(UInt8(ascii: ".")) else { return ms }
        var weight: Int64 = 100
        let start = at
        while at < bytes.count, bytes[at] &- 48 < 10 {
            ms += Int64(bytes[at] - 48) * weight
            weight /= 10
            at += 1
        }
        return at > start ? ms : nil
    }

    /// Milliseconds that local time is ahead of UTC.
    mutating func offset() -> Int64? {
        if take(UInt8(ascii: "Z"), UInt8(ascii: "z")) { return 0 }
        let isAhead = take(UInt8(ascii: "+"))
        guard isAhead || take(UInt8(ascii: "-")),
            let hours = number(digits: 2, in: 0...23)
        else { return nil }
        var minutes: Int64 = 0
        if !isAtEnd {
            _ = take(UInt8(ascii: ":"))
            guard let read = number(digits: 2, in: 0...59) else { return nil }
            minutes = read
        }
        let ms = (hours * 60 + minutes) * 60_000
        return isAhead ? ms : -ms
    }
}
