import Decimals
import JSON
import PointOfSale
import TextForms

/// A value's text, and its number, which may be in a string.
extension JSONValue {
    /// The trimmed text of a string or number; nil if it is empty or of another type.
    var text: String? {
        switch self {
        case .string(let text): text.nonBlankOfControls
        case .number(let text): text
        case .null, .bool, .array, .object: nil
        }
    }

    /// As ``text``, truncated at a character boundary: one absurd value must not make a record too
    /// large to be stored, which would keep all others from being stored in every run.
    var word: String? {
        guard let text, text.utf8.count > POSLimits.wordBytesMax else { return text }
        return String(text.prefix(utf8: POSLimits.wordBytesMax)).nonBlankOfControls
    }

    /// The value of a number or numeric string.
    var decimal: DecimalNumber? { text.flatMap { DecimalNumber(text: $0) } }

    /// A whole number, or a string that is one.
    var integer: Int64? {
        guard let decimal, let value = decimal.scaled(0, .towardZero),
            decimal.scaled(3, .towardZero) == value.multipliedReportingOverflow(by: 1000).0
        else { return nil }
        return value
    }

    /// A positive whole number.
    var identifier: Int64? { integer.flatMap { $0 > 0 ? $0 : nil } }

    /// The ``flagReading``; nil if it is unreadable or absent.
    var bool: Bool? { flagReading.value }

    /// A decimal text as a JSON number of up to four decimals; nil if invalid.
    static func number(decimalText text: String) -> JSONValue? {
        DecimalNumber(text: text)?.scaled(4).map { .decimal($0, scale: 4) }
    }
}
