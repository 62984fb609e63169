import Decimals

/// Writes JSON text without spaces. The caller opens and closes containers in order. One thread at
/// a time.
public struct JSONWriter {
    /// The UTF-8 text written so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init() {}

    /// The text written so far.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// An object with the members that `body` writes.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    /// An array with the elements that `body` writes.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["))
        body(&self)
        close(UInt8(ascii: "]"))
    }

    /// The name of a member. REQUIRES: exactly one value follows.
    public mutating func key(_ name: String) {
        separate()
        JSONText.appendQuoted(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func null() { literal("null") }

    public mutating func value(_ value: String) {
        separate()
        JSONText.appendQuoted(value, to: &bytes)
    }

    public mutating func value(_ value: Bool) { literal(value ? "true" : "false") }
    public mutating func value(_ value: some BinaryInteger) { literal(String(value)) }

    /// A number; without a fraction if it is whole, and as a string if JSON has no such number.
    public mutating func value(_ value: Double) {
        if !value.isFinite {
            self.value(Self.name(ofNonFinite: value))
        } else if value == value.rounded(), abs(value) < 9_007_199_254_740_992 {
            literal(String(Int64(value)))
        } else {
            literal("\(value)")
        }
    }

    /// The name of a non-finite double in protobuf's JSON mapping.
    public static func name(ofNonFinite value: Double) -> String {
        value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }

    /// A number that is valid JSON already.
    public mutating func number(_ text: String) { literal(text) }

    /// `value` × 10^-scale, without trailing zeros.
    public mutating func decimal(_ value: Int64, scale: Int) {
        literal(DecimalNumber.text(value, scale: scale))
    }

    /// A parsed tree.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let truth): self.value(truth)
        case .number(let text): literal(text)
        case .string(let text): self.value(text)
        case .array(let elements):
            array { writer in
                for element in elements { writer.value(element) }
            }
        case .object(let members):
            object { writer in
                for member in members { writer.member(member.key, member.value) }
            }
        }
    }

    public mutating func member(_ name: String, _ value: String) { key(name); self.value(value) }
    public mutating func member(_ name: String, _ value: Bool) { key(name); self.value(value) }
    public mutating func member(_ name: String, _ value: Double) { key(name); self.value(value) }

    public mutating func member(_ name: String, _ value: some BinaryInteger) {
        key(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: JSONValue) {
        key(name)
        self.value(value)
    }

    /// A member with an array whose elements `element` writes.
    public mutating func array<Element>(
        _ name: String, _ elements: [Element],
        _ element: (inout JSONWriter, Element) -> Void
    ) {
        key(name)
        array { writer in
            for value in elements { element(&writer, value) }
        }
    }

    private mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}
