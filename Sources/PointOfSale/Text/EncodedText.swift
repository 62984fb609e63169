import TextForms

/// Matches texts in which any character may be encoded as in URLs, JSON or HTML: an echoed value is
/// often only partly encoded.
enum EncodedText {
    /// Characters by the names that HTML has for them.
    private static let entities: [(name: [UInt8], byte: UInt8)] = [
        ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"),
        ("&nbsp;", " "), ("&sol;", "/"), ("&plus;", "+"), ("&commat;", "@"), ("&percnt;", "%"),
    ].map { (name: Array($0.0.utf8), byte: Array($0.1.utf8)[0]) }

    /// Number of bytes of `text` at `place` that decode to `wanted`; nil if they do not. REQUIRES:
    /// both in lower case. Time: at most the product of their lengths.
    static func count(of wanted: [UInt8], in text: [UInt8], at place: Int) -> Int? {
        // End offsets reached so far, by number of matched bytes.
        var ends: [Int: Set<Int>] = [0: [place]]
        for index in wanted.indices {
            for end in ends.removeValue(forKey: index) ?? [] {
                for unit in units(text, end)
                where wanted[index...].starts(with: unit.bytes) {
                    ends[index + unit.bytes.count, default: []].insert(end + unit.count)
                }
            }
            if ends.isEmpty { return nil }
        }
        return ends[wanted.count]?.max().map { $0 - place }
    }

    /// The possible decodings at an offset, with their encoded lengths.
    private static func units(_ text: [UInt8], _ place: Int) -> [(bytes: [UInt8], count: Int)] {
        guard place < text.count else { return [] }
        let byte = text[place]
        var units: [(bytes: [UInt8], count: Int)] = [([byte], 1)]
        switch byte {
        case UInt8(ascii: "%"):
            if let (value, count) = percent(text, place) { units.append(([value], count)) }
        case UInt8(ascii: "+"): units.append(([0x20], 1))
        case UInt8(ascii: "\\"):
            if place + 1 < text.count { units.append(([text[place + 1]], 2)) }
            if place + 1 < text.count, text[place + 1] == UInt8(ascii: "u"),
                let scalar = number(text, place + 2, digits: 4, radix: 16)
            {
                units.append((scalar.bytes, 2 + scalar.count))
            }
        case UInt8(ascii: "&"):
            for (name, byte) in entities where text[place...].starts(with: name) {
                units.append(([byte], name.count))
            }
            if let unit = reference(text, place) { units.append(unit) }
        default: break
        }
        return units
    }

    /// `%2f`, also encoded twice as `%252f`.
    private static func percent(_ text: [UInt8], _ place: Int) -> (UInt8, Int)? {
        var digits = place + 1
        while text[digits...].starts(with: [0x32, 0x35]), digits + 3 < text.count,
            hex(text, digits + 2) != nil, hex(text, digits + 3) != nil
        { digits += 2 }
        guard let high = hex(text, digits), let low = hex(text, digits + 1) else { return nil }
        let value = high << 4 | low
        return ((0x41...0x5A).contains(value) ? value | 0x20 : value, digits + 2 - place)
    }

    /// `&#47;` or `&#x2f;`.
    private static func reference(
        _ text: [UInt8], _ place: Int
    ) -> (bytes: [UInt8], count: Int)? {
        guard text[place...].starts(with: [0x26, 0x23]) else { return nil }
        let isHex = place + 2 < text.count && text[place + 2] == UInt8(ascii: "x")
        let start = place + (isHex ? 3 : 2)
        guard let found = number(text, start, digits: nil, radix: isHex ? 16 : 10) else {
            return nil
        }
        let end = start + found.count
        let hasEnd = end < text.count && text[end] == UInt8(ascii: ";")
        return (found.bytes, end - place + (hasEnd ? 1 : 0))
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

    private static func hex(_ text: [UInt8], _ place: Int) -> UInt8? {
        text.indices.contains(place) ? Hexadecimal.value(of: text[place]) : nil
    }

    // MARK: - Words

    /// Whether a letter or digit precedes an offset; digits of an encoded character do not count.
    static func isWordBefore(_ place: Int, in text: [UInt8]) -> Bool {
        guard place > 0 else { return false }
        if place >= 3, text[place - 3] == UInt8(ascii: "%"),
            let (value, count) = percent(text, place - 3), count == 3
        {
            return isWord(value)
        }
        return isWord(text[place - 1])
    }

    /// Whether a letter or digit follows an offset.
    static func isWordAt(_ place: Int, in text: [UInt8]) -> Bool {
        guard place < text.count else { return false }
        if text[place] == UInt8(ascii: "%"), let (value, _) = percent(text, place) {
            return isWord(value)
        }
        return isWord(text[place])
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
    }
}
