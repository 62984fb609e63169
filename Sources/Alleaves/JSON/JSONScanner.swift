/// A cursor over JSON text that reads and checks one token at a time, eight bytes per step.
///
/// The memory must be followed by at least ``padding`` zero bytes: a zero byte is allowed nowhere
/// in JSON, so no loop needs a bounds check, and a fault at or behind `end` means truncation.
struct JSONScanner {
    /// Zero bytes that must follow the text.
    static let padding = 128

    /// The next byte to read.
    var cursor: UnsafePointer<UInt8>
    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    /// Offset of `start` within the whole text, for faults.
    let baseOffset: Int

    init(start: UnsafePointer<UInt8>, count: Int, baseOffset: Int = 0) {
        self.cursor = start
        self.start = start
        self.end = start + count
        self.baseOffset = baseOffset
    }

    var isAtEnd: Bool { cursor >= end }

    /// The fault of finding the byte at the cursor.
    @inline(never)
    func fault(_ kind: JSONFault.Kind = .unexpectedByte) -> JSONFault {
        let isTruncated = cursor >= end
        let offset = baseOffset &+ (min(cursor, end) - start)
        if isTruncated { return JSONFault(.truncated, offset: offset) }
        // UTF-16 and UTF-32 begin with their mark, or with an ASCII character and zeros around it.
        let isForeign = offset < 4 && [0x00, 0xFE, 0xFF].contains(cursor.pointee)
        return JSONFault(isForeign ? .wrongEncoding : kind, offset: offset)
    }

    /// Moves past a byte order mark, which RFC 8259 (8.1) lets a reader ignore.
    mutating func skipByteOrderMark() throws(JSONFault) {
        guard cursor.pointee == 0xEF else { return }
        for byte in [0xEF, 0xBB, 0xBF] as [UInt8] { try expect(byte) }
    }

    /// Skips white space and zero padding, which some servers send, after the value.
    mutating func skipPadding() {
        while cursor < end, cursor.pointee == 0 || JSONScanner.isWhitespace(cursor.pointee) {
            cursor += 1
        }
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while cursor.pointee <= 0x20, JSONScanner.isWhitespace(cursor.pointee) { cursor += 1 }
    }

    @inline(__always)
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Reads `byte` or throws.
    @inline(__always)
    mutating func expect(_ byte: UInt8) throws(JSONFault) {
        guard cursor.pointee == byte else { throw fault() }
        cursor += 1
    }

    /// Moves past a colon and the white space around it.
    @inline(__always)
    mutating func skipColon() throws(JSONFault) {
        skipWhitespace()
        try expect(UInt8(ascii: ":"))
        skipWhitespace()
    }

    /// Moves past one value of any kind.
    @inline(__always)
    mutating func skipValue() throws(JSONFault) {
        let byte = cursor.pointee
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            try skipContainer()
        } else {
            try skipScalar()
        }
    }

    @inline(__always)
    mutating func skipScalar() throws(JSONFault) {
        switch cursor.pointee {
        case UInt8(ascii: "\""):
            cursor += 1
            _ = try skipString()
        case UInt8(ascii: "n"): try literal(JSONLiteral.null)
        case UInt8(ascii: "t"): try literal(JSONLiteral.true)
        case UInt8(ascii: "f"):
            // "alse" of "false", so that one four-byte comparison is enough.
            cursor += 1
            try literal(JSONLiteral.alse)
        default: _ = try number()
        }
    }

    @inline(__always)
    mutating func literal(_ word: UInt32) throws(JSONFault) {
        guard word32() == word else { throw literalFault(word) }
        cursor += 4
    }

    /// Finds the first wrong byte, which tells truncation from a wrong literal.
    @inline(never)
    private func literalFault(_ word: UInt32) -> JSONFault {
        var copy = self
        var rest = word
        while rest != 0, copy.cursor.pointee == UInt8(truncatingIfNeeded: rest) {
            copy.cursor += 1
            rest >>= 8
        }
        return copy.fault()
    }

    @inline(__always)
    func word32() -> UInt32 {
        UInt32(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt32.self))
    }

    /// Moves past an array or object without recursion; one bit per open container says its kind.
    @inline(never)
    mutating func skipContainer() throws(JSONFault) {
        var kinds: UInt64 = 0
        var depth = 0
        repeat {
            let byte = cursor.pointee
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                guard depth < AlleavesLimits.depthMax else { throw fault(.tooDeep) }
                depth &+= 1
                kinds = kinds << 1 | (byte == UInt8(ascii: "{") ? 1 : 0)
                cursor += 1
                skipWhitespace()
                if cursor.pointee != JSONScanner.closer(kinds) {
                    if kinds & 1 == 1 { try skipKey() }
                    continue
                }
            } else {
                try skipScalar()
            }
            try closeContainers(&kinds, &depth)
        } while depth > 0
    }

    /// After a value: moves past closing brackets, and to the next value if there is one.
    @inline(__always)
    private mutating func closeContainers(
        _ kinds: inout UInt64, _ depth: inout Int
    ) throws(JSONFault) {
        while depth > 0 {
            skipWhitespace()
            if cursor.pointee == UInt8(ascii: ",") {
                cursor += 1
                skipWhitespace()
                if kinds & 1 == 1 { try skipKey() }
                return
            }
            try expect(JSONScanner.closer(kinds))
            depth &-= 1
            kinds >>= 1
        }
    }

    @inline(__always)
    private static func closer(_ kinds: UInt64) -> UInt8 {
        kinds & 1 == 1 ? UInt8(ascii: "}") : UInt8(ascii: "]")
    }

    private mutating func skipKey() throws(JSONFault) {
        try expect(UInt8(ascii: "\""))
        _ = try skipString()
        try skipColon()
    }
}

/// Literals as the little-endian words they are in memory.
enum JSONLiteral {
    static let null: UInt32 = 0x6C6C_756E
    static let `true`: UInt32 = 0x6575_7274
    static let alse: UInt32 = 0x6573_6C61
}
