import Ordering
import StatusCodes
import TextForms

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
        return Hexadecimal.text(bytes)
    }

    /// Parses a cursor; throws `invalidCursor` for anything that ``text(fingerprint:)`` did not
    /// produce for the same query, and `expiredCursor` for version 1.
    init(_ text: String, fingerprint: UInt64) throws(Status) {
        guard text.utf8.count <= CatalogLimits.cursorBytesMax, let bytes = Hexadecimal.bytes(text)
        else { throw .invalidCursor }
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
}
