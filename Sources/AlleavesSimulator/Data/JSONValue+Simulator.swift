import Decimals
import JSON

/// Conversions between JSON and the simulator's units.
extension JSONValue {
    /// An amount in cents as a decimal number.
    static func cents(_ value: Int) -> JSONValue { .decimal(Int64(value), scale: 2) }

    /// An integer, or a string of digits.
    var integer: Int? {
        switch self {
        case .number(let text), .string(let text): Int(text)
        default: nil
        }
    }

    /// A number, or a string with one, in ten-thousandths; further decimals are dropped.
    var tenThousandths: Int? {
        switch self {
        case .number(let text), .string(let text): Self.tenThousandths(text)
        default: nil
        }
    }

    /// Parses a text as above; nil for more than 12 digits before the point, so that sums do not
    /// overflow.
    static func tenThousandths(_ text: String) -> Int? {
        guard let value = DecimalNumber(text: text)?.scaled(4, .towardZero),
            value.magnitude < 10_000_000_000_000_000
        else { return nil }
        return Int(value)
    }
}

extension ByteBuffer {
    /// Appends an encoded tree.
    func json(_ value: JSONValue) { append(value.bytes) }
}
