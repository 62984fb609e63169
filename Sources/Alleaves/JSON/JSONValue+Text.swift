import Decimals
import JSON
import PointOfSale
import TextForms

/// What a value of the POS says, as text and as a number that may be written as one.
extension JSONValue {
    /// The text of a string or number, trimmed; nil if it is empty or of another kind.
    var text: String? {
        switch self {
        case .string(let text): text.nonBlankOfControls
        case .number(let text): text
        case .null, .bool, .array, .object: nil
        }
    }

    /// As ``text``, cut on a character's boundary: a record that one absurd value makes too large
    /// to be stored would keep all others from being stored, run after run.
    var word: String? {
        guard let text, text.utf8.count > POSLimits.wordBytesMax else { return text }
        return String(text.prefix(utf8: POSLimits.wordBytesMax)).nonBlankOfControls
    }

    /// Of a number or a numeric string.
    var decimal: DecimalNumber? { text.flatMap { DecimalNumber(text: $0) } }

    /// A whole number, or a string that holds one.
    var integer: Int64? {
        guard let decimal, let value = decimal.scaled(0, .towardZero),
            decimal.scaled(3, .towardZero) == value.multipliedReportingOverflow(by: 1000).0
        else { return nil }
        return value
    }

    /// A positive whole number.
    var identifier: Int64? { integer.flatMap { $0 > 0 ? $0 : nil } }

    /// As ``flagReading``, unreadable and absent alike being nil.
    var bool: Bool? { flagReading.value }

    /// A decimal text as a JSON number, to four decimals; nil if it is none.
    static func number(decimalText text: String) -> JSONValue? {
        DecimalNumber(text: text)?.scaled(4).map { .decimal($0, scale: 4) }
    }
}
