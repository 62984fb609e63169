import LinuxSystem

/// A ttrpc client: many calls at a time on one connection, from any thread. Calls block their
/// thread. An error of the connection is UNAVAILABLE with the socket's path, for every call in
/// flight and every later one; connect again then. A stream keeps the connection open by itself.
public final class RPCClient: Sendable {
    private let connection: ClientConnection

    /// Connects to the Unix socket at `path`.
    public static func connect(_ path: String) throws(RPCError) -> RPCClient {
        do throws(SystemError) {
            return RPCClient(try Socket.connect(unixPath: path), name: path)
        } catch {
            throw RPCError(.unavailable, "\(error)")
        }
    }

    /// Uses a connected, blocking socket; `name` stands for it in errors.
    public init(_ descriptor: FileDescriptor, name: String) {
        connection = ClientConnection(descriptor, name: name)
    }

    /// Whether the connection has ended: UNAVAILABLE is this side's word then, not the server's.
    public var isClosed: Bool { connection.isClosed }

    /// Ends the connection: all calls throw UNAVAILABLE.
    public func close() {
        connection.close()
    }

    /// A unary call. `timeout` bounds the whole call here and at the server; without one it may
    /// take for ever. Throws what the server answered, RESOURCE_EXHAUSTED for a message that does
    /// not fit a frame, DEADLINE_EXCEEDED, or UNAVAILABLE.
    public func call(
        _ service: String, _ method: String, _ payload: [UInt8], timeout: Duration? = nil,
        metadata: [(key: String, value: String)] = []
    ) throws(RPCError) -> [UInt8] {
        let deadline = try Self.deadline(timeout)
        let request = try Self.request(service, method, payload, timeout, metadata)
        let streamID = try connection.open(request, flags: 0, deadlineNanoseconds: deadline)
        defer { connection.forget(streamID) }
        switch try connection.receive(streamID, deadlineNanoseconds: deadline) {
        case .response(let bytes): return try FrameEncoder.payload(ofResponse: bytes)
        case .oversized(let length): throw Self.oversized(length)
        case .data: throw RPCError(.internalError, "\(service)/\(method) is a stream")
        }
    }

    /// Opens a stream that only the server sends on.
    public func serverStream(
        _ service: String, _ method: String, _ payload: [UInt8], timeout: Duration? = nil,
        metadata: [(key: String, value: String)] = []
    ) throws(RPCError) -> ClientStream {
        try open(service, method, payload, FrameFlags.remoteClosed, timeout, metadata)
    }

    /// Opens a stream that both sides send on. An empty `payload` is no message.
    public func stream(
        _ service: String, _ method: String, _ payload: [UInt8] = [], timeout: Duration? = nil,
        metadata: [(key: String, value: String)] = []
    ) throws(RPCError) -> ClientStream {
        try open(service, method, payload, FrameFlags.remoteOpen, timeout, metadata)
    }

    private func open(
        _ service: String, _ method: String, _ payload: [UInt8], _ flags: UInt8,
        _ timeout: Duration?, _ metadata: [(key: String, value: String)]
    ) throws(RPCError) -> ClientStream {
        let deadline = try Self.deadline(timeout)
        let request = try Self.request(service, method, payload, timeout, metadata)
        let streamID = try connection.open(request, flags: flags, deadlineNanoseconds: deadline)
        return ClientStream(
            connection, streamID, deadlineNanoseconds: deadline,
            isLocalOpen: flags == FrameFlags.remoteOpen)
    }

    private static func request(
        _ service: String, _ method: String, _ payload: [UInt8], _ timeout: Duration?,
        _ metadata: [(key: String, value: String)]
    ) throws(RPCError) -> [UInt8] {
        guard
            let request = FrameEncoder.request(
                service: service, method: method, payload: payload,
                timeoutNanoseconds: timeout.map(nanoseconds) ?? 0, metadata: metadata)
        else { throw FrameEncoder.oversized(payload.count) }
        return request
    }

    private static func deadline(_ timeout: Duration?) throws(RPCError) -> UInt64? {
        guard let timeout else { return nil }
        let nanoseconds = nanoseconds(timeout)
        guard nanoseconds > 0 else { throw ClientConnection.deadlineExceeded }
        return SystemClock.monotonicNanoseconds() &+ UInt64(nanoseconds)
    }

    /// Clamped to a century, so that sums of times never overflow.
    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        guard seconds < 3_155_760_000 else { return 3_155_760_000_000_000_000 }
        guard seconds >= 0 else { return 0 }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    static func oversized(_ length: UInt32) -> RPCError {
        RPCError(
            .resourceExhausted,
            "message of \(length) bytes exceeds the maximum of "
                + "\(TTRPCLimits.frameBytesMax)")
    }
}
