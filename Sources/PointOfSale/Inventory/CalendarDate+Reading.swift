import CivilTime
import Decimals
import TextForms

extension CalendarDate {
    /// The date `days` days after 1970-01-01; nil outside the years 1 to 9999.
    public init?(daysSince1970 days: Int64) {
        guard (-719_162...2_932_896).contains(days) else { return nil }
        let (year, month, day) = CivilDate(number: days).parts
        self.init(packed: Int32(truncatingIfNeeded: year * 10_000 + month * 100 + day))
    }

    /// Parses another date format of POSs: seconds or milliseconds since 1970, or RFC 1123, as the
    /// day in UTC. Nil for any other text, in particular ambiguous ones such as 03/04/2026.
    package init?(reading text: some Collection<UInt8>) {
        guard text.count <= POSLimits.dateBytesMax else { return nil }
        let bytes = Array(Array(text).trimmedOfControls)
        if let date = CalendarDate(bytes) {
            self = date
        } else if let date = CalendarDate.epoch(bytes) ?? CalendarDate.rfc1123(bytes) {
            self = date
        } else {
            return nil
        }
    }

    /// Whole seconds or milliseconds from 1973 to 2286; smaller numbers would be ambiguous.
    private static func epoch(_ bytes: [UInt8]) -> CalendarDate? {
        guard let number = DecimalNumber(text: String(decoding: bytes, as: UTF8.self)),
            let value = number.scaled(0, .towardZero)
        else { return nil }
        switch value {
        case 100_000_000..<10_000_000_000:
            return CalendarDate(daysSince1970: value / 86_400)
        case 100_000_000_000..<10_000_000_000_000:
            return CalendarDate(daysSince1970: value / 86_400_000)
        default: return nil
        }
    }

    /// `Tue, 10 Feb 2026 05:00:00 GMT`; day name and time are optional.
    private static func rfc1123(_ bytes: [UInt8]) -> CalendarDate? {
        HTTPDate(String(decoding: bytes, as: UTF8.self)).flatMap {
            CalendarDate(daysSince1970: $0.date.number)
        }
    }
}
