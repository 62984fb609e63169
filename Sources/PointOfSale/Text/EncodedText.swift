import TextForms

/// Matches texts in which any character may be encoded as in URLs, JSON or HTML: an echoed value is
/// often only partly encoded.
enum EncodedText {
    /// Characters by the names that HTML has for them.
    private static let entities: [(name: [UInt8], byte: UInt8)] = [
        ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"),
        ("&nbsp;", " "), ("&sol;", "/"), ("&plus;", "+"), ("&commat;", "@"), ("&percnt;", "%"),
    ].map { (name: Array($0.0.utf8), byte: Array($0.1.utf8)[0]) }

    /// Number of bytes of `text` at `offset` that decode to `wanted`; nil if they do not. REQUIRES:
    /// both in lower case. Time: at most the product of their lengths.
    static func count(of wanted: [UInt8], in text: [UInt8], at offset: Int) -> Int? {
        // End offsets reached so far, by number of matched bytes.
        var ends: [Int: Set<Int>] = [0: [offset]]
        for index in wanted.indices {
            for end in ends.removeValue(forKey: index) ?? [] {
                for unit in units(text, end)
                where wanted[index...].starts(with: unit.bytes) {
                    ends[index + unit.bytes.count, default: []].insert(end + unit.count)
                }
            }
            if ends.isEmpty { return nil }
        }
        return ends[wanted.count]?.max().map { $0 - offset }
    }

    /// The possible decodings at an offset, with their encoded lengths.
    private static func units(_ text: [UInt8], _ offset: Int) -> [(bytes: [UInt8], count: Int)] {
        guard offset < text.count else { return [] }
        let byte = text[offset]
        var units: [(bytes: [UInt8], count: Int)] = [([byte], 1)]
        switch byte {
        case UInt8(ascii: "%"):
            if let (value, count) = percent(text, offset) { units.append(([value], count)) }
        case UInt8(ascii: "+"): units.append(([0x20], 1))
        case UInt8(ascii: "\\"):
            if offset + 1 < text.count { units.append(([text[offset + 1]], 2)) }
            if offset + 1 < text.count, text[offset + 1] == UInt8(ascii: "u"),
                let scalar = number(text, offset + 2, digits: 4, radix: 16)
            {
                units.append((scalar.bytes, 2 + scalar.count))
            }
        case UInt8(ascii: "&"):
            for (name, byte) in entities where text[offset...].starts(with: name) {
                units.append(([byte], name.count))
            }
            if let unit = reference(text, offset) { units.append(unit) }
        default: break
        }
        return units
    }

    /// `%2f`, also encoded twice as `%252f`.
    private static func percent(_ text: [UInt8], _ offset: Int) -> (UInt8, Int)? {
        var digits = offset + 1
        while text[digits...].starts(with: [0x32, 0x35]), digits + 3 < text.count,
            hex(text, digits + 2) != nil, hex(text, digits + 3) != nil
        { digits += 2 }
        guard let high = hex(text, digits), let low = hex(text, digits + 1) else { return nil }
        let value = high << 4 | low
        return ((0x41...0x5A).contains(value) ? value | 0x20 : value, digits + 2 - offset)
    }

    /// `&#47;` or `&#x2f;`.
    private static func reference(
        _ text: [UInt8], _ offset: Int
    ) -> (bytes: [UInt8], count: Int)? {
        guard text[offset...].starts(with: [0x26, 0x23]) else { return nil }
        let isHex = offset + 2 < text.count && text[offset + 2] == UInt8(ascii: "x")
        let start = offset + (isHex ? 3 : 2)
        guard let found = number(text, start, digits: nil, radix: isHex ? 16 : 10) else {
            return nil
        }
        let end = start + found.count
        let hasEnd = end < text.count && text[end] == UInt8(ascii: ";")
        return (found.bytes, end - offset + (hasEnd ? 1 : 0))
    }

    /// The character of a numeric code, in lower case, and its number of digits.
    private static func number(
        _ text: [UInt8], _ start: Int, digits: Int?, radix: UInt32
    ) -> (bytes: [UInt8], count: Int)? {
        var (value, count): (UInt32, Int) = (0, 0)
        while count < digits ?? 7, let digit = hex(text, start + count), UInt32(digit) < radix {
            value = value * radix + UInt32(digit)
            count += 1
        }
        guard count > 0, count == digits ?? count, let scalar = Unicode.Scalar(value) else {
            return nil
        }
        return (Array(String(Character(scalar)).lowercased().utf8), count)
    }

    private static func hex(_ text: [UInt8], _ offset: Int) -> UInt8? {
        text.indices.contains(offset) ? Hexadecimal.value(of: text[offset]) : nil
    }

    // MARK: - Words

    /// Whether a letter or digit precedes an offset; digits of an encoded character do not count.
    static func isWordBefore(_ offset: Int, in text: [UInt8]) -> Bool {
        guard offset > 0 else { return false }
        if offset >= 3, text[offset - 3] == UInt8(ascii: "%"),
            let (value, count) = percent(text, offset - 3), count == 3
        {
            return isWord(value)
        }
        return isWord(text[offset - 1])
    }

    /// Whether a letter or digit follows an offset.
    static func isWordAt(_ offset: Int, in text: [UInt8]) -> Bool {
        guard offset < text.count else { return false }
        if text[offset] == UInt8(ascii: "%"), let (value, _) = percent(text, offset) {
            return isWord(value)
        }
        return isWord(text[offset])
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
    }
}
