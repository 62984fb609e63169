import CLinux

/// CRC-32C (RFC 3720, appendix B.4), the checksum of RocksDB's logs and of the store's own files.
public enum CRC32C {
    /// The checksum of `bytes`, or of the bytes whose checksum is `before` followed by `bytes`.
    public static func of(_ bytes: UnsafeRawBufferPointer, after before: UInt32 = 0) -> UInt32 {
        clinux_crc32c(before, bytes.baseAddress, bytes.count)
    }

    /// As above, for an array.
    public static func of(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { of($0) } }
}
