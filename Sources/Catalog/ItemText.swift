import ProtobufWire

/// The searchable texts of an encoded MenuItem, and how well words match them.
enum ItemText {
    /// The words of a text, lower-cased: runs of letters and digits.
    static func words(_ text: String) -> [[UInt8]] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { Array($0.utf8) }
    }

    /// Fields of MenuItem that are searched, and what a match in each is worth.
    private static func weight(_ field: UInt32) -> Int64 {
        switch field {
        case 3: 8
        case 4: 4
        case 23: 3
        case 5: 2
        default: 0
        }
    }

    /// The relevance of an item for `words`; nil where some word begins no word of it.
    ///
    /// A whole word counts twice a prefix, and the better field counts.
    static func score(_ item: UnsafeRawBufferPointer, _ words: [[UInt8]]) -> Int64? {
        var best = [Int64](repeating: 0, count: words.count)
        var reader = WireReader(item)
        // Items are encoded by this module; one that did not decode would simply match nothing.
        while let field = try? reader.nextField() {
            guard field.type == .lengthDelimited, weight(field.number) > 0,
                let text = try? reader.rawBytes()
            else {
                do { try reader.skip(field.type) } catch { return nil }
                continue
            }
            match(text, words, weight: weight(field.number), &best)
        }
        return best.contains(0) ? nil : best.reduce(0, +)
    }

    private static func match(
        _ text: UnsafeRawBufferPointer, _ words: [[UInt8]], weight: Int64, _ best: inout [Int64]
    ) {
        for found in self.words(String(decoding: text, as: UTF8.self)) {
            for (place, word) in words.enumerated() where found.starts(with: word) {
                best[place] = max(best[place], found.count == word.count ? 2 * weight : weight)
            }
        }
    }

    /// The strain of an item, folded; empty where it has none.
    static func strain(_ item: UnsafeRawBufferPointer) -> String {
        var reader = WireReader(item)
        while let field = try? reader.nextField() {
            if field.number == 23, field.type == .lengthDelimited, let text = try? reader.rawBytes() {
                return fold(String(decoding: text, as: UTF8.self))
            }
            do { try reader.skip(field.type) } catch { return "" }
        }
        return ""
    }

    /// Trimmed and lower-cased.
    static func fold(_ text: String) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text.lowercased()
    }
}
