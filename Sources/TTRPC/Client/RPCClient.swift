import LinuxSystem
import StatusCodes

/// A ttrpc client: concurrent calls from any number of threads over one connection. A call blocks
/// its thread. A connection error is UNAVAILABLE with the socket's path, for pending and all later
/// calls; reconnect then. An open stream keeps the connection alive.
public final class RPCClient: Sendable {
    private let connection: ClientConnection

    /// Connects to the Unix socket at `path`.
    public static func connect(_ path: String) throws(Status) -> RPCClient {
        do throws(SystemError) {
            return RPCClient(try Socket.connect(unixPath: path), name: path)
        } catch {
            throw Status(.unavailable, "\(error)")
        }
    }

    /// Uses a connected, blocking socket; `name` identifies it in error texts.
    public init(_ descriptor: FileDescriptor, name: String) {
        connection = ClientConnection(descriptor, name: name)
    }

    /// Whether the connection has ended. If so, UNAVAILABLE was raised by the client and not sent
    /// by the server.
    public var isClosed: Bool { connection.isClosed }

    /// Closes the connection: all calls throw UNAVAILABLE.
    public func close() {
        connection.close()
    }

    /// Makes a unary call. `timeout` bounds the whole call, here and at the server; nil means no
    /// bound. Throws the server's error, RESOURCE_EXHAUSTED for a message larger than a frame,
    /// DEADLINE_EXCEEDED, or UNAVAILABLE.
    public func call(
        _ service: String, _ method: String, _ payload: [UInt8], timeout: Duration? = nil,
        metadata: [(key: String, value: String)] = []
    ) throws(Status) -> [UInt8] {
        let deadline = try Self.deadline(timeout)
        let request = try Self.request(service, method, payload, timeout, metadata)
        let streamID = try connection.open(request, flags: 0, deadlineNanoseconds: deadline)
        defer { connection.forget(streamID) }
        switch try connection.receive(streamID, deadlineNanoseconds: deadline) {
        case .response(let bytes): return try FrameEncoder.payload(ofResponse: bytes)
        case .oversized(let length): throw Self.oversized(length)
        case .data: throw Status(.internalError, "\(service)/\(method) is a stream")
        }
    }

    /// Opens a server-streaming call.
    public func serverStream(
        _ service: String, _ method: String, _ payload: [UInt8], timeout: Duration? = nil,
        metadata: [(key: String, value: String)] = []
    ) throws(Status) -> ClientStream {
        try open(service, method, payload, FrameFlags.remoteClosed, timeout, metadata)
    }

    /// Opens a bidirectional stream. An empty `payload` sends no message.
    public func stream(
        _ service: String, _ method: String, _ payload: [UInt8] = [], timeout: Duration? = nil,
        metadata: [(key: String, value: String)] = []
    ) throws(Status) -> ClientStream {
        try open(service, method, payload, FrameFlags.remoteOpen, timeout, metadata)
    }

    private func open(
        _ service: String, _ method: String, _ payload: [UInt8], _ flags: UInt8,
        _ timeout: Duration?, _ metadata: [(key: String, value: String)]
    ) throws(Status) -> ClientStream {
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
    ) throws(Status) -> [UInt8] {
        guard
            let request = FrameEncoder.request(
                service: service, method: method, payload: payload,
                timeoutNanoseconds: timeout.map(nanoseconds) ?? 0, metadata: metadata)
        else { throw FrameEncoder.oversized(payload.count) }
        return request
    }

    private static func deadline(_ timeout: Duration?) throws(Status) -> UInt64? {
        guard let timeout else { return nil }
        let nanoseconds = nanoseconds(timeout)
        guard nanoseconds > 0 else { throw ClientConnection.deadlineExceeded }
        return SystemClock.monotonicNanoseconds() &+ UInt64(nanoseconds)
    }

    /// Clamped to a hundred years, so that sums with the clock cannot overflow.
    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        guard seconds < 3_155_760_000 else { return 3_155_760_000_000_000_000 }
        guard seconds >= 0 else { return 0 }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    static func oversized(_ length: UInt32) -> Status {
        Status(
            .resourceExhausted,
            "message of \(length) bytes exceeds the maximum of "
                + "\(TTRPCLimits.frameBytesMax)")
    }
}
