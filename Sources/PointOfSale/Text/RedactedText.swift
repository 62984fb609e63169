import TextForms

/// Redacts a text of the POS for errors, warnings, log lines and status documents: removes personal
/// data and secrets, and returns one line of bounded length.
///
/// Names of people cannot be recognised. What looks like an e-mail address, a telephone, licence or
/// card number, a date of birth, a METRC tag, a token, a password or a query of a URL is removed,
/// and so are the given secrets in any encoding, whole and in part.
public struct RedactedText: Sendable {
    /// The replacement of redacted text.
    public static let mark = "[redacted]"

    private let secrets: [SecretText]
    private let parts: SecretParts

    /// - Parameters:
    ///   - secrets: texts to remove, such as a location's password and PIN.
    ///   - identifiers: texts that are removed where they stand as a whole, such as its user's
    ///     name: parts of one are often words.
    public init(secrets: [String] = [], identifiers: [String] = []) {
        let own = (secrets + identifiers).flatMap { SecretText.forms(of: $0) }
        parts = SecretParts(secrets)
        // The longest first: a PIN may be a part of the password.
        self.secrets = own.sorted { $0.bytes.count > $1.bytes.count }
    }

    /// The redacted text, truncated to `bytesMax` bytes; nil if nothing is left.
    public func scrubbed(
        _ text: String, bytesMax: Int = POSLimits.messageBytesMax
    ) -> String? {
        var line = Self.oneLine(text, bytesMax: 4 * bytesMax)
        if !secrets.isEmpty { line = SecretText.removing(secrets, from: line) }
        line = Self.withoutPasswords(line)
        line = Self.withoutCredentials(line)
        line = Self.withoutTokens(line)
        line = Self.withoutNumbers(line)
        // Last: what is left of an address would not be known as one.
        if !parts.isEmpty { line = parts.removed(from: line) }
        return Self.cut(line, bytes: bytesMax).nonBlankOfControls
    }

    /// The text without e-mail addresses, JSON web tokens, and users and queries of URLs: for the
    /// mirror's own lines, whose numbers and ids stay.
    public static func withoutCredentials(_ line: String) -> String {
        var line = line
        if line.contains("?") || line.contains("://") { line = withoutQueries(line) }
        if line.contains("eyJ") {
            line.replace(#/eyJ[A-Za-z0-9_\-.=]{8,}/#.matchingSemantics(.unicodeScalar), with: mark)
        }
        if at.contains(where: { line.contains($0) }) {
            let mail = #/[^\s@"'<>(),;:=\[\]]{1,64}(?:@|\x{FF20}|%40|&#64;)[\w.\-]{1,253}/#
            let quoted = #/"[^"@]{1,64}"@[\w.\-]{1,253}/#
            line.replace(quoted.matchingSemantics(.unicodeScalar), with: mark)
            line.replace(mail.matchingSemantics(.unicodeScalar), with: mark)
        }
        return line
    }

    private static let at = ["@", "\u{FF20}", "%40", "&#64;"]

    /// A text truncated to `bytes` bytes at a character boundary.
    public static func cut(_ text: String, bytes: Int) -> String {
        String(text.prefix(utf8: bytes))
    }

    // MARK: - Steps

    /// Replaces control characters with blanks and removes invisible ones, which could hide text
    /// from the next steps. Drops a word that truncation splits, which may be half an address.
    private static func oneLine(_ text: String, bytesMax: Int) -> String {
        let isTruncated = text.utf8.count > bytesMax
        var line = String.UnicodeScalarView()
        for scalar in cut(text, bytes: bytesMax).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator: line.append(" ")
            case .format, .privateUse, .surrogate, .unassigned: continue
            default: line.append(scalar)
            }
        }
        guard isTruncated, let last = line.lastIndex(of: " ") else { return String(line) }
        return String(line[..<last])
    }

    /// Removes what follows a word such as password, pin or token.
    private static func withoutPasswords(_ line: String) -> String {
        let scheme = #/(?i)\b(bearer|basic|digest)\s+(?=[^\s]{0,200}[0-9=._\-])[^\s"',;]+/#
        let named =
            #/
            (?i)
            \b((?:[a-z]{1,20}[_\-]){0,3}
            (?:pass(?:word|wd|code|phrase)?|pwd|pin|token|secret|api[_\-]?key|authorization
            |cookie|session(?:[_\-]?id)?|signature)
            ["']?\s{0,2}[:=]\s{0,2})
            (?:"[^"]*"?|'[^']*'?|[^\s"',;&}]+)
            /#
        return
            line
            .replacing(scheme.matchingSemantics(.unicodeScalar)) { "\($0.1) \(mark)" }
            .replacing(named.matchingSemantics(.unicodeScalar)) { "\($0.1)\(mark)" }
    }

    /// Reduces a URL to scheme, host and path.
    private static func withoutQueries(_ line: String) -> String {
        let url = #/(?i)\b([a-z][a-z0-9+.\-]{0,20}:\/\/)([^\s"'<>]+)/#
        let query = #/\?[^\s"'<>=?]{1,200}=[^\s"'<>]*/#
        return line.replacing(url.matchingSemantics(.unicodeScalar)) { found in
            let rest = found.2
            let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            let path = rest[authority.endIndex...].prefix { $0 != "?" && $0 != "#" }
            return "\(found.1)\(host)\(path)"
        }.replacing(query.matchingSemantics(.unicodeScalar), with: "?\(mark)")
    }

    /// Removes long runs of letters and digits: keys, session ids, METRC tags (24 characters).
    private static func withoutTokens(_ line: String) -> String {
        let run = #/[A-Za-z0-9+_=\-]{16,}(?:\/[A-Za-z0-9+_=\-]+)*/#
        return line.replacing(run.matchingSemantics(.unicodeScalar)) { found in
            let head = found.0.prefix { $0 != "/" }.utf8
            let digits = head.count { (0x30...0x39).contains($0) }
            let letters = head.count { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
            let isToken =
                digits > 0 && letters > 0
                && (head.count >= 20 || digits + letters == head.count)
            return isToken ? mark : String(found.0)
        }
    }

    /// Removes seven or more digits with only separators in between, except recent dates that
    /// cannot be dates of birth.
    private static func withoutNumbers(_ line: String) -> String {
        let number = #/[+(]?\d(?:[\s().\/\-]{0,2}\d){6,}/#
        let day = #/\b20[1-9]\d-[01]\d-[0-3]\d\b/#
        return line.replacing(number.matchingSemantics(.unicodeScalar)) { found in
            let rest = found.0.replacing(day.matchingSemantics(.unicodeScalar), with: "")
            let digits = rest.unicodeScalars.count {
                $0.properties.generalCategory == .decimalNumber
            }
            return digits < 7 ? String(found.0) : mark
        }
    }
}
