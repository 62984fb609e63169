/// Trimming and case folding shared by category and brand keys; standard library only.
enum TextFold {
    /// Without white space at both ends.
    static func trimmed(_ text: Substring) -> Substring {
        if isASCII(text) {
            // Every product's category and brand come this way: no look-up of properties.
            let bytes = text.utf8
            guard let first = bytes.firstIndex(where: { !isSpace($0) }),
                let last = bytes.lastIndex(where: { !isSpace($0) })
            else { return text[text.endIndex...] }
            return text[first...last]
        }
        var rest = text
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }

    static func trimmed(_ text: String) -> String { String(trimmed(text[...])) }

    static func isASCII(_ text: Substring) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

    /// Whether an ASCII byte is what `Character.isWhitespace` says of it.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
