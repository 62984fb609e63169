import TextForms

/// One encoded form of a secret in a text of the POS.
struct SecretText: Sendable {
    /// In ASCII lower case.
    let bytes: [UInt8]
    /// Whether each character may be encoded separately, as ``EncodedText`` reads them.
    var isTolerant = false
    /// Short secrets match only as whole words: a PIN of `1` occurs in every number.
    private var isWord: Bool { bytes.count < Self.freeBytesMin }

    private static let freeBytesMin = 6

    /// The forms of a secret: plain, with characters encoded as in URLs, JSON and HTML, in base 64,
    /// and in hexadecimal.
    static func forms(of secret: String) -> [SecretText] {
        guard let secret = secret.nonBlankOfControls else { return [] }
        let bytes = Array(secret.utf8)
        let encoded = Base64.encode(bytes)
        let unpadded = String(encoded.prefix { $0 != "=" })
        let texts: Set<String> = [
            encoded, unpadded, Base64.encode(bytes, .url),
            Hexadecimal.text(bytes),
        ]
        return texts.map { SecretText(bytes: RedactedRuns.lowercased($0)) }
            + [SecretText(bytes: RedactedRuns.lowercased(secret), isTolerant: true)]
    }

    /// The text with every occurrence replaced by ``RedactedText/mark``.
    static func removing(_ secrets: [SecretText], from text: String) -> String {
        RedactedRuns.removed(from: text) { lower, offset in
            secrets.lazy.compactMap { $0.count(in: lower, at: offset) }.first
        }
    }

    /// Length of the secret's occurrence at an offset of the text; nil if there is none.
    private func count(in text: [UInt8], at offset: Int) -> Int? {
        let found: Int?
        if isTolerant {
            found = EncodedText.count(of: bytes, in: text, at: offset)
        } else {
            let isThere =
                text.count - offset >= bytes.count && text[offset] == bytes[0]
                && text[offset..<offset + bytes.count].elementsEqual(bytes)
            found = isThere ? bytes.count : nil
        }
        guard let found, isWord else { return found }
        let isPart =
            EncodedText.isWordBefore(offset, in: text)
            || EncodedText.isWordAt(offset + found, in: text)
        return isPart ? nil : found
    }
}
