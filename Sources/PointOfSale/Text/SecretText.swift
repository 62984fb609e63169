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
        guard let secret = TrimmedText.of(secret) else { return [] }
        let bytes = Array(secret.utf8)
        let encoded = base64(bytes)
        let unpadded = String(encoded.prefix { $0 != "=" })
        let texts: Set<String> = [
            encoded, unpadded, String(unpadded.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }),
            bytes.map { hex($0) }.joined(),
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

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    private static func base64(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                text.append(
                    index > group.count ? "=" : alphabet[bits >> (18 - 6 * index) & 63])
            }
        }
        return text
    }
}
