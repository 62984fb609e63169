/// Parses e-mail addresses and telephone numbers of a POS.
public enum ContactAddress {
    /// Domains of placeholder addresses (Protocol/alleaves.md, Customers), compared exactly: a
    /// domain that only contains one of them may be real.
    private static let placeholderDomains: Set<String> = [
        "alleaves.local", "unknown.local", "alleaves.com",
    ]

    /// A valid address, trimmed; nil for a placeholder and for anything else.
    public static func email(_ text: String?) -> String? {
        guard let text, let at = text.lastIndex(of: "@") else { return nil }
        let domain = text[text.index(after: at)...].lowercased()
        guard at > text.startIndex, !domain.isEmpty, !placeholderDomains.contains(domain),
            !text.contains(where: \.isWhitespace)
        else { return nil }
        return text
    }

    /// The last four digits; nil where there are fewer.
    public static func lastFour(_ phone: String?) -> String? {
        let digits = (phone ?? "").unicodeScalars.filter { ("0"..."9").contains($0) }
        guard digits.count >= 4 else { return nil }
        return String(String.UnicodeScalarView(digits.suffix(4)))
    }
}
