import JSON
import PointOfSale

/// The incremental part of ``InventoryParser``: buffers bytes until a row is complete.
///
/// A step (a row, or a member of the envelope) that reaches the end of the bytes is undone, and
/// repeated with more bytes.
struct InventoryParserCore {
    private enum Phase {
        /// At the start, and after a byte order mark.
        case mark, start
        /// After `{` of an envelope; after one of its members.
        case envelopeFirst, envelopeNext
        /// After `[`; after a comma; after a row.
        case firstRow, row, rowEnd
        case finished
    }

    private(set) var rows = RowReader()
    /// Members besides the rows that describe the listing.
    private var said: [JSONValue.Member] = []
    var envelope: ResponseEnvelope { ResponseEnvelope(.object(said)) }
    private var phase = Phase.mark
    private var isEnveloped = false
    private var hasRows = false

    /// The unparsed bytes, followed by zeros.
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var pending = 0
    /// The number of bytes parsed and discarded.
    private var consumed = 0
    /// The number of unparsed bytes at which to parse again. Grows geometrically, so that tiny
    /// pieces do not cost quadratic time.
    private var pendingWanted = 1

    init() {
        capacity = AlleavesLimits.pieceBytes * 2
        buffer = .allocate(capacity: capacity + JSONScanner.padding)
    }

    var memoryBytes: Int {
        capacity
            + Inventory.memoryBytes(rows: rows.rowCount, storage: rows.storage.memoryBytes)
    }

    func deallocate(keepingRows: Bool) {
        buffer.deallocate()
        rows.deallocate(keepingRows: keepingRows)
    }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(JSONFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(AlleavesLimits.pieceBytes)
            rest = rest.dropFirst(piece.count)
            append(UnsafeRawBufferPointer(rebasing: piece))
            if pending >= pendingWanted { try parse(isFinal: false) }
        }
    }

    mutating func finish() throws(JSONFault) {
        try parse(isFinal: true)
        guard phase == .finished else { throw JSONFault(.truncated, offset: consumed &+ pending) }
        if envelope.isError { throw JSONFault(.saidFailure, offset: consumed) }
    }

    private mutating func append(_ piece: UnsafeRawBufferPointer) {
        guard let base = piece.baseAddress else { return }
        if capacity &- pending < piece.count {
            let larger = UnsafeMutablePointer<UInt8>.allocate(
                capacity: (capacity + piece.count) * 2 + JSONScanner.padding)
            larger.update(from: buffer, count: pending)
            buffer.deallocate()
            buffer = larger
            capacity = (capacity + piece.count) * 2
        }
        UnsafeMutableRawPointer(buffer + pending).copyMemory(from: base, byteCount: piece.count)
        pending &+= piece.count
    }

    private mutating func parse(isFinal: Bool) throws(JSONFault) {
        (buffer + pending).update(repeating: 0, count: JSONScanner.padding)
        var scanner = JSONScanner(start: buffer, count: pending, baseOffset: consumed)
        var mark = scanner.cursor
        do {
            while true {
                mark = scanner.cursor
                guard try step(&scanner) else { break }
            }
            mark = scanner.cursor
        } catch {
            guard error.kind == .truncated, !isFinal else { throw error }
        }
        drop(mark - UnsafePointer(buffer))
        guard pending <= POSLimits.rowBytesMax else {
            throw JSONFault(.tooLarge, offset: consumed)
        }
        pendingWanted = pending &+ pending / 2 &+ 1
    }

    private mutating func drop(_ count: Int) {
        pending &-= count
        consumed &+= count
        buffer.update(from: buffer + count, count: pending)
    }

    /// Performs one step; false at the end.
    @inline(__always)
    private mutating func step(_ scanner: inout JSONScanner) throws(JSONFault) -> Bool {
        scanner.skipWhitespace()
        switch phase {
        case .row: try readRow(&scanner)
        case .rowEnd: try readRowEnd(&scanner)
        case .firstRow:
            if scanner.cursor.pointee == UInt8(ascii: "]") {
                endArray(&scanner)
            } else {
                try readRow(&scanner)
            }
        case .mark:
            try scanner.skipByteOrderMark()
            // With no byte yet, a byte order mark may still follow.
            guard !scanner.isAtEnd else { throw scanner.fault() }
            phase = .start
        case .start: try readStart(&scanner)
        case .envelopeFirst: try readMember(&scanner, isFirst: true)
        case .envelopeNext: try readMember(&scanner, isFirst: false)
        case .finished:
            scanner.skipPadding()
            guard scanner.isAtEnd else { throw scanner.fault(.trailingBytes) }
            return false
        }
        return true
    }

    @inline(__always)
    private mutating func readRow(_ scanner: inout JSONScanner) throws(JSONFault) {
        guard scanner.cursor.pointee == UInt8(ascii: "{") else {
            throw scanner.fault(.unexpectedShape)
        }
        try rows.read(&scanner)
        phase = .rowEnd
    }

    @inline(__always)
    private mutating func readRowEnd(_ scanner: inout JSONScanner) throws(JSONFault) {
        if scanner.cursor.pointee == UInt8(ascii: ",") {
            scanner.cursor += 1
            phase = .row
        } else if scanner.cursor.pointee == UInt8(ascii: "]") {
            endArray(&scanner)
        } else {
            throw scanner.fault()
        }
    }

    private mutating func endArray(_ scanner: inout JSONScanner) {
        scanner.cursor += 1
        phase = isEnveloped ? .envelopeNext : .finished
    }

    private mutating func readStart(_ scanner: inout JSONScanner) throws(JSONFault) {
        switch scanner.cursor.pointee {
        case UInt8(ascii: "["):
            phase = .firstRow
            hasRows = true
        case UInt8(ascii: "{"):
            phase = .envelopeFirst
            isEnveloped = true
        default: throw scanner.fault(.unexpectedShape)
        }
        scanner.cursor += 1
    }

    private mutating func readMember(
        _ scanner: inout JSONScanner, isFirst: Bool
    ) throws(JSONFault) {
        if scanner.cursor.pointee == UInt8(ascii: "}") {
            guard hasRows else { throw scanner.fault(.unexpectedShape) }
            scanner.cursor += 1
            phase = .finished
            return
        }
        if !isFirst {
            try scanner.expect(UInt8(ascii: ","))
            scanner.skipWhitespace()
        }
        try scanner.expect(UInt8(ascii: "\""))
        let start = scanner.cursor
        _ = try scanner.skipString()
        let key = UnsafeBufferPointer(start: start, count: scanner.cursor - start - 1)
        let isRows = key.elementsEqual("data".utf8) || key.elementsEqual("items".utf8)
        try scanner.skipColon()
        guard isRows else {
            try readWord(&scanner, String(decoding: key, as: UTF8.self))
            phase = .envelopeNext
            return
        }
        // With a second list it would be unclear which one is the inventory.
        guard !hasRows, scanner.cursor.pointee == UInt8(ascii: "[") else {
            throw scanner.fault(.unexpectedShape)
        }
        scanner.cursor += 1
        hasRows = true
        phase = .firstRow
    }

    /// Reads a member besides the rows, which may describe the listing.
    private mutating func readWord(
        _ scanner: inout JSONScanner, _ key: String
    ) throws(JSONFault) {
        let start = scanner.cursor
        try scanner.skipValue()
        // A number at the end of the bytes may continue.
        guard !scanner.isAtEnd else { throw scanner.fault() }
        // The count of a page is not that of the inventory.
        guard ResponseEnvelope.keys.contains(key), key != "count",
            said.count < ResponseEnvelope.keys.count
        else { return }
        let bytes = [UInt8](UnsafeBufferPointer(start: start, count: scanner.cursor - start))
        said.append(JSONValue.Member(key, try JSONParser.parse(bytes, .lenient)))
    }
}
