/// Why bytes are not a valid protobuf message.
///
/// Always the sender's error; nothing traps. Offsets are positions in the buffer, for logs. Never
/// contains the bytes.
public enum WireError: Error, Equatable, Sendable {
    /// A value or a length runs past the end of the buffer.
    case truncated(offset: Int)
    /// A varint longer than 10 bytes.
    case malformedVarint(offset: Int)
    /// A field number of 0 or above 2^29 - 1.
    case invalidFieldNumber(offset: Int)
    /// A wire type other than 0, 1, 2 and 5, or unbalanced groups.
    case invalidWireType(offset: Int)
    /// A known field with another wire type than declared.
    case unexpectedWireType(field: UInt32)
    /// A string field whose bytes are not UTF-8.
    case invalidUTF8(field: UInt32)
    /// Messages nested deeper than ``WireLimits/depthMax``.
    case tooDeep
}

/// Limits of the wire format.
public enum WireLimits {
    /// Nested messages. The limit of protobuf's C++ parser: hostile nesting must not exhaust the
    /// stack.
    public static let depthMax = 100
    /// The largest field number that a tag can carry (protobuf encoding guide).
    public static let fieldNumberMax: UInt32 = (1 << 29) - 1
}
