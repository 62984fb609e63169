import Ordering
import ProtobufWire

/// Inverted index of one segment: words and the rows that contain them, so that a text query costs
/// its matches and not its catalog.
///
/// Built by the first text query on the segment and immutable like it, so a commit invalidates only
/// those of the segments that it changes. Words are folded runs of letters and digits of name,
/// brand, category and strain, sorted by bytes, so the words with a prefix are one range.
final class TextIndex: Sendable {
    /// One word of one row.
    private struct Occurrence {
        /// The first eight bytes, big-endian: decides most comparisons.
        let prefix: UInt64
        let start: UInt32
        let count: UInt16
        let row: UInt16
        let weight: UInt8
    }

    /// The bytes of all words, concatenated in sorted order.
    private let words: [UInt8]
    /// Start of each word in `words`, and the end of the last.
    private let wordStarts: [UInt32]
    /// Start of each word's rows in `rows`, and the end of the last.
    private let rowStarts: [UInt32]
    private let rows: [UInt16]
    /// The weight of the word in the row: that of the best field containing it.
    private let weights: [UInt8]

    init(_ segment: Segment) {
        var text: [UInt8] = []
        var occurrences: [Occurrence] = []
        occurrences.reserveCapacity(segment.count * 10)
        for row in 0..<segment.count where !segment.flags(row).contains(.deleted) {
            segment.withItem(row) { Self.gather($0, UInt16(row), &text, &occurrences) }
        }
        text.withUnsafeBytes { text in
            occurrences.sort { Self.precedes($0, $1, text) }
        }
        (words, wordStarts, rowStarts, rows, weights) = Self.layOut(occurrences, text)
        precondition(
            wordStarts.count == rowStarts.count && rows.count == weights.count,
            "a word has rows, and a row a weight")
        precondition(
            wordStarts.last == UInt32(words.count) && rowStarts.last == UInt32(rows.count),
            "the last word ends the bytes, and its rows the rows")
    }

    /// Scores the rows with a word that has the prefix `word`: the best weight, doubled for a whole
    /// word. `scores` has one element per row, which only increases.
    func match(_ word: [UInt8], into scores: inout [UInt8]) {
        var term = lowerBound(word)
        while term + 1 < wordStarts.count {
            let range = Int(wordStarts[term])..<Int(wordStarts[term + 1])
            guard words[range].starts(with: word) else { return }
            let factor: UInt8 = range.count == word.count ? 2 : 1
            for index in Int(rowStarts[term])..<Int(rowStarts[term + 1]) {
                let row = Int(rows[index])
                scores[row] = max(scores[row], weights[index] * factor)
            }
            term += 1
        }
    }

    private func lowerBound(_ word: [UInt8]) -> Int {
        (0..<wordStarts.count - 1).partitionPoint { term in
            let range = Int(wordStarts[term])..<Int(wordStarts[term + 1])
            return words[range].lexicographicallyPrecedes(word)
        }
    }

    private static func gather(
        _ item: UnsafeRawBufferPointer, _ row: UInt16, _ text: inout [UInt8],
        _ occurrences: inout [Occurrence]
    ) {
        ItemText.forEachField(of: item) { field, weight in
            ItemText.forEachWord(of: field, appendingTo: &text) { text, range in
                // Words are truncated to the length of the longest query word.
                let range = range.prefix(CatalogLimits.wordBytesMax)
                var prefix: UInt64 = 0
                for offset in 0..<8 {
                    let byte = offset < range.count ? text[range.lowerBound + offset] : 0
                    prefix = prefix << 8 | UInt64(byte)
                }
                occurrences.append(
                    Occurrence(
                        prefix: prefix, start: UInt32(range.lowerBound),
                        count: UInt16(range.count), row: row, weight: UInt8(weight)))
            }
        }
    }

    /// By word, then row, then the better weight first.
    private static func precedes(
        _ left: Occurrence, _ right: Occurrence, _ text: UnsafeRawBufferPointer
    ) -> Bool {
        if left.prefix != right.prefix { return left.prefix < right.prefix }
        let order = compare(left, right, text)
        if order != 0 { return order < 0 }
        return left.row != right.row ? left.row < right.row : left.weight > right.weight
    }

    private static func compare(
        _ left: Occurrence, _ right: Occurrence, _ text: UnsafeRawBufferPointer
    ) -> Int {
        if left.count <= 8, right.count <= 8 { return Int(left.count) - Int(right.count) }
        for offset in 8..<max(8, min(Int(left.count), Int(right.count))) {
            let one = text[Int(left.start) + offset]
            let other = text[Int(right.start) + offset]
            if one != other { return one < other ? -1 : 1 }
        }
        return Int(left.count) - Int(right.count)
    }

    private static func layOut(
        _ occurrences: [Occurrence], _ text: [UInt8]
    ) -> ([UInt8], [UInt32], [UInt32], [UInt16], [UInt8]) {
        var words: [UInt8] = []
        var wordStarts: [UInt32] = []
        var rowStarts: [UInt32] = []
        var rows: [UInt16] = []
        var weights: [UInt8] = []
        var last: Occurrence?
        text.withUnsafeBytes { bytes in
            for found in occurrences {
                let isNewWord =
                    last.map {
                        $0.prefix != found.prefix || compare($0, found, bytes) != 0
                    } ?? true
                if isNewWord {
                    wordStarts.append(UInt32(words.count))
                    rowStarts.append(UInt32(rows.count))
                    let start = Int(found.start)
                    words.append(contentsOf: bytes[start..<start + Int(found.count)])
                } else if last?.row == found.row {
                    continue
                }
                rows.append(found.row)
                weights.append(found.weight)
                last = found
            }
        }
        wordStarts.append(UInt32(words.count))
        rowStarts.append(UInt32(rows.count))
        return (words, wordStarts, rowStarts, rows, weights)
    }
}
