import CivilTime
import TextForms

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
        let text = text.trimmed
        guard text.utf8.count <= PricingLimits.dateTextBytesMax else { return nil }
        var reader = DateTimeReader(text.utf8)
        guard let day = reader.date()?.number else { return nil }
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
        let seconds = localMs.flooredDivision(by: 1_000)
        return zone.firstInstant(localSeconds: seconds) * 1_000 + localMs - seconds * 1_000
    }

    /// An instant as `2026-01-31T10:00:00Z`, for explanations.
    static func text(ms: Int64) -> String { RFC3339.text(seconds: ms.flooredDivision(by: 1_000)) }
}

extension DateTimeReader {
    /// Milliseconds since midnight; a fraction finer than that is cut.
    fileprivate mutating func clock() -> Int64? {
        guard let hour = number(digits: 2, in: 0...23), take(UInt8(ascii: ":")),
            let minute = number(digits: 2, in: 0...59)
        else { return nil }
        var ms = (hour * 60 + minute) * 60_000
        guard take(UInt8(ascii: ":")) else { return ms }
        guard let second = number(digits: 2, in: 0...59) else { return nil }
        ms += second * 1_000
        guard take(UInt8(ascii: ".")) else { return ms }
        return fraction().map { ms + $0 / 1_000_000 }
    }

    /// Milliseconds that local time is ahead of UTC.
    fileprivate mutating func offset() -> Int64? {
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
