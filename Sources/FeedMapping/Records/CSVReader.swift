/// Reads CSV (RFC 4180) row by row: quotes, doubled quotes, line ends of any kind, a byte order
/// mark. Pure; a value type, one thread at a time.
///
/// What RFC 4180 leaves open: blank lines are skipped, and a quote inside a field that does not
/// begin with one is a character (`5" pipe`).
struct CSVReader {
    /// One row, or why it is none.
    enum Row: Equatable {
        case fields([String])
        case faulty(RowFault)
    }

    private let bytes: [UInt8]
    private let delimiter: UInt8
    private var position = 0
    /// Of the row that comes next, from 1.
    private(set) var line = 1

    /// Throws `encoding` where a byte order mark says that this is not UTF-8.
    init(_ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) throws(FeedFault) {
        self.bytes = bytes
        self.delimiter = delimiter
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            throw FeedFault(.encoding, "the file is UTF-16; save it as UTF-8")
        }
    }

    /// The next row that is not blank; nil at the end.
    ///
    /// Throws `cutOff` where the bytes end inside quotes, and `tooLarge` for a field or row that
    /// cannot be one: a quote that is never closed makes all that follows one field.
    mutating func next() throws(FeedFault) -> Row? {
        while position < bytes.count, isLineEnd(bytes[position]) { skipLineEnd() }
        guard position < bytes.count else { return nil }
        var fields: [String] = []
        var fault: RowFault?
        while true {
            let (field, fieldFault) = try field()
            if let field { fields.append(field) }
            fault = fault ?? fieldFault
            guard fields.count <= FeedLimits.columnsMax else {
                throw FeedFault(
                    .tooLarge, "line \(line) has more than \(FeedLimits.columnsMax) fields")
            }
            guard position < bytes.count, bytes[position] == delimiter else { break }
            position += 1
        }
        /// Whether the row ends with a line end, and not with the file.
        endsWithLine = position < bytes.count
        if endsWithLine { skipLineEnd() }
        if let fault { return .faulty(fault) }
        return .fields(fields)
    }

    /// Whether the last row ended with a line end, and not with the file.
    private(set) var endsWithLine = true

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// CR LF, LF or CR.
    private mutating func skipLineEnd() {
        if bytes[position] == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A {
            position += 1
        }
        position += 1
        line += 1
    }

    /// The field at the position; leaves it at the delimiter, the line end or the end.
    private mutating func field() throws(FeedFault) -> (String?, RowFault?) {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            let start = position
            while position < bytes.count, bytes[position] != delimiter,
                !isLineEnd(bytes[position])
            { position += 1 }
            try checkSize(position - start)
            return text(bytes[start..<position])
        }
        return try quoted()
    }

    private mutating func quoted() throws(FeedFault) -> (String?, RowFault?) {
        let first = line
        position += 1
        var content: [UInt8] = []
        while true {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                if bytes[position] == 0x0A { line += 1 }
                position += 1
            }
            content += bytes[start..<position]
            try checkSize(content.count)
            guard position < bytes.count else {
                throw FeedFault(.cutOff, "a quote of line \(first) is never closed")
            }
            position += 1
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
            content.append(UInt8(ascii: "\""))
            position += 1
        }
        let end = position
        while position < bytes.count, bytes[position] != delimiter, !isLineEnd(bytes[position]) {
            position += 1
        }
        guard bytes[end..<position].allSatisfy({ $0 == 0x20 }) else { return ("", .quote) }
        return text(content[...])
    }

    private func checkSize(_ count: Int) throws(FeedFault) {
        guard count <= FeedLimits.fieldBytesMax else {
            throw FeedFault(
                .tooLarge,
                "a field near line \(line) has more than \(FeedLimits.fieldBytesMax) bytes"
                    + " (a quote that is never closed?)")
        }
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> (String?, RowFault?) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return ("", .encoding) }
        return (text, nil)
    }
}

/// Why one record of a feed could not be taken, while others were.
public enum RowFault: String, Equatable, Sendable, CaseIterable {
    /// Fewer or more fields than the header has: which is whose nobody knows.
    case ragged
    /// Text behind a closing quote.
    case quote
    /// Bytes that are not UTF-8.
    case encoding
    /// No JSON, or none that is an object.
    case malformed
    /// Larger than a record may be.
    case tooLarge

    /// What a report says of `count` such rows.
    func text(_ count: Int) -> String {
        let rows = count == 1 ? "1 row" : "\(count) rows"
        let verb = count == 1 ? "has" : "have"
        return switch self {
        case .ragged: "\(rows) \(verb) another number of fields than the header"
        case .quote: "\(rows) \(verb) text behind a closing quote"
        case .encoding: "\(rows) \(verb) bytes that are not UTF-8"
        case .malformed: "\(rows) \(verb) no JSON object"
        case .tooLarge: "\(rows) \(verb) more bytes than a record may have"
        }
    }
}
