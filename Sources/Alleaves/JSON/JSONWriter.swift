import PointOfSale

/// Builds the small JSON bodies that are sent.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// An object of the given members, values being JSON already.
    static func object(_ members: [(key: String, value: [UInt8])]) -> [UInt8] {
        var writer = JSONWriter()
        writer.bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { writer.bytes.append(UInt8(ascii: ",")) }
            writer.bytes += string(member.key)
            writer.bytes.append(UInt8(ascii: ":"))
            writer.bytes += member.value
        }
        writer.bytes.append(UInt8(ascii: "}"))
        return writer.bytes
    }

    static func array(_ elements: [[UInt8]]) -> [UInt8] {
        var result = [UInt8(ascii: "[")]
        for (index, element) in elements.enumerated() {
            if index > 0 { result.append(UInt8(ascii: ",")) }
            result += element
        }
        result.append(UInt8(ascii: "]"))
        return result
    }

    static func integer(_ value: Int64) -> [UInt8] { Array(String(value).utf8) }

    /// A decimal text as a JSON number, nil if it is none.
    static func number(_ text: String) -> [UInt8]? {
        guard let number = DecimalNumber(text: text), let value = number.scaled(4) else {
            return nil
        }
        return decimal(value, scale: 4)
    }

    /// `value` × 10^-scale, without zeros at the end.
    static func decimal(_ value: Int64, scale: Int) -> [UInt8] {
        var digits = Array(String(value.magnitude).utf8)
        while digits.count <= scale { digits.insert(UInt8(ascii: "0"), at: 0) }
        var fraction = Array(digits.suffix(scale))
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        let integer = Array(digits.dropLast(scale))
        let sign = value < 0 ? [UInt8(ascii: "-")] : []
        return sign + integer + (fraction.isEmpty ? [] : [UInt8(ascii: ".")] + fraction)
    }

    static func bool(_ value: Bool) -> [UInt8] { Array((value ? "true" : "false").utf8) }

    static func string(_ text: String) -> [UInt8] {
        let hex = Array("0123456789abcdef".utf8)
        var result = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                result += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return result
    }
}
