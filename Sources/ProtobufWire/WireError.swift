/// What is wrong with bytes that claim to be a protobuf message.
///
/// Every case is the sender's fault; none traps. The offset is the position in the buffer
/// being read, for the log; contents never enter the error.
public enum WireError: Error, Equatable, Sendable {
    /// A value or a length runs past the end of the buffer.
    case truncated(offset: Int)
    /// A varint longer than 10 bytes.
    case malformedVarint(offset: Int)
    /// A field number of 0 or above 2^29 - 1.
    case invalidFieldNumber(offset: Int)
    /// A wire type that is not 0, 1, 2 or 5, or groups that do not match.
    case invalidWireType(offset: Int)
    /// A known field that arrived with another wire type than its own.
    case unexpectedWireType(field: UInt32)
    /// A string field whose bytes are not UTF-8.
    case invalidUTF8(field: UInt32)
    /// Messages nested deeper than ``WireLimits/depthMax``.
    case tooDeep
}

/// Bounds of the wire format itself.
public enum WireLimits {
    /// Nested messages; the same bound as protobuf's own C++ parser, so that hostile nesting
    /// cannot exhaust the stack.
    public static let depthMax = 100
    /// The largest field number that a tag can carry (protobuf encoding guide).
    public static let fieldNumberMax: UInt32 = (1 << 29) - 1
}
