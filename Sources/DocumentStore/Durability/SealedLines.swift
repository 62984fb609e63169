import LinuxSystem
import TextForms

/// A small text file of our own: lines of "name value", the last the CRC-32C of those before.
package enum SealedLines {
    /// The file's bytes.
    package static func bytes(_ lines: [String]) -> [UInt8] {
        let text = lines.map { $0 + "\n" }.joined()
        return [UInt8]((text + seal(text)).utf8)
    }

    /// The lines before the seal; nil unless the bytes are exactly what ``bytes(_:)`` writes and
    /// the first line is `heading`.
    package static func lines(of bytes: [UInt8], heading: String) -> [String]? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.popLast() == "", let seal = lines.popLast(), lines.first == heading,
            Self.seal(lines.map { $0 + "\n" }.joined()) == seal + "\n"
        else { return nil }
        return lines
    }

    private static func seal(_ text: String) -> String {
        "crc32c \(Hexadecimal.text(CRC32C.of([UInt8](text.utf8)), digits: 8))\n"
    }
}
