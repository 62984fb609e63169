/// The first eight bytes of a key as a number that orders as they do.
enum KeyPrefix {
    /// The bytes as a big-endian number, with zeros behind a shorter key.
    ///
    /// Of two keys the one with the lower number comes first. Equal numbers say nothing: the keys
    /// may go on behind, and a key may end where another has a zero.
    @inline(__always)
    static func of(_ key: UnsafeRawBufferPointer) -> UInt64 {
        let count = key.count
        if count >= 8 {
            return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
        }
        if count >= 4 {
            let head = UInt32(bigEndian: key.loadUnaligned(as: UInt32.self))
            // The last four bytes overlap the first: what both have is shifted out.
            let last = UInt32(
                bigEndian: key.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
            return UInt64(head) << 32 | UInt64(last << UInt32(8 * (8 - count)))
        }
        var prefix: UInt64 = 0
        for byte in key { prefix = prefix << 8 | UInt64(byte) }
        return prefix << UInt64(8 * (8 - count))
    }
}
