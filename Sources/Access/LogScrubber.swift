import MirrorTree
import PointOfSale

/// Redacts what looks like a credential in a log line: the last safeguard against one in an
/// external text. Callers must not log any.
package enum LogScrubber {
    /// The replacement of a secret.
    package static let mark = TreeSecrets.mark

    /// The line without bearer tokens, JSON web tokens, the mirror's session tokens, e-mail
    /// addresses, and users and queries of URLs.
    package static func scrubbed(_ line: String) -> String {
        RedactedText.withoutCredentials(withoutTokens(line))
    }

    private static func withoutTokens(_ line: String) -> String {
        // Fast path: most lines have none of them.
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

    /// Prefixes of secrets: the word before a bearer token, JWTs, the mirror's session tokens.
    private static let starts = ["earer", "EARER", "eyJ", StoredSessions.prefix]

    private static func tokenStart(in word: Substring) -> Substring.Index? {
        for start in ["eyJ", StoredSessions.prefix] {
            if let found = word.firstRange(of: start) { return found.lowerBound }
        }
        return nil
    }
}
