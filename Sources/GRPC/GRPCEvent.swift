import HTTP2
import StatusCodes

/// A message of a client: where its bytes lie.
public enum GRPCMessage {
    /// In the bytes that were read, and valid as long as they are.
    case inPlace(UnsafeRawBufferPointer)
    /// Put together from several parts, or decompressed.
    case joined([UInt8])

    /// Calls `body` with the bytes, which are valid inside it only.
    @inline(__always)
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch self {
        case .inPlace(let bytes): body(bytes)
        case .joined(let bytes): bytes.withUnsafeBytes(body)
        }
    }

    /// The bytes; copied only where they lie in others.
    public var array: [UInt8] {
        switch self {
        case .inPlace(let bytes): [UInt8](bytes)
        case .joined(let bytes): bytes
        }
    }
}

/// What a client's bytes meant for the calls of a connection.
public enum GRPCEvent {
    /// Nothing complete is left; the next frame has so many bytes, counted from the first that was
    /// not consumed.
    case needMore(Int)
    /// A call, which ``GRPCConnection/request`` describes until the next event. Its messages and
    /// its end follow.
    case call(UInt32)
    /// A message of a call; `isLast`: the client sends no other.
    case message(UInt32, GRPCMessage, isLast: Bool)
    /// The client sends no further message, and there was none that was the last.
    case end(UInt32)
    /// The call is over, and nobody waits for its answer: the client has left it, or broken a rule
    /// of HTTP/2.
    case cancelled(UInt32)
    /// The call is over: the client's messages cannot be read, and it was told so.
    case failed(UInt32, Status)
    /// The client has taken note that the server ends.
    case drainAcknowledged
    /// The connection is over. Its calls are.
    case close(HTTP2Fault)
}
