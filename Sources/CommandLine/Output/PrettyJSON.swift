/// Formats JSON text for people.
enum PrettyJSON {
    /// Indents compact, valid JSON by two spaces per level; empty containers stay on one line.
    static func text(_ compact: String) -> String {
        var output: [UInt8] = []
        var (depth, isInString, isEscaped) = (0, false, false)
        let input = Array(compact.utf8)
        for (index, byte) in input.enumerated() {
            if isInString {
                output.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            let next = index + 1 < input.count ? input[index + 1] : 0
            isInString = byte == UInt8(ascii: "\"")
            place(byte, next, &depth, &output)
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func place(
        _ byte: UInt8, _ next: UInt8, _ depth: inout Int, _ output: inout [UInt8]
    ) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            output.append(byte)
            depth += 1
            if next != UInt8(ascii: "}"), next != UInt8(ascii: "]") { breakLine(depth, &output) }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if output.last != UInt8(ascii: "{"), output.last != UInt8(ascii: "[") {
                breakLine(depth, &output)
            }
            output.append(byte)
        case UInt8(ascii: ","):
            output.append(byte)
            breakLine(depth, &output)
        case UInt8(ascii: ":"):
            output.append(contentsOf: ": ".utf8)
        default:
            output.append(byte)
        }
    }

    private static func breakLine(_ depth: Int, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * max(0, depth)))
    }
}
