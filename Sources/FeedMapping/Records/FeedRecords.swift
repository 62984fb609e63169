import JSON
import TextForms

/// Iterates over the records of a feed. One thread at a time.
struct FeedRecords {
    /// The next record.
    enum Next {
        case record(FeedRecord)
        /// A faulty record; others follow.
        case faulty(RowFault)
    }

    private enum Reader {
        case csv(CSVReader)
        case json(JSONRecords)
        case lines(JSONLines)
    }

    private var reader: Reader
    /// The header of a CSV file.
    let header: CSVHeader?
    /// Records read, including faulty ones.
    private(set) var count = 0

    /// - Parameter path: the members that lead to the list of records, in JSON.
    init(_ bytes: [UInt8], _ format: FeedFormat, path: [String]) throws(FeedFault) {
        var header: CSVHeader?
        switch format.kind {
        case .csv:
            var csv = try CSVReader(bytes, delimiter: format.delimiter)
            header = try Self.header(&csv)
            reader = .csv(csv)
        case .json: reader = .json(try JSONRecords(bytes, path: path))
        case .jsonl:
            guard !bytes.allSatisfy({ $0 <= 0x20 }) else {
                throw FeedFault(.cutOff, "the file is empty")
            }
            reader = .lines(JSONLines(bytes))
        }
        self.header = header
    }

    private static func header(_ csv: inout CSVReader) throws(FeedFault) -> CSVHeader {
        switch try csv.next() {
        case .fields(let names): return CSVHeader(names)
        case .faulty(let fault):
            throw FeedFault(
                fault == .encoding ? .encoding : .malformed,
                fault == .encoding
                    ? "the header has bytes that are not UTF-8" : "the header is malformed")
        case nil: throw FeedFault(.unexpected, "the file is empty: there is no header")
        }
    }

    /// The next record; nil at the end, where ``envelope`` is available. Throws if the rest cannot
    /// be read.
    mutating func next() throws(FeedFault) -> Next? {
        guard count < FeedLimits.recordsMax else {
            throw FeedFault(.tooLarge, "the feed has more than \(FeedLimits.recordsMax) records")
        }
        let next = try read()
        if next != nil { count += 1 }
        return next
    }

    /// The JSON text without its records; nil before the end.
    var envelope: JSONValue? {
        guard case .json(let records) = reader else { return nil }
        return records.envelope
    }

    private mutating func read() throws(FeedFault) -> Next? {
        switch reader {
        case .csv(var csv):
            defer { reader = .csv(csv) }
            guard let header, let row = try csv.next() else { return nil }
            return try Self.record(row, header, endsWithLine: csv.endsWithLine)
        case .json(var records):
            defer { reader = .json(records) }
            return try records.next()
        case .lines(var lines):
            defer { reader = .lines(lines) }
            return try lines.next()
        }
    }

    private static func record(
        _ row: CSVReader.Row, _ header: CSVHeader, endsWithLine: Bool
    ) throws(FeedFault) -> Next {
        switch row {
        case .faulty(let fault): return .faulty(fault)
        case .fields(let fields):
            if fields.count == header.names.count {
                if header.isRepeated(in: fields) { return .faulty(.header) }
                return .record(.row(CSVRow(header: header, fields: fields)))
            }
            if fields.count < header.names.count, !endsWithLine {
                throw FeedFault(.cutOff, "the file ends in the middle of a row")
            }
            return .faulty(.ragged)
        }
    }
}

/// The records of a JSON text: the elements of the array at a path of members.
struct JSONRecords {
    private var walk: JSONSplitter
    private var start = 0
    private var isFirst = true
    private(set) var envelope: JSONValue?

    /// Moves to the array; throws `unexpected` if there is none.
    init(_ bytes: [UInt8], path: [String]) throws(FeedFault) {
        walk = JSONSplitter(bytes)
        walk.skipSpace()
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            throw FeedFault(.encoding, "the file is UTF-16; save it as UTF-8")
        }
        guard walk.current != nil else { throw FeedFault(.cutOff, "the file is empty") }
        for name in path { try enter(name) }
        guard walk.take(UInt8(ascii: "[")) else {
            guard walk.current != nil else { throw walk.cutOff }
            throw FeedFault(
                .unexpected,
                path.isEmpty
                    ? "the JSON text is no list; the mapping's \"records\" says where it is"
                    : "\(path.joined(separator: ".")) is no list of records")
        }
        start = walk.position
    }

    /// Moves to the value of member `name` in the next object.
    private mutating func enter(_ name: String) throws(FeedFault) {
        guard walk.take(UInt8(ascii: "{")) else {
            guard walk.current != nil else { throw walk.cutOff }
            throw FeedFault(.unexpected, "there is no object to find \(name) in")
        }
        if walk.take(UInt8(ascii: "}")) { throw Self.missing(name) }
        repeat {
            let key = try parse(try walk.value())
            guard case .string(let text)? = key, walk.take(UInt8(ascii: ":")) else {
                throw walk.current == nil ? walk.cutOff : walk.malformed
            }
            if text == name { return walk.skipSpace() }
            _ = try walk.value()
        } while walk.take(UInt8(ascii: ","))
        throw walk.current == nil ? walk.cutOff : Self.missing(name)
    }

    private static func missing(_ name: String) -> FeedFault {
        FeedFault(.unexpected, "there is no \(name) where the mapping's \"records\" says")
    }

    /// Nil if the bytes are not JSON.
    private func parse(_ range: Range<Int>) throws(FeedFault) -> JSONValue? {
        try? JSONParser.parse(Array(walk.bytes[range]))
    }

    mutating func next() throws(FeedFault) -> FeedRecords.Next? {
        guard envelope == nil else { return nil }
        walk.skipSpace()
        if isFirst {
            if walk.current == UInt8(ascii: "]") { return try finish() }
            isFirst = false
        } else if !walk.take(UInt8(ascii: ",")) {
            guard walk.current != nil else { throw walk.cutOff }
            guard walk.current == UInt8(ascii: "]") else { throw walk.malformed }
            return try finish()
        }
        let range = try walk.value()
        return JSONLines.record(walk.bytes[range])
    }

    /// Reads the rest of the JSON text, which has the total and proves that the text is complete.
    private mutating func finish() throws(FeedFault) -> FeedRecords.Next? {
        let around =
            Array(walk.bytes[..<start]) + Array(walk.bytes[walk.position...])
        guard around.count <= FeedLimits.recordBytesMax else {
            throw FeedFault(
                .tooLarge,
                "around its records the JSON text has more than \(FeedLimits.recordBytesMax) bytes")
        }
        do {
            envelope = try JSONParser.parse(around)
        } catch {
            // Unclosed brackets mean truncation; anything else is malformed.
            var rest = JSONSplitter(around)
            _ = try rest.value()
            throw FeedFault(.malformed, "around its records, the text is malformed JSON")
        }
        return nil
    }
}

/// One JSON object per line.
struct JSONLines {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func next() throws(FeedFault) -> FeedRecords.Next? {
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
            let line = bytes[position..<end]
            position = min(end + 1, bytes.count)
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let record = Self.record(line)
            if case .faulty = record, end == bytes.count, !Self.isWhole(line) {
                throw FeedFault(.cutOff, "the last line is cut off, or no JSON")
            }
            return record
        }
        return nil
    }

    /// Whether a line is JSON to its end, apart from bytes that are not UTF-8.
    private static func isWhole(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.count <= FeedLimits.recordBytesMax,
            let value = try? JSONParser.parse(Array(line), .marking)
        else { return false }
        return value.isSpoilt
    }

    /// Parses one record.
    static func record(_ bytes: ArraySlice<UInt8>) -> FeedRecords.Next {
        guard bytes.count <= FeedLimits.recordBytesMax else { return .faulty(.tooLarge) }
        guard let value = try? JSONParser.parse(Array(bytes)) else {
            let isText = String(validating: bytes, as: UTF8.self) != nil
            return .faulty(isText ? .malformed : .encoding)
        }
        guard case .object = value else { return .faulty(.malformed) }
        guard !value.contradictsItself else { return .faulty(.contradicted) }
        return .record(.tree(value))
    }
}
