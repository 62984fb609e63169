/// Where a page ended: the sort key and id of its last item, so that the next page begins right
/// behind it even where items came, went or changed their price in between.
///
/// text   := lower-case hex of bytes
/// bytes  := version: u8 = 1 | query fingerprint: u64 | key: i64 | name length: u16 | name | id
/// Integers are little-endian. A cursor lives as long as the client keeps it; an unknown version
/// or another query's fingerprint is refused.
struct MenuCursor {
    static let version: UInt8 = 1

    let key: Int64
    let name: [UInt8]
    let id: [UInt8]

    init(key: Int64, name: [UInt8], id: [UInt8]) {
        self.key = key
        self.name = name
        self.id = id
    }

    func text(fingerprint: UInt64) -> String {
        var bytes: [UInt8] = [Self.version]
        bytes.appendLittleEndian(fingerprint)
        bytes.appendLittleEndian(key)
        bytes.appendLittleEndian(UInt16(min(name.count, Int(UInt16.max))))
        bytes += name.prefix(Int(UInt16.max))
        bytes += id
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// Reads a cursor back; throws `invalidCursor` for anything that ``text(fingerprint:)`` did
    /// not make for the same query.
    init(_ text: String, fingerprint: UInt64) throws(CatalogError) {
        guard let bytes = Self.unhex(text), bytes.count >= 20, bytes[0] == Self.version else {
            throw .invalidCursor
        }
        let (owner, key, count) = bytes.withUnsafeBytes { raw in
            (
                UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 1, as: UInt64.self)),
                Int64(littleEndian: raw.loadUnaligned(fromByteOffset: 9, as: Int64.self)),
                Int(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 17, as: UInt16.self)))
            )
        }
        guard owner == fingerprint, 19 + count < bytes.count else { throw .invalidCursor }
        self.key = key
        name = Array(bytes[19..<19 + count])
        id = Array(bytes[(19 + count)...])
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
