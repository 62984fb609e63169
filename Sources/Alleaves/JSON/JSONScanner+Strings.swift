extension JSONScanner {
    /// Moves past a string whose opening quote has been read, checking escapes and UTF-8.
    ///
    /// True if its bytes are the text itself (no escapes).
    @inline(__always)
    mutating func skipString() throws(JSONFault) -> Bool {
        let stop = plainRun()
        if stop == UInt8(ascii: "\"") {
            cursor += 1
            return true
        }
        return try skipSpecialString()
    }

    /// Moves to the first quote, backslash, control or non-ASCII byte and returns it.
    ///
    /// The sub-expressions set a byte's high bit where that byte matches; borrows can set it
    /// falsely only above a true match, so the lowest one is always right.
    @inline(__always)
    mutating func plainRun() -> UInt8 {
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
    private mutating func skipSpecialString() throws(JSONFault) -> Bool {
        var isPlain = true
        while true {
            let byte = plainRun()
            if byte == UInt8(ascii: "\"") {
                cursor += 1
                return isPlain
            }
            if byte >= 0x80 {
                try skipUTF8Sequence()
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
                guard JSONText.hexDigit(cursor.pointee) != nil else { throw fault() }
                cursor += 1
            }
        default: throw fault()
        }
    }

    /// Checks one multi-byte sequence by the table of well-formed ones (Unicode 15, table 3-7).
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

/// Text of JSON strings that were checked by ``JSONScanner/skipString()``.
enum JSONText {
    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte) - 0x30
        case 0x41...0x46: UInt32(byte) - 0x37
        case 0x61...0x66: UInt32(byte) - 0x57
        default: nil
        }
    }

    /// Writes the unescaped bytes and returns how many; never more than `source.count`.
    ///
    /// A surrogate without its partner becomes U+FFFD, as no UTF-8 exists for it.
    static func unescape(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var read = 0
        var written = 0
        while read < source.count {
            let byte = source[read]
            guard byte == UInt8(ascii: "\\"), read &+ 1 < source.count else {
                target[written] = byte
                read &+= 1
                written &+= 1
                continue
            }
            let kind = source[read &+ 1]
            read &+= 2
            guard kind == UInt8(ascii: "u") else {
                target[written] = single(kind)
                written &+= 1
                continue
            }
            let scalar = codePoint(source, &read)
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                target[written] = byte
                written &+= 1
            }
        }
        return written
    }

    private static func single(_ kind: UInt8) -> UInt8 {
        switch kind {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: kind
        }
    }

    /// The scalar of the four digits at `read`, with the second half of a pair if one follows.
    private static func codePoint(
        _ source: UnsafeBufferPointer<UInt8>, _ read: inout Int
    ) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = unit(source, at: read)
        read = min(read &+ 4, source.count)
        guard let first else { return replacement }
        guard (0xD800...0xDBFF).contains(first) else {
            return Unicode.Scalar(first) ?? replacement
        }
        guard read &+ 6 <= source.count, source[read] == UInt8(ascii: "\\"),
            source[read &+ 1] == UInt8(ascii: "u"), let second = unit(source, at: read &+ 2),
            (0xDC00...0xDFFF).contains(second)
        else { return replacement }
        read &+= 6
        let value = 0x10000 &+ ((first &- 0xD800) << 10) &+ (second &- 0xDC00)
        return Unicode.Scalar(value) ?? replacement
    }

    private static func unit(_ source: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt32? {
        guard index &+ 4 <= source.count else { return nil }
        var value: UInt32 = 0
        for position in index..<(index &+ 4) {
            guard let digit = hexDigit(source[position]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    /// The longest length up to `limit` that does not cut a UTF-8 sequence.
    static func cut(_ bytes: UnsafePointer<UInt8>, count: Int, limit: Int) -> Int {
        guard count > limit else { return count }
        var length = limit
        while length > 0, bytes[length] & 0xC0 == 0x80 { length &-= 1 }
        return length
    }
}
