/// Numbers of RFC 7541, 5.1.
enum HPACKInteger {
    /// The largest that is read: above any size or index here, below any overflow.
    static let valueMax = 1 << 28

    /// Reads the number whose first byte is at `place`, of which the low `prefix` bits count.
    @inline(__always)
    static func read(
        _ bytes: UnsafeRawBufferPointer, _ place: inout Int, prefix: Int
    ) throws(HPACKFault) -> Int {
        guard place < bytes.count else { throw .truncated }
        let mask = (1 << prefix) &- 1
        let value = Int(bytes[place]) & mask
        place &+= 1
        guard value == mask else { return value }
        return try readRest(bytes, &place, value)
    }

    @inline(never)
    private static func readRest(
        _ bytes: UnsafeRawBufferPointer, _ place: inout Int, _ first: Int
    ) throws(HPACKFault) -> Int {
        var value = first
        for shift in stride(from: 0, through: 28, by: 7) {
            guard place < bytes.count else { throw .truncated }
            let byte = bytes[place]
            place += 1
            value += Int(byte & 0x7F) << shift
            guard value <= valueMax else { throw .numberTooLarge }
            if byte & 0x80 == 0 { return value }
        }
        // A sixth byte could only add zeros, without an end.
        throw .numberTooLarge
    }

    /// Appends a number; `pattern` is what stands above the `prefix` bits.
    @inline(__always)
    static func append(
        _ value: Int, prefix: Int, pattern: UInt8, to bytes: inout [UInt8]
    ) {
        precondition(value >= 0 && value <= valueMax, "a size or an index")
        let mask = (1 << prefix) - 1
        guard value >= mask else { return bytes.append(pattern | UInt8(value)) }
        bytes.append(pattern | UInt8(mask))
        var rest = value - mask
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
