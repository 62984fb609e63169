import TextForms

/// The text of JSON strings. REQUIRES: validated by ``JSONScanner/skipString()``.
public enum JSONText {
    /// Writes the unescaped bytes and returns their number, at most `source.count`.
    ///
    /// Replaces half of a surrogate pair by U+FFFD, because UTF-8 cannot represent it.
    public static func unescape(
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

    /// Whether a validated string escapes half of a surrogate pair.
    static func hasLoneSurrogate(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        var read = 0
        while read &+ 1 < source.count {
            guard source[read] == UInt8(ascii: "\\") else {
                read &+= 1
                continue
            }
            let kind = source[read &+ 1]
            read &+= 2
            // U+FFFD itself may be escaped; only an escape without a scalar is half of a pair.
            if kind == UInt8(ascii: "u"), let first = unit(source, at: read),
                (0xD800...0xDFFF).contains(first),
                codePoint(source, &read) == "\u{FFFD}"
            {
                return true
            }
        }
        return false
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

    /// The scalar of the four digits at `read`, combined with the low surrogate that follows, if
    /// any.
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
            guard let digit = Hexadecimal.value(of: source[position]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Appends a quoted string, escaped as RFC 8259 (7) requires; DEL too, for terminals.
    public static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var rest = utf8[...]
            while let index = rest.firstIndex(where: needsEscape) {
                bytes.append(contentsOf: rest[..<index])
                appendEscape(of: rest[index], to: &bytes)
                rest = rest[(index + 1)...]
            }
            bytes.append(contentsOf: rest)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(Hexadecimal.digit(byte >> 4))
            bytes.append(Hexadecimal.digit(byte & 15))
        }
    }
}
