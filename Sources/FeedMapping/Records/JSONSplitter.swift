/// Finds the boundaries of values in a JSON text by brackets and strings only. The parser then
/// validates value by value, so that the whole text is never one tree in memory.
struct JSONSplitter {
    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    /// Consumes `byte` if it is next after white space.
    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard current == byte else { return false }
        position += 1
        return true
    }

    /// Skips one value; returns its range. Throws `cutOff` if the text ends inside it.
    mutating func value() throws(FeedFault) -> Range<Int> {
        skipSpace()
        let start = position
        guard let first = current else { throw cutOff }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): try container()
        case UInt8(ascii: "\""): try string()
        default:
            while let byte = current, !Self.endsScalar(byte) { position += 1 }
            guard position > start else { throw malformed }
            // A number or literal at the very end may be truncated.
            guard position < bytes.count else { throw cutOff }
        }
        return start..<position
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
            || byte == UInt8(ascii: "}") || byte == UInt8(ascii: ":")
    }

    private mutating func container() throws(FeedFault) {
        var depth = 0
        repeat {
            guard let byte = current else { throw cutOff }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
            case UInt8(ascii: "\""): try string()
            default: position += 1
            }
        } while depth > 0
    }

    private mutating func string() throws(FeedFault) {
        position += 1
        while let byte = current {
            position += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\") { position += 1 }
        }
        position = bytes.count
        throw cutOff
    }

    var cutOff: FeedFault { FeedFault(.cutOff, "the JSON text is cut off") }
    var malformed: FeedFault {
        FeedFault(.malformed, "the JSON text is malformed at byte \(position)")
    }
}
