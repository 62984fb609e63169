/// Appends JSON text to a byte array; the caller writes commas and brackets.
public struct JSONWriter {
    /// What was written so far.
    public var bytes: [UInt8] = []

    public init() {}

    /// Unescaped text: punctuation, numbers, literals.
    public mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// A quoted string, escaped where RFC 8259 demands it.
    public mutating func string(_ text: String) {
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C:
                bytes.append(0x5C)
                bytes.append(byte)
            case 0x0A: raw("\\n")
            case 0x0D: raw("\\r")
            case 0x09: raw("\\t")
            case 0..<0x20:
                raw("\\u00")
                bytes.append(Self.hexDigit(byte >> 4))
                bytes.append(Self.hexDigit(byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }

    /// A quoted member name and its colon.
    public mutating func key(_ name: String) {
        string(name)
        bytes.append(0x3A)
    }

    /// Items between brackets, with commas.
    public mutating func list<Items: Sequence>(
        _ open: String, _ items: Items, _ close: String,
        _ body: (inout JSONWriter, Items.Element) -> Void
    ) {
        raw(open)
        var first = true
        for item in items {
            if !first { bytes.append(0x2C) }
            first = false
            body(&self, item)
        }
        raw(close)
    }

    /// A tree.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .boolean(let truth): raw(truth ? "true" : "false")
        case .number(let text): raw(text)
        case .string(let text): string(text)
        case .array(let elements): list("[", elements, "]") { $0.value($1) }
        case .object(let members):
            list("{", members, "}") { writer, member in
                writer.key(member.key)
                writer.value(member.value)
            }
        }
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10
    }
}
