/// A strict reader for RFC 8259 with bounded depth. Bytes of any kind never trap.
struct JSONParser {
    private let bytes: [UInt8]
    private var offset = 0

    static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        if parser.offset < bytes.count { throw parser.failure("text after the value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func failure(_ reason: String) -> JSONError {
        JSONError(offset: offset, reason: reason)
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let unit = current, unit == 0x20 || (unit >= 0x09 && unit <= 0x0D) { offset += 1 }
    }

    private mutating func take(_ unit: UInt8) -> Bool {
        skipSpace()
        guard current == unit else { return false }
        offset += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        if depth > SimulatorLimits.jsonDepthMax { throw failure("nested too deeply") }
        skipSpace()
        switch current {
        case 0x7B: return try object(depth: depth)
        case 0x5B: return try array(depth: depth)
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6E: return try word("null", .null)
        case nil: throw failure("ends too early")
        default: return .number(try number())
        }
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[offset...].starts(with: text.utf8) else { throw failure("unknown word") }
        offset += text.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        offset += 1
        var members: [JSONMember] = []
        if take(0x7D) { return .object(members) }
        repeat {
            skipSpace()
            guard current == 0x22 else { throw failure("key expected") }
            let key = try string()
            guard take(0x3A) else { throw failure("colon expected") }
            members.append(JSONMember(key: key, value: try value(depth: depth + 1)))
        } while take(0x2C)
        guard take(0x7D) else { throw failure("object not closed") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        offset += 1
        var elements: [JSONValue] = []
        if take(0x5D) { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth + 1))
        } while take(0x2C)
        guard take(0x5D) else { throw failure("array not closed") }
        return .array(elements)
    }

    private mutating func number() throws(JSONError) -> String {
        let start = offset
        if current == 0x2D { offset += 1 }
        let whole = offset
        try digits()
        if bytes[whole] == 0x30 && offset > whole + 1 { throw failure("leading zero") }
        if current == 0x2E {
            offset += 1
            try digits()
        }
        if current == 0x65 || current == 0x45 {
            offset += 1
            if current == 0x2B || current == 0x2D { offset += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while let unit = current, unit >= 0x30, unit <= 0x39 { offset += 1 }
        if offset == start { throw failure("digit expected") }
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        var units: [UInt8] = []
        while let unit = current {
            offset += 1
            switch unit {
            case 0x22: return String(decoding: units, as: UTF8.self)
            case 0x5C: try escape(&units)
            case 0..<0x20: throw failure("control character in a string")
            default: units.append(unit)
            }
        }
        throw failure("string not closed")
    }

    private mutating func escape(_ units: inout [UInt8]) throws(JSONError) {
        guard let unit = current else { throw failure("string not closed") }
        offset += 1
        switch unit {
        case 0x22, 0x2F, 0x5C: units.append(unit)
        case 0x62: units.append(0x08)
        case 0x66: units.append(0x0C)
        case 0x6E: units.append(0x0A)
        case 0x72: units.append(0x0D)
        case 0x74: units.append(0x09)
        case 0x75: units.append(contentsOf: String(try scalar()).utf8)
        default: throw failure("unknown escape")
        }
    }

    /// The scalar of `\uXXXX`, or of a pair of them; a lone surrogate becomes U+FFFD.
    private mutating func scalar() throws(JSONError) -> Character {
        let first = try hex()
        var code = UInt32(first)
        if first >= 0xD800 && first < 0xDC00 && bytes[offset...].starts(with: [0x5C, 0x75]) {
            let back = offset
            offset += 2
            let second = try hex()
            if second >= 0xDC00 && second < 0xE000 {
                let high = (UInt32(first) - 0xD800) << 10
                code = 0x10000 + high + (UInt32(second) - 0xDC00)
            } else {
                offset = back
            }
        }
        return Character(Unicode.Scalar(code) ?? "\u{FFFD}")
    }

    private mutating func hex() throws(JSONError) -> UInt16 {
        guard offset + 4 <= bytes.count else { throw failure("escape too short") }
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(UnicodeScalar(bytes[offset])).hexDigitValue,
                bytes[offset] < 0x80
            else { throw failure("hexadecimal digit expected") }
            value = value << 4 | UInt16(digit)
            offset += 1
        }
        return value
    }
}
