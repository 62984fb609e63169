import LinuxSystem

/// Reads one of RocksDB's log files to its end, whatever is in it, without RocksDB (wiki: Write
/// Ahead Log File Format): blocks of 32 KiB, in them parts of records, each with a checksum.
///
/// RocksDB itself stops at the first damage and drops what follows; this reader looks on, so that a
/// torn end can be told from a hole. One thread at a time.
public struct LogFileReader {
    public enum Finding: Equatable, Sendable {
        /// A whole record, at these bytes of the file; ``payload`` is what it holds.
        case record(Range<UInt64>)
        /// Damage; what is found next is behind it.
        case damage(LogDamage)
    }

    /// The payload of the last record found.
    public private(set) var payload: [UInt8] = []
    private let file: PositionedFile
    /// The log's number, which recycled logs repeat in every record.
    private let number: UInt32
    private var block = [UInt8](repeating: 0, count: blockBytes)
    private var filled = 0
    private var blockStart: UInt64 = 0
    private var cursor = 0
    /// Whether damage was reported and no beginning of a record was seen since.
    private var isLost = false

    static let blockBytes = 32 << 10
    static let headerBytes = 7
    static let recyclableHeaderBytes = 11

    /// Opens the log `path` of number `number`.
    public init(_ path: String, number: UInt64) throws(SystemError) {
        file = try PositionedFile(path, .read)
        self.number = UInt32(truncatingIfNeeded: number)
    }

    /// A part of a record: one of the four kinds, in a block.
    private struct Part {
        enum Position { case whole, first, middle, last }
        let position: Position
        /// Of the block, from the header's beginning.
        let start: Int
        let payload: Range<Int>
    }

    private enum Parsed {
        case part(Part)
        case damage(LogDamage.Kind)
    }

    /// The next record or damage; nil at the end.
    public mutating func next() throws(SystemError) -> Finding? {
        payload.removeAll(keepingCapacity: true)
        var start: UInt64?
        while let found = try nextPart() {
            guard case .part(let part) = found.parsed else {
                return .damage(LogDamage(offset: found.offset, kind: found.kind))
            }
            let begins = part.position == .whole || part.position == .first
            if begins == (start != nil) {
                // Behind damage, the rest of a damaged record is no news.
                if !begins, isLost { continue }
                // The beginning is read again, as one.
                if begins { cursor = part.start }
                isLost = !begins
                return .damage(LogDamage(offset: start ?? found.offset, kind: .order))
            }
            isLost = false
            start = start ?? found.offset
            payload += block[part.payload]
            if part.position == .whole || part.position == .last {
                return .record(start!..<blockStart + UInt64(part.payload.upperBound))
            }
        }
        guard let start else { return nil }
        return .damage(LogDamage(offset: start, kind: .torn))
    }

    private struct Found {
        let offset: UInt64
        let parsed: Parsed
        var kind: LogDamage.Kind {
            if case .damage(let kind) = parsed { kind } else { .order }
        }
    }

    private mutating func nextPart() throws(SystemError) -> Found? {
        while true {
            // Less than a header at the end of a whole block is padding.
            if filled - cursor < Self.headerBytes {
                if filled < Self.blockBytes, cursor < filled, !isLost {
                    let offset = blockStart + UInt64(cursor)
                    (cursor, isLost) = (filled, true)
                    return Found(offset: offset, parsed: .damage(.torn))
                }
                guard try load() else { return nil }
                continue
            }
            let offset = blockStart + UInt64(cursor)
            let parsed = parse(cursor)
            if case .part(let part) = parsed {
                cursor = part.payload.upperBound
                return Found(offset: offset, parsed: parsed)
            }
            let isNews = !isLost
            isLost = true
            seek()
            if isNews { return Found(offset: offset, parsed: parsed) }
        }
    }

    /// Reads the next block; false at the end of the file.
    private mutating func load() throws(SystemError) -> Bool {
        if filled > 0 {
            guard filled == Self.blockBytes else { return false }
            blockStart += UInt64(filled)
        }
        filled = try file.read(at: blockStart, into: &block, count: Self.blockBytes)
        cursor = 0
        return filled > 0
    }

    /// Moves to the next place of the block that reads as a part, else to the block's end.
    private mutating func seek() {
        cursor += 1
        while filled - cursor >= Self.headerBytes {
            // Most bytes are no kind; the checksum then decides.
            if (1...8).contains(block[cursor + 6]), case .part = parse(cursor) { return }
            cursor += 1
        }
        cursor = filled
    }

    private func parse(_ start: Int) -> Parsed {
        let length = Int(block[start + 4]) | Int(block[start + 5]) << 8
        let kind = block[start + 6]
        if kind == 0, length == 0 { return .damage(.torn) }
        guard (1...8).contains(kind) else { return .damage(.kind) }
        let isRecyclable = kind > 4
        let body = start + (isRecyclable ? Self.recyclableHeaderBytes : Self.headerBytes)
        guard body + length <= filled else {
            return .damage(filled < Self.blockBytes ? .torn : .length)
        }
        guard word(start) == masked(start + 6..<body + length),
            !isRecyclable || word(start + 7) == number
        else { return .damage(.checksum) }
        let positions: [Part.Position] = [.whole, .first, .middle, .last]
        return .part(
            Part(
                position: positions[Int(kind - 1) % 4], start: start,
                payload: body..<body + length))
    }

    private func word(_ start: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(block[start + $1]) << UInt32(8 * $1) }
    }

    /// The checksum as RocksDB stores it (util/crc32c.h, Mask).
    private func masked(_ range: Range<Int>) -> UInt32 {
        let crc = block.withUnsafeBytes { CRC32C.of(UnsafeRawBufferPointer(rebasing: $0[range])) }
        return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
    }
}
