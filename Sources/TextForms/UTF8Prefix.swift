/// Truncates text to a number of bytes at a character boundary.
public enum UTF8Prefix {
    /// The largest length up to `limit` at which no UTF-8 sequence is split. REQUIRES: valid UTF-8.
    @inlinable
    public static func length(
        _ bytes: UnsafePointer<UInt8>, count: Int, limit: Int
    ) -> Int {
        guard count > limit else { return count }
        var length = limit
        // A continuation byte is 10xxxxxx; step back to the byte that starts the character.
        while length > 0, bytes[length] & 0xC0 == 0x80 { length &-= 1 }
        return length
    }
}

extension StringProtocol {
    /// The longest prefix of at most `bytesMax` bytes of UTF-8 that ends between two scalars.
    public func prefix(utf8 bytesMax: Int) -> SubSequence {
        var count = Swift.max(0, bytesMax)
        while true {
            guard
                let end = utf8.index(utf8.startIndex, offsetBy: count, limitedBy: utf8.endIndex),
                end < utf8.endIndex
            else { return self[...] }
            guard count > 0, utf8[end] & 0xC0 == 0x80 else { return self[..<end] }
            count -= 1
        }
    }
}
