/// One way in which a secret may be written in a text of the POS.
struct SecretText: Sendable {
    /// In lower case, as far as ASCII goes.
    let bytes: [UInt8]
    /// Short ones are looked for as words of their own: a PIN of `1` is in every number.
    private var isWord: Bool { bytes.count < Self.freeBytesMin }

    private static let freeBytesMin = 6

    /// The secret as it is, and as URLs, JSON, HTML, base 64 and hexadecimal digits have it.
    static func forms(of secret: String) -> [SecretText] {
        guard let secret = TrimmedText.of(secret) else { return [] }
        let bytes = Array(secret.utf8)
        let encoded = base64(bytes)
        let unpadded = String(encoded.prefix { $0 != "=" })
        let texts: Set<String> = [
            secret, percentEncoded(bytes, blank: "%20"), percentEncoded(bytes, blank: "+"),
            escaped(secret, ["\"": "\\\"", "\\": "\\\\", "/": "\\/"]),
            escaped(secret, ["\"": "\\\"", "\\": "\\\\"]),
            escaped(secret, [
                "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;",
            ]),
            encoded, unpadded, String(unpadded.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }),
            bytes.map { hex($0) }.joined(),
        ]
        return texts.map { SecretText(bytes: lowercased($0)) }
    }

    /// The text with ``ForeignText/mark`` in the place of every form that is in it.
    static func removing(_ secrets: [SecretText], from text: String) -> String {
        var out: [UInt8] = []
        let original = Array(text.utf8)
        let lower = lowercased(text)
        var place = 0
        while place < original.count {
            if let found = secrets.first(where: { $0.isFound(in: lower, at: place) }) {
                out += ForeignText.mark.utf8
                place += found.bytes.count
            } else {
                out.append(original[place])
                place += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private func isFound(in text: [UInt8], at place: Int) -> Bool {
        guard text.count - place >= bytes.count, text[place] == bytes[0],
            text[place..<place + bytes.count].elementsEqual(bytes)
        else { return false }
        guard isWord else { return true }
        return !Self.isWordByte(text, place - 1) && !Self.isWordByte(text, place + bytes.count)
    }

    private static func isWordByte(_ text: [UInt8], _ place: Int) -> Bool {
        guard text.indices.contains(place) else { return false }
        let byte = text[place]
        return (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
    }

    private static func lowercased(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    private static func escaped(_ text: String, _ marks: [Character: String]) -> String {
        text.map { marks[$0] ?? String($0) }.joined()
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    private static func percentEncoded(_ bytes: [UInt8], blank: String) -> String {
        bytes.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & ~0x20)
                || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
            if isPlain, byte < 0x80 { return String(UnicodeScalar(byte)) }
            return byte == 0x20 ? blank : "%" + hex(byte)
        }.joined()
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
