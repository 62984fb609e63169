/// Parses JSON strictly: UTF-8, no comments, no trailing commas, nothing after the value. A leading
/// byte order mark is ignored (RFC 8259, 8.1).
public struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Parses a whole text.
    public static func parse(_ text: [UInt8]) throws(JSONError) -> JSONValue {
        var parser = JSONParser(text)
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == text.count else { throw parser.malformed }
        return value
    }

    private var malformed: JSONError { .malformed(offset: position) }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        switch current {
        case 0x7B: return try nested { parser throws(JSONError) in try parser.object() }
        case 0x5B: return try nested { parser throws(JSONError) in try parser.array() }
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .boolean(true))
        case 0x66: return try word("false", .boolean(false))
        case 0x6E: return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < FirestoreLimits.jsonDepthMax else { throw .tooDeep }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return try body(&self)
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = []
        skipSpace()
        if take(0x7D) { return .object(members) }
        repeat {
            skipSpace()
            let key = try string()
            skipSpace()
            guard take(0x3A) else { throw malformed }
            members.append((key, try value()))
            skipSpace()
        } while take(0x2C)
        guard take(0x7D) else { throw malformed }
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        skipSpace()
        if take(0x5D) { return .array(elements) }
        repeat {
            elements.append(try value())
            skipSpace()
        } while take(0x2C)
        guard take(0x5D) else { throw malformed }
        return .array(elements)
    }

    private mutating func word(
        _ text: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for byte in "\(text)".utf8 {
            guard take(byte) else { throw malformed }
        }
        return value
    }

    private mutating func number() throws(JSONError) -> String {
        let start = position
        _ = take(0x2D)
        if !take(0x30) { try digits() }
        if take(0x2E) { try digits() }
        if take(0x65) || take(0x45) {
            _ = take(0x2B) || take(0x2D)
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw malformed }
    }

    private mutating func string() throws(JSONError) -> String {
        let start = position
        guard take(0x22) else { throw malformed }
        var content: [UInt8] = []
        while true {
            let plain = position
            while let byte = current, byte != 0x22, byte != 0x5C, byte >= 0x20 { position += 1 }
            content.append(contentsOf: bytes[plain..<position])
            if take(0x22) { break }
            guard take(0x5C) else { throw malformed }
            try escape(into: &content)
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .malformed(offset: start)
        }
        return text
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
        guard let byte = current else { throw malformed }
        position += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: content.append(byte)
        case 0x62: content.append(0x08)
        case 0x66: content.append(0x0C)
        case 0x6E: content.append(0x0A)
        case 0x72: content.append(0x0D)
        case 0x74: content.append(0x09)
        case 0x75: content.append(contentsOf: String(Character(try scalar())).utf8)
        default: throw malformed
        }
    }

    /// The scalar of `\uXXXX`, or of a surrogate pair; lone surrogates are rejected.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        var code = try hex()
        if (0xD800...0xDBFF).contains(code) {
            guard take(0x5C), take(0x75) else { throw malformed }
            let low = try hex()
            guard (0xDC00...0xDFFF).contains(low) else { throw malformed }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw malformed }
        return scalar
    }

    private mutating func hex() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current else { throw malformed }
            switch byte {
            case 0x30...0x39: code = code << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: code = code << 4 | UInt32(byte - 0x41 + 10)
            case 0x61...0x66: code = code << 4 | UInt32(byte - 0x61 + 10)
            default: throw malformed
            }
            position += 1
        }
        return code
    }
}
