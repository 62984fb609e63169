import PointOfSale

/// Takes out of a log line what looks like a credential: the last net, should a text from outside
/// have brought one along. Callers are still not to pass any.
enum LogScrubber {
    /// What stands in a secret's place.
    static let mark = "[redacted]"

    /// The line without bearer tokens, JSON web tokens, session tokens of ours, e-mail addresses,
    /// and users and queries of URLs.
    static func scrubbed(_ line: String) -> String {
        ForeignText.withoutCredentials(withoutTokens(line))
    }

    private static func withoutTokens(_ line: String) -> String {
        // Nearly every line has none of them.
        guard starts.contains(where: { line.contains($0) }) else { return line }
        var result: [Substring] = []
        var hidesNext = false
        for word in line.split(separator: " ", omittingEmptySubsequences: false) {
            let isSecret = hidesNext || tokenStart(in: word) != nil
            hidesNext = word.lowercased().hasSuffix("bearer")
            guard isSecret else {
                result.append(word)
                continue
            }
            let kept = tokenStart(in: word).map { word[..<$0] } ?? ""
            result.append(kept + mark)
        }
        return result.joined(separator: " ")
    }

    /// How secrets begin: the word before a bearer token, every JWT, every session of ours.
    private static let starts = ["earer", "EARER", "eyJ", StoredSessions.prefix]

    private static func tokenStart(in word: Substring) -> Substring.Index? {
        for start in ["eyJ", StoredSessions.prefix] {
            if let found = word.firstRange(of: start) { return found.lowerBound }
        }
        return nil
    }
}
