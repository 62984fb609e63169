/// Trimming of white space.
package enum TrimmedText {
    /// `text` without ASCII white space and control characters around it; nil if nothing is left.
    package static func of(_ text: String) -> String? {
        var bytes = Substring(text).utf8
        while let first = bytes.first, first <= 0x20 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last <= 0x20 { bytes = bytes.dropLast() }
        return bytes.isEmpty ? nil : String(Substring(bytes))
    }
}
