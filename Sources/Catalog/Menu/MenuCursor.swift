/// The end of a page: the sort key and id of its last item, and its generation, so that the next
/// page continues after it in the same generation.
///
/// text   := lower-case hex of bytes
/// bytes  := version: u8 = 2 | query fingerprint: u64 | key: i64 | generation: u64 | epoch: u64
///           | name length: u16 | name | id
/// Integers are little-endian. The epoch identifies the daemon's run, since generations end with
/// it. A client may keep a cursor for any time; an unknown version or another query's fingerprint
/// is rejected. Version 1 had no generation and counts as expired.
struct MenuCursor {
    static let version: UInt8 = 2
    private static let statelessVersion: UInt8 = 1
    private static let headBytes = 35

    /// Identifies a generation.
    struct State: Equatable {
        let generation: UInt64
        let epoch: UInt64
    }

    let state: State
    let key: Int64
    let name: [UInt8]
    let id: [UInt8]

    init(state: State, key: Int64, name: [UInt8], id: [UInt8]) {
        self.state = state
        self.key = key
        self.name = name
        self.id = id
    }

    func text(fingerprint: UInt64) -> String {
        var bytes: [UInt8] = [Self.version]
        bytes.appendLittleEndian(fingerprint)
        bytes.appendLittleEndian(key)
        bytes.appendLittleEndian(state.generation)
        bytes.appendLittleEndian(state.epoch)
        bytes.appendLittleEndian(UInt16(min(name.count, Int(UInt16.max))))
        bytes += name.prefix(Int(UInt16.max))
        bytes += id
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// Parses a cursor; throws `invalidCursor` for anything that ``text(fingerprint:)`` did not
    /// produce for the same query, and `expiredCursor` for version 1.
    init(_ text: String, fingerprint: UInt64) throws(CatalogError) {
        guard let bytes = Self.unhex(text) else { throw .invalidCursor }
        if bytes.first == Self.statelessVersion, bytes.count >= Self.headBytes - 16 {
            throw .expiredCursor
        }
        guard bytes.first == Self.version, bytes.count > Self.headBytes,
            Self.word(bytes, at: 1) == fingerprint
        else { throw .invalidCursor }
        let count = Int(bytes[33]) | Int(bytes[34]) << 8
        guard Self.headBytes + count < bytes.count else { throw .invalidCursor }
        key = Int64(bitPattern: Self.word(bytes, at: 9))
        state = State(generation: Self.word(bytes, at: 17), epoch: Self.word(bytes, at: 25))
        name = Array(bytes[Self.headBytes..<Self.headBytes + count])
        id = Array(bytes[(Self.headBytes + count)...])
    }

    /// The integer at `offset`. REQUIRES: the head is complete.
    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func unhex(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0, digits.count <= CatalogLimits.cursorBytesMax else {
            return nil
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
