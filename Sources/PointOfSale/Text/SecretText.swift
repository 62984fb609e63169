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
        return texts.map { SecretText(bytes: lowercased($0)) }
            + [SecretText(bytes: lowercased(secret), isTolerant: true)]
    }

    /// The text with every occurrence replaced by ``ForeignText/mark``.
    static func removing(_ secrets: [SecretText], from text: String) -> String {
        var out: [UInt8] = []
        let original = Array(text.utf8)
        let lower = lowercased(text)
        var place = 0
        while place < original.count {
            let count = secrets.lazy.compactMap { $0.count(in: lower, at: place) }.first
            if let count {
                out += ForeignText.mark.utf8
                place += count
            } else {
                out.append(original[place])
                place += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Length of the secret's occurrence at an offset of the text; nil if there is none.
    private func count(in text: [UInt8], at place: Int) -> Int? {
        let found: Int?
        if isTolerant {
            found = EncodedText.count(of: bytes, in: text, at: place)
        } else {
            let isThere =
                text.count - place >= bytes.count && text[place] == bytes[0]
                && text[place..<place + bytes.count].elementsEqual(bytes)
            found = isThere ? bytes.count : nil
        }
        guard let found, isWord else { return found }
        let isPart =
            EncodedText.isWordBefore(place, in: text)
            || EncodedText.isWordAt(place + found, in: text)
        return isPart ? nil : found
    }

    private static func lowercased(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
