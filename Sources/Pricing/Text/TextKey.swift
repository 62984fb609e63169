/// The normalised key for comparing names of brands, categories and strains, on products, in rules
/// and in filters.
///
/// Character references are decoded, case is folded in full (`STRASSE` and `straße`, `Σ`, `σ` and
/// `ς`), white space of any kind is one blank and none at the ends, every single quote, double
/// quote and hyphen is the plain one, and what is invisible is left out. Composed and decomposed
/// letters are equal since Swift compares strings so. Standard library only.
public enum TextKey {
    /// The key of a text as it was received.
    public static func key(_ text: String) -> String { folded(HTMLText.decoded(text)) }

    /// The key of a text whose references are decoded already.
    static func folded(_ text: String) -> String {
        var text = text
        return text.withUTF8(foldedASCII) ?? foldedUnicode(text)
    }

    /// Nil where a byte is not ASCII. Every product's names come this way: no look-up of
    /// properties, and one allocation at most.
    private static func foldedASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        return String(unsafeUninitializedCapacity: bytes.count) { out in
            var count = 0
            var isBlank = false
            for byte in bytes {
                if byte == 0x20 || (0x09...0x0D).contains(byte) {
                    isBlank = count > 0
                    continue
                }
                // Control characters are invisible.
                guard byte >= 0x20, byte != 0x7F else { continue }
                if isBlank {
                    out[count] = 0x20
                    count += 1
                    isBlank = false
                }
                let isCapital = byte &- UInt8(ascii: "A") < 26
                let isGrave = byte == UInt8(ascii: "`")
                out[count] = isCapital ? byte | 0x20 : isGrave ? UInt8(ascii: "'") : byte
                count += 1
            }
            return count
        }
    }

    private static func foldedUnicode(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var isBlank = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.isWhitespace || scalar.value == 0x2800 {
                isBlank = !out.isEmpty
                continue
            }
            if properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control {
                continue
            }
            if isBlank {
                out.append(" ")
                isBlank = false
            }
            append(scalar, properties, to: &out)
        }
        return String(out)
    }

    private static func append(
        _ scalar: Unicode.Scalar, _ properties: Unicode.Scalar.Properties,
        to out: inout String.UnicodeScalarView
    ) {
        if singleQuotes.contains(scalar.value) { return out.append("'") }
        if doubleQuotes.contains(scalar.value) { return out.append("\"") }
        if properties.generalCategory == .dashPunctuation || hyphens.contains(scalar.value) {
            return out.append("-")
        }
        // A dotless i is a letter of its own; its capital is the one of i.
        if scalar.value == 0x131 { return out.append(scalar) }
        // Down, up and down again is the full folding: `ẞ` is `ß`, `SS`, `ss`; `ς` is `Σ`, `σ`.
        for small in properties.lowercaseMapping.unicodeScalars {
            for capital in small.properties.uppercaseMapping.unicodeScalars {
                out.append(contentsOf: capital.properties.lowercaseMapping.unicodeScalars)
            }
        }
    }

    private static let singleQuotes: Set<UInt32> = [
        0x27, 0x60, 0xB4, 0x2B9, 0x2BB, 0x2BC, 0x2BD, 0x2C8, 0x2CA, 0x2CB, 0x374, 0x55A, 0x5F3,
        0x1FEF, 0x1FFD, 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0x2035, 0x2039, 0x203A, 0x275B,
        0x275C, 0xA78C, 0xFF07, 0xFF40,
    ]
    private static let doubleQuotes: Set<UInt32> = [
        0x22, 0xAB, 0xBB, 0x2BA, 0x2DD, 0x2EE, 0x5F4, 0x201C, 0x201D, 0x201E, 0x201F, 0x2033,
        0x2036, 0x275D, 0x275E, 0x2E42, 0x301D, 0x301E, 0x301F, 0xFF02,
    ]
    /// Beside all that Unicode calls dashes.
    private static let hyphens: Set<UInt32> = [0x2D7, 0x2043, 0x2212]
}
