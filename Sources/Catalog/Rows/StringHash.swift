/// A 64-bit hash of bytes for tables in memory; it differs between machines of other byte order
/// and is never stored.
///
/// Eight bytes at a time are mixed by a 64 × 64 → 128 bit multiplication, the idea of wyhash.
enum StringHash {
    private static let odd1: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let odd2: UInt64 = 0xD6E8_FEB8_6659_FD93

    @inline(__always)
    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var state = seed ^ odd1 &* UInt64(truncatingIfNeeded: bytes.count | 1)
        var offset = 0
        while offset &+ 8 <= bytes.count {
            state = mix(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), odd2)
            offset &+= 8
        }
        var tail: UInt64 = 0
        while offset < bytes.count {
            tail = tail << 8 | UInt64(bytes[offset])
            offset &+= 1
        }
        return mix(state ^ tail, odd1)
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
