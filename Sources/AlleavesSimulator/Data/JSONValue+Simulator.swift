import Decimals
import JSON

/// How the simulated POS reads what it is sent, and writes what it shows.
extension JSONValue {
    /// A number of hundredths.
    static func cents(_ value: Int) -> JSONValue { .decimal(Int64(value), scale: 2) }

    /// An integer, also from a string of digits.
    var integer: Int? {
        switch self {
        case .number(let text), .string(let text): Int(text)
        default: nil
        }
    }

    /// A number in ten-thousandths, further decimals dropped, also from a string.
    var tenThousandths: Int? {
        switch self {
        case .number(let text), .string(let text): Self.tenThousandths(text)
        default: nil
        }
    }

    /// The same of a text; nil for more than 12 digits before the point, so that sums fit.
    static func tenThousandths(_ text: String) -> Int? {
        guard let value = DecimalNumber(text: text)?.scaled(4, .towardZero),
            value.magnitude < 10_000_000_000_000_000
        else { return nil }
        return Int(value)
    }
}

extension ByteBuffer {
    /// The text of a tree.
    func json(_ value: JSONValue) { append(value.bytes) }
}
