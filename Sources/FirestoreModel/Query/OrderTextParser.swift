import StatusCodes

/// Parses `field [asc|desc], …`; commas and blanks inside backticks belong to the field.
struct OrderTextParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    private static let malformed = Status.invalid("order_by is malformed")

    mutating func orders() throws(Status) -> [QueryOrder] {
        skipBlanks()
        guard position < bytes.count else { return [] }
        var orders: [QueryOrder] = []
        while true {
            let path = try word()
            skipBlanks()
            var descending = false
            if position < bytes.count, bytes[position] != 0x2C {
                descending = try direction()
                skipBlanks()
            }
            orders.append(QueryOrder(path, descending: descending))
            guard position < bytes.count else { return orders }
            guard bytes[position] == 0x2C else { throw Self.malformed }
            position += 1
            skipBlanks()
        }
    }

    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
            position += 1
        }
    }

    private mutating func direction() throws(Status) -> Bool {
        switch try word().lowercased() {
        case "asc", "ascending": return false
        case "desc", "descending": return true
        default: throw Self.malformed
        }
    }

    private mutating func word() throws(Status) -> String {
        let start = position
        var quoted = false
        while position < bytes.count {
            let byte = bytes[position]
            if quoted, byte == 0x5C { position += 1 }
            if byte == 0x60 { quoted.toggle() }
            if !quoted, byte == 0x20 || byte == 0x09 || byte == 0x2C { break }
            position += 1
        }
        let end = min(position, bytes.count)
        guard end > start, !quoted,
            let text = String(validating: bytes[start..<end], as: UTF8.self)
        else { throw Self.malformed }
        position = end
        return text
    }
}
