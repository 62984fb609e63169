/// Trimming and case folding shared by category and brand keys; standard library only.
enum TextFold {
    /// Without white space at both ends.
    static func trimmed(_ text: Substring) -> Substring {
        var rest = text
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }

    static func trimmed(_ text: String) -> String { String(trimmed(text[...])) }
}
