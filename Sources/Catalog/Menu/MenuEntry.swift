/// The framing of an item in a chunk of a menu: field 1 of MenuChunk, MenuUpdate and QueryMenuReply
/// alike (Protocol/menu.proto).
enum MenuEntry {
    /// Field 1, length-delimited.
    static let tag: UInt8 = 0x0A

    static func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    static func varintSize(_ value: UInt64) -> Int {
        max(1, (70 - (value | 1).leadingZeroBitCount) / 7)
    }
}

/// Writes into preallocated memory without bounds checks: the hot path of every response with
/// items, where an array's bookkeeping would cost more than the bytes.
struct RawWriter {
    // REQUIRES: the caller has checked the room, see MenuStream.
    private(set) var cursor: UnsafeMutableRawPointer

    init(_ start: UnsafeMutableRawPointer) { cursor = start }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        cursor.storeBytes(of: value, as: UInt8.self)
        cursor += 1
    }

    @inline(__always)
    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func copy(_ source: UnsafeRawBufferPointer) {
        guard let address = source.baseAddress else { return }
        cursor.copyMemory(from: address, byteCount: source.count)
        cursor += source.count
    }

    @inline(__always)
    mutating func copy(_ source: [UInt8]) {
        source.withUnsafeBytes { copy($0) }
    }
}
