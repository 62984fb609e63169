/// Character references of HTML (`&amp;`, `&#039;`, `&#x2019;`) in texts of a POS that stores what
/// its web forms escaped.
///
/// Decoding is done once: `&amp;lt;` says `&lt;`. What is no reference stays as it is, so that a
/// text without one is returned unchanged.
public enum HTMLText {
    /// Whether the bytes can hold a reference at all: the check before everything else.
    @inline(__always)
    public static func mayHoldReference(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.contains(UInt8(ascii: "&"))
    }

    /// The text with its references decoded once.
    public static func decoded(_ text: String) -> String {
        guard mayHoldReference(text.utf8) else { return text }
        return String(decoding: decoded(Array(text.utf8)), as: UTF8.self)
    }

    /// The same for UTF-8.
    public static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        guard mayHoldReference(bytes) else { return bytes }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "&"),
                let end = end(of: bytes, from: index + 1),
                let scalar = scalar(bytes[(index + 1)..<end])
            {
                out.append(contentsOf: Array(String(scalar).utf8))
                index = end + 1
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return out
    }

    /// Where the semicolon of a reference lies whose name begins at `start`.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        let limit = min(bytes.count, start + PricingLimits.referenceBytesMax)
        return bytes[start..<limit].firstIndex(of: UInt8(ascii: ";"))
    }

    private static func scalar(_ name: ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard name.first == UInt8(ascii: "#") else {
            return names[String(decoding: name, as: UTF8.self)].flatMap(Unicode.Scalar.init)
        }
        let digits = name.dropFirst()
        let isHex = digits.first.map { $0 | 0x20 } == UInt8(ascii: "x")
        let text = String(decoding: isHex ? digits.dropFirst() : digits, as: UTF8.self)
        // A sign is no digit, though numbers may begin with one.
        guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let number = UInt32(text, radix: isHex ? 16 : 10)
        else { return nil }
        // As browsers do: the numbers that windows-1252 has printable characters for.
        if let printable = windows1252[number] { return Unicode.Scalar(printable) }
        // A control character is no text; what names none stays as it was written.
        guard number >= 0x20, !(0x7F...0x9F).contains(number) else {
            return number == 9 || number == 10 || number == 13 ? Unicode.Scalar(number) : nil
        }
        return Unicode.Scalar(number)
    }

    /// HTML's names for what is written in names of products and people's shops: punctuation, signs
    /// and the letters of Latin-1.
    private static let names: [String: UInt32] = {
        var names: [String: UInt32] = [
            "amp": 0x26, "AMP": 0x26, "lt": 0x3C, "LT": 0x3C, "gt": 0x3E, "GT": 0x3E,
            "quot": 0x22, "QUOT": 0x22, "apos": 0x27, "num": 0x23, "lpar": 0x28, "rpar": 0x29,
            "ast": 0x2A, "plus": 0x2B, "comma": 0x2C, "period": 0x2E, "sol": 0x2F, "colon": 0x3A,
            "semi": 0x3B, "equals": 0x3D, "quest": 0x3F, "commat": 0x40, "percnt": 0x25,
            "dollar": 0x24, "excl": 0x21, "grave": 0x60, "lowbar": 0x5F, "hyphen": 0x2010,
            "dash": 0x2010, "ndash": 0x2013, "mdash": 0x2014, "lsquo": 0x2018, "rsquo": 0x2019,
            "rsquor": 0x2019, "sbquo": 0x201A, "ldquo": 0x201C, "rdquo": 0x201D, "bdquo": 0x201E,
            "lsaquo": 0x2039, "rsaquo": 0x203A, "hellip": 0x2026, "bull": 0x2022,
            "prime": 0x2032, "Prime": 0x2033, "minus": 0x2212, "trade": 0x2122, "euro": 0x20AC,
            "ensp": 0x2002, "emsp": 0x2003, "thinsp": 0x2009, "zwnj": 0x200C, "zwj": 0x200D,
            "lrm": 0x200E, "rlm": 0x200F, "dagger": 0x2020, "Dagger": 0x2021, "permil": 0x2030,
            "OElig": 0x152, "oelig": 0x153, "Scaron": 0x160, "scaron": 0x161, "Yuml": 0x178,
            "circ": 0x2C6, "tilde": 0x2DC, "larr": 0x2190, "rarr": 0x2192, "hearts": 0x2665,
            "alpha": 0x3B1, "beta": 0x3B2, "gamma": 0x3B3, "delta": 0x3B4, "Delta": 0x394,
            "mu": 0x3BC, "omega": 0x3C9, "Omega": 0x3A9, "infin": 0x221E, "ne": 0x2260,
            "le": 0x2264, "ge": 0x2265, "asymp": 0x2248, "check": 0x2713, "star": 0x2606,
        ]
        for (offset, name) in latin1.split(separator: " ").enumerated() {
            names[String(name)] = 0xA0 + UInt32(offset)
        }
        return names
    }()

    /// The names of U+00A0 to U+00FF, in order.
    private static let latin1 =
        "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg"
        + " plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34"
        + " iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml"
        + " Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave"
        + " Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil"
        + " egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde"
        + " ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml"

    private static let windows1252: [UInt32: UInt32] = [
        0x80: 0x20AC, 0x82: 0x201A, 0x83: 0x192, 0x84: 0x201E, 0x85: 0x2026, 0x86: 0x2020,
        0x87: 0x2021, 0x88: 0x2C6, 0x89: 0x2030, 0x8A: 0x160, 0x8B: 0x2039, 0x8C: 0x152,
        0x8E: 0x17D, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201C, 0x94: 0x201D, 0x95: 0x2022,
        0x96: 0x2013, 0x97: 0x2014, 0x98: 0x2DC, 0x99: 0x2122, 0x9A: 0x161, 0x9B: 0x203A,
        0x9C: 0x153, 0x9E: 0x17E, 0x9F: 0x178,
    ]
}
