import TextForms

extension JSONScanner {
    /// Skips a string after its opening quote, validating escapes and UTF-8; see
    /// ``passesInvalidUTF8``.
    ///
    /// Returns true if it has no escapes: its bytes are the text itself.
    @inlinable
    @inline(__always)
    public mutating func skipString() throws(JSONFault) -> Bool {
        let stop = plainRun()
        if stop == UInt8(ascii: "\"") {
            cursor += 1
            return true
        }
        return try skipSpecialString()
    }

    /// Moves to the first quote, backslash, control or non-ASCII byte, and returns it.
    ///
    /// Each sub-expression sets the high bit of matching bytes. A borrow may set that of a byte
    /// above a match, never below one, so the lowest set bit is always a match.
    @inlinable
    @inline(__always)
    public mutating func plainRun() -> UInt8 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        while true {
            let raw = UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self)
            let word = UInt64(littleEndian: raw)
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let control = (word &- (ones &* 0x20)) & ~word
            let found =
                ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | control | word)
                & highs
            if found != 0 {
                cursor += found.trailingZeroBitCount >> 3
                return cursor.pointee
            }
            cursor += 8
        }
    }

    @inline(never)
    @usableFromInline
    mutating func skipSpecialString() throws(JSONFault) -> Bool {
        var isPlain = true
        while true {
            let byte = plainRun()
            if byte == UInt8(ascii: "\"") {
                cursor += 1
                return isPlain
            }
            if byte >= 0x80 {
                try skipSequence()
            } else if byte == UInt8(ascii: "\\") {
                isPlain = false
                try skipEscape()
            } else {
                throw fault()
            }
        }
    }

    private mutating func skipEscape() throws(JSONFault) {
        cursor += 1
        switch cursor.pointee {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            cursor += 1
        case UInt8(ascii: "u"):
            cursor += 1
            for _ in 0..<4 {
                guard Hexadecimal.value(of: cursor.pointee) != nil else { throw fault() }
                cursor += 1
            }
        default: throw fault()
        }
    }

    /// Skips one multi-byte sequence, valid or not.
    private mutating func skipSequence() throws(JSONFault) {
        let start = cursor
        do throws(JSONFault) {
            try skipUTF8Sequence()
        } catch {
            // At the end of the bytes the rest of it may follow.
            guard passesInvalidUTF8, cursor < end else { throw error }
            invalidSequences &+= 1
            // What broke a sequence off may be the closing quote.
            if cursor == start { cursor += 1 }
        }
    }

    /// Validates one multi-byte sequence (Unicode 15, table 3-7).
    private mutating func skipUTF8Sequence() throws(JSONFault) {
        let lead = cursor.pointee
        let second: ClosedRange<UInt8>
        let count: Int
        switch lead {
        case 0xC2...0xDF: (second, count) = (0x80...0xBF, 2)
        case 0xE0: (second, count) = (0xA0...0xBF, 3)
        case 0xED: (second, count) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, count) = (0x80...0xBF, 3)
        case 0xF0: (second, count) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, count) = (0x80...0xBF, 4)
        case 0xF4: (second, count) = (0x80...0x8F, 4)
        default: throw fault(.invalidUTF8)
        }
        cursor += 1
        guard second.contains(cursor.pointee) else { throw fault(.invalidUTF8) }
        cursor += 1
        for _ in 2..<max(2, count) {
            guard (0x80...0xBF).contains(cursor.pointee) else { throw fault(.invalidUTF8) }
            cursor += 1
        }
    }
}
