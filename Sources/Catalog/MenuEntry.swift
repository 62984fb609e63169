/// The bytes around an item in a chunk of a menu: field 1 of MenuChunk, MenuUpdate and
/// QueryMenuReply alike (Protocol/menu.proto).
enum MenuEntry {
    /// Field 1, length-delimited.
    static let tag: UInt8 = 0x0A

    @inline(__always)
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
