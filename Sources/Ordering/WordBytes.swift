/// Big-endian words: as keys, they sort by value.
public enum BigEndian {
    @inlinable
    public static func bytes(_ value: UInt64) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    /// The word at `offset`; nil if fewer than eight bytes follow.
    @inlinable
    public static func value(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) -> UInt64? {
        guard offset >= 0, bytes.count - offset >= 8 else { return nil }
        return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

extension [UInt8] {
    /// Appends a word, big-endian.
    @inlinable
    public mutating func appendBigEndian<Word: FixedWidthInteger>(_ value: Word) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends a word, little-endian.
    @inlinable
    public mutating func appendLittleEndian<Word: FixedWidthInteger>(_ value: Word) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
