/// Eight bytes, most significant first: as keys they sort by value.
public enum BigEndian {
    @inlinable
    public static func bytes(_ value: UInt64) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    /// The value at `offset`; nil when the bytes end before it does.
    @inlinable
    public static func value(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) -> UInt64? {
        guard offset >= 0, bytes.count - offset >= 8 else { return nil }
        return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

extension [UInt8] {
    /// Appends the bytes of a word, most significant first.
    @inlinable
    public mutating func appendBigEndian<Word: FixedWidthInteger>(_ value: Word) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends the bytes of a word, least significant first.
    @inlinable
    public mutating func appendLittleEndian<Word: FixedWidthInteger>(_ value: Word) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
