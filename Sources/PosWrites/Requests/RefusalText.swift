import Access
import TextForms

/// The POS's message of a refusal with personal data and secrets redacted: it may repeat what was
/// sent, and more.
enum RefusalText {
    private static let mark = "[redacted]"

    /// The text on one line, cut to ``ServiceLimits/refusalCharactersMax``.
    ///
    /// - Parameter sent: texts of the request, possibly personal.
    static func scrubbed(_ text: String, sent: [String]) -> String {
        var text = percentDecoded(text)
        for secret in sent.flatMap(parts).sorted(by: { $0.count > $1.count }) {
            text = replacing(secret, in: text)
        }
        text = LogScrubber.scrubbed(text)
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        hideAddresses(&words)
        hideNumbers(&words)
        words = words.map { isMail($0) || isSecret($0) ? mark : $0 }
        var kept: [String] = []
        for word in words where !(word == mark && kept.last == mark) { kept.append(word) }
        return String(kept.joined(separator: " ").prefix(PosWriteLimits.refusalCharactersMax))
    }

    /// The percent-decoded text, in which the sent texts are searched.
    private static func percentDecoded(_ text: String) -> String {
        guard text.contains("%") else { return text }
        return String(validating: PercentEncoding.decode(text), as: UTF8.self) ?? text
    }

    /// A text of the request and its words, so that parts of names are found too. Without short
    /// words and words that occur in every refusal.
    private static func parts(_ text: String) -> [String] {
        let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
            .filter { !plainWords.contains($0.lowercased()) }
        return ([text.trimmed] + words).filter { $0.count >= 3 }
    }

    private static let plainWords: Set<String> = [
        "the", "and", "for", "not", "with", "this", "that", "has", "have", "was", "are", "can",
        "order", "customer", "item", "items", "stock", "price", "discount", "product", "phone",
        "email", "name", "address", "invalid", "required", "missing", "store", "credit", "points",
        "limit", "amount", "quantity", "already", "exists", "found", "reason", "please", "call",
    ]

    /// Replaces whole words, case-insensitively.
    private static func replacing(_ secret: String, in text: String) -> String {
        let (haystack, needle) = (Array(text), Array(secret.lowercased()))
        // Case folding may change lengths; such a text is compared character by character.
        let lower = haystack.map { String($0).lowercased() }
        var result = ""
        var index = 0
        while index < haystack.count {
            let end = index + needle.count
            let isFound =
                end <= haystack.count
                && zip(lower[index..<end], needle).allSatisfy { $0 == String($1) }
                && !isWordPart(haystack, index - 1) && !isWordPart(haystack, end)
            result += isFound ? mark : String(haystack[index])
            index = isFound ? end : index + 1
        }
        return result
    }

    private static func isWordPart(_ text: [Character], _ index: Int) -> Bool {
        text.indices.contains(index) && (text[index].isLetter || text[index].isNumber)
    }

    private static func isMail(_ word: String) -> Bool { word.contains("@") }

    /// Long runs of letters and digits are keys or tokens.
    private static func isSecret(_ word: String) -> Bool {
        word.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }.contains { part in
            part.count >= PosWriteLimits.refusalTokenCharacters
                && part.contains(where: \.isNumber) && part.contains(where: \.isLetter)
        }
    }

    /// Hides telephone, card and document numbers, also in groups, and dates of birth: seven
    /// digits or more with nothing but separators between them.
    private static func hideNumbers(_ words: inout [String]) {
        var start = 0
        while start < words.count {
            var (end, digits) = (start, 0)
            while end < words.count, let count = digitCount(words[end]) {
                digits += count
                end += 1
            }
            if digits >= PosWriteLimits.refusalDigits {
                for index in start..<end { words[index] = mark }
            }
            start = max(end, start + 1)
        }
    }

    /// Number of digits of a word of digits and separators; nil for any other word.
    private static func digitCount(_ word: String) -> Int? {
        let separators: Set<Character> = [
            "+", "-", "(", ")", ".", "/", ",", ":", ";", "#", "'", "\"", "x", "?", "!",
        ]
        let digits = word.filter { $0.isNumber }.count
        guard digits > 0, word.allSatisfy({ $0.isNumber || separators.contains($0) }) else {
            // A text before an equals sign or a colon is a field name.
            guard let mark = word.lastIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
            let rest = String(word[word.index(after: mark)...])
            return rest.isEmpty || rest == word ? nil : digitCount(rest)
        }
        return digits
    }

    private static let streets: Set<String> = [
        "st", "street", "ave", "avenue", "rd", "road", "blvd", "boulevard", "ln", "lane", "dr",
        "drive", "ct", "court", "way", "pl", "place", "hwy", "highway", "pkwy", "parkway", "ter",
        "terrace", "cir", "circle", "sq", "square",
    ]

    /// Hides a house number and the following words up to the word for a street.
    private static func hideAddresses(_ words: inout [String]) {
        for end in words.indices where streets.contains(bare(words[end])) {
            let from = max(0, end - PosWriteLimits.refusalStreetWords)
            guard let start = (from..<end).last(where: { words[$0].first?.isNumber == true })
            else { continue }
            for index in start...end { words[index] = mark }
        }
    }

    private static func bare(_ word: String) -> String {
        word.filter { $0.isLetter }.lowercased()
    }
}
