import Decimals

/// A cursor that validates JSON text token by token, eight bytes per step.
///
/// REQUIRES: at least ``padding`` NUL bytes follow the text. No JSON token contains a NUL, so loops
/// need no bounds check, and a fault at or after `end` means truncation. Inlinable throughout,
/// because inventories of 100 MB pass through it.
public struct JSONScanner {
    /// NUL bytes that must follow the text.
    public static let padding = 128

    /// The next unread byte.
    public var cursor: UnsafePointer<UInt8>
    public let start: UnsafePointer<UInt8>
    public let end: UnsafePointer<UInt8>
    /// The offset of `start` in the whole text, for faults.
    public let baseOffset: Int
    /// Whether bytes of a string that are not UTF-8 are counted and passed over instead of refused:
    /// where a string ends does not depend on them.
    public var passesInvalidUTF8: Bool
    /// The sequences of such bytes passed over so far.
    public var invalidSequences: Int

    @inlinable
    public init(start: UnsafePointer<UInt8>, count: Int, baseOffset: Int = 0) {
        passesInvalidUTF8 = false
        invalidSequences = 0
        self.cursor = start
        self.start = start
        self.end = start + count
        self.baseOffset = baseOffset
    }

    @inlinable
    public var isAtEnd: Bool { cursor >= end }

    /// The fault of an unexpected byte at the cursor.
    @inline(never)
    public func fault(_ kind: JSONFault.Kind = .unexpectedByte) -> JSONFault {
        let isTruncated = cursor >= end
        let offset = baseOffset &+ (min(cursor, end) - start)
        if isTruncated { return JSONFault(.truncated, offset: offset) }
        // UTF-16 and UTF-32 begin with a byte order mark, or with an ASCII character next to NUL
        // bytes.
        let isForeign = offset < 4 && [0x00, 0xFE, 0xFF].contains(cursor.pointee)
        return JSONFault(isForeign ? .wrongEncoding : kind, offset: offset)
    }

    /// Skips a byte order mark, which RFC 8259 (8.1) allows readers to ignore.
    public mutating func skipByteOrderMark() throws(JSONFault) {
        guard cursor.pointee == 0xEF else { return }
        for byte in [0xEF, 0xBB, 0xBF] as [UInt8] { try expect(byte) }
    }

    /// Skips white space and NUL padding, which some servers append.
    public mutating func skipPadding() {
        while cursor < end, cursor.pointee == 0 || JSONScanner.isWhitespace(cursor.pointee) {
            cursor += 1
        }
    }

    @inlinable
    @inline(__always)
    public mutating func skipWhitespace() {
        while cursor.pointee <= 0x20, JSONScanner.isWhitespace(cursor.pointee) { cursor += 1 }
    }

    @inlinable
    @inline(__always)
    public static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Consumes `byte`, or throws.
    @inlinable
    @inline(__always)
    public mutating func expect(_ byte: UInt8) throws(JSONFault) {
        guard cursor.pointee == byte else { throw fault() }
        cursor += 1
    }

    /// Consumes a colon and the white space around it.
    @inlinable
    @inline(__always)
    public mutating func skipColon() throws(JSONFault) {
        skipWhitespace()
        try expect(UInt8(ascii: ":"))
        skipWhitespace()
    }

    /// Skips one value of any kind.
    @inlinable
    @inline(__always)
    public mutating func skipValue() throws(JSONFault) {
        let byte = cursor.pointee
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            try skipContainer()
        } else {
            try skipScalar()
        }
    }

    @inlinable
    @inline(__always)
    public mutating func skipScalar() throws(JSONFault) {
        switch cursor.pointee {
        case UInt8(ascii: "\""):
            cursor += 1
            _ = try skipString()
        case UInt8(ascii: "n"): try literal(JSONLiteral.null)
        case UInt8(ascii: "t"): try literal(JSONLiteral.true)
        case UInt8(ascii: "f"):
            // Compares "alse" of "false", so that one four-byte comparison suffices.
            cursor += 1
            try literal(JSONLiteral.alse)
        default: _ = try number()
        }
    }

    @inlinable
    @inline(__always)
    public mutating func literal(_ word: UInt32) throws(JSONFault) {
        guard word32() == word else { throw literalFault(word) }
        cursor += 4
    }

    /// Throws for the first wrong byte, to distinguish truncation from a wrong literal.
    @inline(never)
    @usableFromInline
    func literalFault(_ word: UInt32) -> JSONFault {
        var copy = self
        var rest = word
        while rest != 0, copy.cursor.pointee == UInt8(truncatingIfNeeded: rest) {
            copy.cursor += 1
            rest >>= 8
        }
        return copy.fault()
    }

    @inlinable
    @inline(__always)
    public func word32() -> UInt32 {
        UInt32(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt32.self))
    }

    /// Skips an array or object without recursion; one bit per open container records its kind.
    @inline(never)
    public mutating func skipContainer() throws(JSONFault) {
        var kinds: UInt64 = 0
        var depth = 0
        repeat {
            let byte = cursor.pointee
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                guard depth < JSONLimits.depthMax else { throw fault(.tooDeep) }
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

    /// After a value: skips closing brackets, and moves to the next value if one follows.
    @inlinable
    @inline(__always)
    mutating func closeContainers(
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

    @inlinable
    @inline(__always)
    static func closer(_ kinds: UInt64) -> UInt8 {
        kinds & 1 == 1 ? UInt8(ascii: "}") : UInt8(ascii: "]")
    }

    @usableFromInline
    mutating func skipKey() throws(JSONFault) {
        try expect(UInt8(ascii: "\""))
        _ = try skipString()
        try skipColon()
    }
}

/// Literals as little-endian words. Computed, so that they are constants in other modules too.
public enum JSONLiteral {
    @inlinable public static var null: UInt32 { 0x6C6C_756E }
    @inlinable public static var `true`: UInt32 { 0x6575_7274 }
    @inlinable public static var alse: UInt32 { 0x6573_6C61 }
}

extension JSONScanner {
    /// Parses the number at the cursor.
    @inlinable
    @inline(__always)
    public mutating func number() throws(JSONFault) -> DecimalNumber {
        var position = cursor
        guard let number = DecimalNumber.scan(&position, strict: true) else {
            cursor = position
            throw fault()
        }
        cursor = position
        return number
    }
}
