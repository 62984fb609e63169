/// What is struck out of a text where it is found.
enum RedactedRuns {
    /// The text with each run replaced by ``RedactedText/mark``.
    ///
    /// - Parameter count: the length of a run that begins at an offset of the text in lower case;
    ///   nil where none does.
    static func removed(from text: String, _ count: ([UInt8], Int) -> Int?) -> String {
        var out: [UInt8] = []
        let original = Array(text.utf8)
        let lower = lowercased(text)
        var offset = 0
        while offset < original.count {
            if let count = count(lower, offset) {
                out += RedactedText.mark.utf8
                offset += count
            } else {
                out.append(original[offset])
                offset += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The text's bytes in ASCII lower case.
    static func lowercased(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
