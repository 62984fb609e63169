/// Why a header block cannot be decoded. The state of the table is lost with it, so a connection
/// ends: COMPRESSION_ERROR.
public enum HPACKFault: Error, Equatable {
    /// A number, string or field goes on behind the end of the block.
    case truncated
    /// A number larger than any that is meant.
    case numberTooLarge
    /// An index of no entry.
    case noSuchEntry
    /// Bits that are no Huffman code, or padding that is not the beginning of EOS.
    case huffman
    /// A table size above the announced one, or behind a field.
    case tableSize

    var fault: HTTP2Fault {
        switch self {
        case .truncated: HTTP2Fault(.compressionError, "a header block is cut off")
        case .numberTooLarge: HTTP2Fault(.compressionError, "a number in a header is too large")
        case .noSuchEntry: HTTP2Fault(.compressionError, "a header refers to no entry")
        case .huffman: HTTP2Fault(.compressionError, "a header is no Huffman code")
        case .tableSize: HTTP2Fault(.compressionError, "a table size that is not allowed")
        }
    }
}
