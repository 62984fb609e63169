/// Writes JSON text without spaces; the caller opens and closes containers in order.
///
/// A value type without locks: one writer belongs to one thread.
public struct JSONWriter {
    private var bytes: [UInt8] = []
    private var needsComma = false

    public init() {}

    /// What was written so far.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// An object with the members that `body` writes.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open("{")
        body(&self)
        close("}")
    }

    /// An array with the elements that `body` writes.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        open("[")
        body(&self)
        close("]")
    }

    /// A member's name; exactly one value must follow.
    public mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A member that is an array, each element written by `element`.
    public mutating func array<Element>(
        _ name: String, _ elements: [Element],
        _ element: (inout JSONWriter, Element) -> Void
    ) {
        key(name)
        array { writer in
            for value in elements { element(&writer, value) }
        }
    }

    public mutating func value(_ value: String) {
        separate()
        quote(value)
    }

    public mutating func value(_ value: Bool) { literal(value ? "true" : "false") }
    public mutating func value(_ value: some BinaryInteger) { literal(String(value)) }

    /// A number; whole ones without a fraction, and what JSON cannot say as a string.
    public mutating func value(_ value: Double) {
        if !value.isFinite {
            self.value(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        } else if value == value.rounded(), abs(value) < 9_007_199_254_740_992 {
            literal(String(Int64(value)))
        } else {
            literal("\(value)")
        }
    }

    /// The proto name of an enum's value.
    public mutating func value(_ value: some WireEnum) { self.value(value.protoName) }

    /// An array of numbers: JSON has no bytes, and no message of ours prints any.
    public mutating func value(_ value: [UInt8]) {
        array { writer in
            for byte in value { writer.value(byte) }
        }
    }

    public mutating func value(_ value: WireTimestamp) { self.value(value.rfc3339) }

    public mutating func value(_ message: some MirrorMessage) {
        object { message.members(into: &$0) }
    }

    public mutating func null() { literal("null") }

    public mutating func member(_ name: String, _ value: String) { key(name); self.value(value) }
    public mutating func member(_ name: String, _ value: Bool) { key(name); self.value(value) }
    public mutating func member(_ name: String, _ value: Double) { key(name); self.value(value) }
    public mutating func member(_ name: String, _ value: [UInt8]) { key(name); self.value(value) }

    public mutating func member(_ name: String, _ value: some BinaryInteger) {
        key(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: some WireEnum) {
        key(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: WireTimestamp) {
        key(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: some MirrorMessage) {
        key(name)
        self.value(value)
    }

    private mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"):
                bytes.append(contentsOf: "\\n".utf8)
            case 0..<0x20, 0x7F:
                let hex = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hex[Int(byte >> 4)])
                bytes.append(hex[Int(byte & 15)])
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
