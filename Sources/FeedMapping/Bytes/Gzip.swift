/// The gzip file format (RFC 1952): one or more members, concatenated.
public enum Gzip {
    /// Whether the bytes begin with gzip's magic number; the file's name is no evidence.
    public static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// The decompressed bytes, verified by their CRC and length.
    ///
    /// Throws `cutOff`, `malformed` or `tooLarge`. Nothing of a failed stream is returned, because
    /// its correct part cannot be determined.
    ///
    /// - Parameter grant: asked before that many bytes are kept; false ends it with `tooLarge`.
    public static func unpacked(
        _ bytes: [UInt8], bytesMax: Int = FeedLimits.bodyBytesMax,
        grant: @escaping (Int) -> Bool = { _ in true }
    ) throws(FeedFault) -> [UInt8] {
        let (product, overflow) = bytes.count.multipliedReportingOverflow(
            by: FeedLimits.inflationMax)
        let plausible = overflow ? bytesMax : max(product, FeedLimits.inflationFloorBytes)
        var output: [UInt8] = []
        var position = 0
        repeat {
            let start = output.count
            position = try header(bytes, position)
            var inflate = Inflate(
                bytes, from: position, appendingTo: output,
                outputMax: min(bytesMax, plausible), grant: grant)
            output = []
            try inflate.run()
            output = inflate.output
            position = try trailer(bytes, inflate.position, output[start...])
        } while position < bytes.count && !isPadding(bytes[position...])
        return output
    }

    /// Tapes and block devices pad files with zeros.
    private static func isPadding(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.allSatisfy { $0 == 0 }
    }

    /// Parses a member's header; returns where its compressed stream begins.
    private static func header(_ bytes: [UInt8], _ start: Int) throws(FeedFault) -> Int {
        guard bytes.count - start >= 10 else { throw cut }
        guard bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 2] == 8,
            bytes[start + 3] & 0xE0 == 0
        else { throw FeedFault(.malformed, "the gzip header is damaged") }
        let flags = bytes[start + 3]
        var position = start + 10
        if flags & 4 != 0 {
            guard bytes.count - position >= 2 else { throw cut }
            position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
        }
        // File name and comment, each terminated by a zero.
        for flag in [8, 16] as [UInt8] where flags & flag != 0 {
            guard position < bytes.count, let end = bytes[position...].firstIndex(of: 0) else {
                throw cut
            }
            position = end + 1
        }
        if flags & 2 != 0 { position += 2 }
        guard position < bytes.count else { throw cut }
        return position
    }

    /// Verifies a member's CRC and length; returns the position after them.
    private static func trailer(
        _ bytes: [UInt8], _ start: Int, _ content: ArraySlice<UInt8>
    ) throws(FeedFault) -> Int {
        guard bytes.count - start >= 8 else { throw cut }
        let word = { (at: Int) -> UInt32 in
            (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
        }
        guard word(start) == CRC32.of(content),
            word(start + 4) == UInt32(truncatingIfNeeded: content.count)
        else { throw FeedFault(.malformed, "the gzip stream fails its own check") }
        return start + 8
    }

    private static let cut = FeedFault(.cutOff, "the gzip stream is cut off")
}

/// The checksum of gzip (RFC 1952, 8).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        return value
    }

    static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var value: UInt32 = ~0
        for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
        return ~value
    }
}
