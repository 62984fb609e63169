import CivilTime
import Decimals
import JSON
import PointOfSale
import Pricing

/// Time formats of the POS and of proxies before it.
///
/// ISO days and times are kept as they are; seconds and milliseconds since 1970 and the dates of
/// HTTP become UTC. Day-month and month-day formats are ambiguous and not parsed.
enum POSTime {
    /// Seconds since 1970 from 1990 to 2200: this POS sold nothing earlier, and its software's
    /// empty date is in the year 1.
    private static let plausible: Range<Int64> = 631_152_000..<7_258_118_400

    /// The time in a form that ``RuleZone/milliseconds(_:)`` parses; nil for any other text.
    static func normalized(_ text: String) -> String? {
        guard text.utf8.count <= 64 else { return nil }
        if let milliseconds = RuleZone.utc.milliseconds(text) {
            return isPlausible(milliseconds) ? text : nil
        }
        if let milliseconds = sinceEpoch(text) { return iso(milliseconds) }
        guard let text = ofHTTP(text), let milliseconds = RuleZone.utc.milliseconds(text),
            isPlausible(milliseconds)
        else { return nil }
        return text
    }

    private static func isPlausible(_ milliseconds: Int64) -> Bool {
        plausible.contains(milliseconds / 1000)
    }

    /// Milliseconds from a number of seconds or milliseconds, whose ranges do not overlap.
    private static func sinceEpoch(_ text: String) -> Int64? {
        guard text.utf8.first.map({ $0 &- 0x30 <= 9 }) == true,
            let thousandths = DecimalNumber(text: text)?.scaled(3, .towardZero)
        else { return nil }
        if isPlausible(thousandths) { return thousandths }
        return isPlausible(thousandths / 1000) ? thousandths / 1000 : nil
    }

    private static func iso(_ milliseconds: Int64) -> String {
        let days = milliseconds.flooredDivision(by: 86_400_000)
        let rest = milliseconds - days * 86_400_000
        return "\(CivilDate(number: days))T\(padded(rest / 3_600_000, 2))"
            + ":\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2))"
            + ".\(padded(rest % 1000, 3))Z"
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, with or without the day of the week, or with an offset.
    private static func ofHTTP(_ text: String) -> String? {
        guard let date = HTTPDate(text), let time = date.time, let zone = date.zone else {
            return nil
        }
        let offset = ["GMT", "UTC", "UT", "Z"].contains(zone.uppercased()) ? "Z" : zone
        guard offset == "Z" || offset.hasPrefix("+") || offset.hasPrefix("-") else { return nil }
        return "\(date.date)T\(time)\(offset)"
    }
}

extension JSONValue {
    /// A time or a day; see ``POSTime``.
    var timeReading: FieldReading<String> { textReading.map { POSTime.normalized($0) } }

    /// The day, `yyyy-mm-dd`, with or without a time after it.
    var dayReading: FieldReading<String> {
        textReading.map { text in
            CalendarDate(text.utf8).flatMap { $0.year >= 1850 ? "\($0)" : nil }
        }
    }

    /// A whole number or a text, as text.
    var idReading: FieldReading<String> {
        textReading.map { text in integer.map { String($0) } ?? text }
    }

    /// A count within what a person can have.
    var countReading: FieldReading<Int64> {
        integerReading.map { abs($0) <= POSLimits.countMax ? $0 : nil }
    }
}
