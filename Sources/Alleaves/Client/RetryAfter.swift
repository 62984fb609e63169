import CivilTime
import Decimals
import PointOfSale

/// The Retry-After header (RFC 9110, 10.2.3).
enum RetryAfter {
    /// Milliseconds to wait from `wallMilliseconds`; nil if the text is neither seconds nor a date.
    static func milliseconds(_ text: String, wallMilliseconds: Int64) -> Int64? {
        if let number = DecimalNumber(text: text) {
            guard !number.isNegative else { return nil }
            return number.scaled(3)
        }
        guard let date = seconds(ofDate: text) else { return nil }
        return max(0, date * 1_000 - wallMilliseconds)
    }

    /// Seconds since 1970 of an IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func seconds(ofDate text: String) -> Int64? {
        guard let date = HTTPDate(text), date.zone == "GMT", (1970...9999).contains(date.year),
            let seconds = date.secondsOfDay
        else { return nil }
        return date.date.number * 86_400 + seconds
    }
}
