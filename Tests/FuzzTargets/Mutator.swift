import Randomness

/// Inputs made of a corpus by chance, for where no coverage guides: the n-th input of a seed is
/// always the same.
public struct Mutator: Sendable {
    private let corpus: [[UInt8]]
    private let seed: UInt64
    private let bytesMax: Int

    public init(corpus: [[UInt8]], seed: UInt64, bytesMax: Int) {
        self.corpus = corpus.isEmpty ? [[]] : corpus
        self.seed = seed
        self.bytesMax = bytesMax
    }

    /// The n-th input: the corpus itself first.
    public func input(_ number: Int) -> [UInt8] {
        if number < corpus.count { return Array(corpus[number].prefix(bytesMax)) }
        var random = SeededRandom(seed: seed, stream: 81, index: number)
        var bytes = corpus[random.below(corpus.count)]
        for _ in 0..<random.between(1, 6) { mutate(&bytes, &random) }
        return Array(bytes.prefix(bytesMax))
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        guard !bytes.isEmpty else {
            bytes = random.bytes(random.between(1, 16))
            return
        }
        let place = random.below(bytes.count)
        switch random.below(9) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = Self.telling[random.below(Self.telling.count)]
        case 2: bytes.insert(contentsOf: random.bytes(random.between(1, 8)), at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + random.between(1, 16)))
        case 4:
            let part = bytes[place..<min(bytes.count, place + random.between(1, 64))]
            bytes.insert(contentsOf: part, at: random.below(bytes.count))
        case 5:
            let other = corpus[random.below(corpus.count)]
            bytes = Array(bytes[..<place]) + other.dropFirst(random.below(other.count + 1))
        case 6, 7:
            let word = Array(Self.words[random.below(Self.words.count)].utf8)
            let end = random.chance(1, of: 2) ? place : min(bytes.count, place + word.count)
            bytes.replaceSubrange(place..<end, with: word)
        default: bytes.removeSubrange(place...)
        }
    }

    /// Bytes at which something changes: ends of ranges, signs of text formats.
    private static let telling: [UInt8] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x0A, 0x20, 0x22, 0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x39, 0x3A, 0x5B,
        0x5C, 0x60, 0x7B, 0x7D,
    ]
    private static let words = [
        "-1", "0", "00", "1e309", "-0", "9223372036854775807", "-9223372036854775808",
        "18446744073709551616", "NaN", "null", "true", "\"", "\\u0000", "\\ud800", "{}", "[]", "[[",
        "2026-02-30", "9999-12-31T23:59:60Z", "0000-00-00", "__name__", "`a\\`b`", "..", "/", "é",
        "\u{FEFF}", "\u{200B}", "%00", "0.00001", "1,5",
    ]
}
