/// Parses CSV (RFC 4180) row by row: quoted fields, doubled quotes, any line ending, a byte order
/// mark. Pure; one thread at a time.
///
/// Where RFC 4180 is silent: blank lines are skipped, and a quote inside an unquoted field is
/// literal (`5" pipe`).
struct CSVReader {
    /// A row, or why it is faulty.
    enum Row: Equatable {
        case fields([String])
        case faulty(RowFault)
    }

    private let bytes: [UInt8]
    private let delimiter: UInt8
    private var position = 0
    /// The line number of the next row, from 1.
    private(set) var line = 1

    /// Throws `encoding` if a byte order mark shows that the file is not UTF-8.
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
    /// Throws `cutOff` if the file ends inside quotes, and `tooLarge` for an excessive field or
    /// row, which is the effect of a missing closing quote.
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
        /// Whether the row ended with a line ending, not with the file.
        endsWithLine = position < bytes.count
        if endsWithLine { skipLineEnd() }
        if let fault { return .faulty(fault) }
        return .fields(fields)
    }

    /// Whether the last row ended with a line ending, not with the file.
    private(set) var endsWithLine = true

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// Skips CR LF, LF or CR.
    private mutating func skipLineEnd() {
        if bytes[position] == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A {
            position += 1
        }
        position += 1
        line += 1
    }

    /// Parses the field at the position, up to the delimiter, line ending or end of file.
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

/// Why a single record is faulty; the following ones are read.
public enum RowFault: String, Equatable, Sendable, CaseIterable {
    /// Another number of fields than the header has, so that fields cannot be assigned to columns.
    case ragged
    /// Text after a closing quote.
    case quote
    /// Not UTF-8.
    case encoding
    /// Not a JSON object.
    case malformed
    /// The header again, as where files were put one behind the other.
    case header
    /// A JSON object that says a member twice, and not the same.
    case contradicted
    /// Larger than the limit.
    case tooLarge

    /// The report's text for `count` such records.
    func text(_ count: Int) -> String {
        let rows = count == 1 ? "1 row" : "\(count) rows"
        let verb = count == 1 ? "has" : "have"
        return switch self {
        case .ragged: "\(rows) \(verb) another number of fields than the header"
        case .quote: "\(rows) \(verb) text behind a closing quote"
        case .encoding: "\(rows) \(verb) bytes that are not UTF-8"
        case .malformed: "\(rows) \(verb) no JSON object"
        case .header: "\(rows) \(verb) the header again"
        case .contradicted: "\(rows) \(verb) a member twice, and not the same"
        case .tooLarge: "\(rows) \(verb) more bytes than a record may have"
        }
    }
}
