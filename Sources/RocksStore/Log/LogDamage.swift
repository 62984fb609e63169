/// A place in a log file that cannot be read as RocksDB writes it.
public struct LogDamage: Equatable, Sendable {
    public enum Kind: Sendable {
        /// The file ends, or is zero, inside a record: what a crash leaves of a write.
        case torn
        case checksum
        /// A length that leaves its block.
        case length
        /// A kind of record that does not exist.
        case kind
        /// A part of a record without its beginning, or a beginning without its end.
        case order
    }

    /// Bytes from the beginning of the file.
    public let offset: UInt64
    public let kind: Kind

    public init(offset: UInt64, kind: Kind) {
        self.offset = offset
        self.kind = kind
    }

    /// The damage in words, for "000012.log, byte 40312: …".
    public var words: String {
        switch kind {
        case .torn: "it ends inside a record"
        case .checksum: "a checksum does not match"
        case .length: "a length is damaged"
        case .kind: "there is no such kind of record"
        case .order: "parts of a record are missing"
        }
    }
}
