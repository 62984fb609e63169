/// Reads e-mail addresses and telephone numbers as a POS has them.
public enum ContactAddress {
    /// Domains of addresses that reach nobody (Protocol/alleaves.md, Customers), compared exactly:
    /// a longer domain that only contains one of them is somebody's.
    private static let placeholderDomains: Set<String> = [
        "alleaves.local", "unknown.local", "alleaves.com",
    ]

    /// A real address, trimmed; nil for a placeholder and for what is no address.
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
