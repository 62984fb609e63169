import LinuxSystem
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

/// A connection to posmirrord with a method for each call. Methods block and may be called from
/// several threads at once.
public struct MirrorClient: Sendable {
    /// Where the daemon was found.
    public let socket: String
    /// Seconds for every call instead of each method's own.
    public var timeoutSeconds: Int64?
    /// The database whose documents are read and written.
    public var database = mirrorDatabase
    /// The database that the mirror itself keeps.
    public static let mirrorDatabase = "(default)"
    private let connection: RPCClient
    private let metadata: [(key: String, value: String)]

    /// Connects. `metadata` goes with every call, such as `authorization` (Protocol/README.md,
    /// Access). Throws `noDaemon` where nobody answers.
    public init(
        socket: String, metadata: [(String, String)] = []
    ) throws(MirrorClientError) {
        self.socket = socket
        self.metadata = metadata.map { (key: $0.0, value: $0.1) }
        do throws(SystemError) {
            connection = RPCClient(try Socket.connect(unixPath: socket), name: socket)
        } catch {
            throw .unreachable(socket, error)
        }
    }

    /// Ends the connection: calls and streams under way fail at once.
    public func close() { connection.close() }

    /// One unary call. `seconds` is the method's own timeout.
    public func call<Request: WireMessage, Reply: WireMessage>(
        _ call: UnaryCall<Request, Reply>, _ request: Request,
        seconds: Int64 = ClientLimits.callSeconds
    ) throws(MirrorClientError) -> Reply {
        try self.call(call.service, call.method, request, seconds: seconds)
    }

    /// The same where the reply is a message of another module.
    public func call<Request: WireMessage, Reply: WireMessage>(
        _ call: UnaryCall<Request, ForeignMessage>, _ request: Request,
        seconds: Int64 = ClientLimits.callSeconds
    ) throws(MirrorClientError) -> Reply {
        try self.call(call.service, call.method, request, seconds: seconds)
    }

    /// One server-streaming call; returns when the stream has ended. An `endless` stream ends
    /// with the connection, see ``close()``.
    public func stream<Request: WireMessage, Reply: WireMessage>(
        _ call: StreamCall<Request, Reply>, _ request: Request, endless: Bool = false,
        _ each: (Reply) -> Void
    ) throws(MirrorClientError) {
        try stream(call.service, call.method, request, endless: endless, each)
    }

    /// A unary call by names.
    public func call<Reply: WireMessage>(
        _ service: String, _ method: String, _ request: some WireMessage,
        seconds: Int64 = ClientLimits.callSeconds
    ) throws(MirrorClientError) -> Reply {
        let bytes: [UInt8]
        do throws(Status) {
            bytes = try connection.call(
                service, method, request.wireBytes, timeout: timeout(seconds), metadata: metadata)
        } catch {
            throw .call(service, method, error, isClosed: connection.isClosed)
        }
        return try decode(bytes, service, method)
    }

    /// A server-streaming call by names.
    public func stream<Reply: WireMessage>(
        _ service: String, _ method: String, _ request: some WireMessage, endless: Bool = false,
        _ each: (Reply) -> Void
    ) throws(MirrorClientError) {
        let limit = endless ? nil : timeout(ClientLimits.streamSeconds)
        let stream: ClientStream
        do throws(Status) {
            stream = try connection.serverStream(
                service, method, request.wireBytes, timeout: limit, metadata: metadata)
        } catch {
            throw .call(service, method, error, isClosed: connection.isClosed)
        }
        while let bytes = try next(stream, service, method) {
            each(try decode(bytes, service, method))
        }
    }

    /// Sends one message on a stream that both sides may use, then passes on what comes until
    /// `each` returns false or the stream ends. Without a timeout of the client it may last.
    /// `Reply` is any type that reads the messages of the declared one.
    public func exchange<Request: WireMessage, Declared, Reply: WireMessage>(
        _ call: ExchangeCall<Request, Declared>, _ first: Request,
        _ each: (Reply) throws(MirrorClientError) -> Bool
    ) throws(MirrorClientError) {
        let (service, method) = (call.service, call.method)
        let stream: ClientStream
        do throws(Status) {
            stream = try connection.stream(
                service, method, timeout: timeoutSeconds.map { .seconds($0) },
                metadata: metadata)
            try stream.send(first.wireBytes)
        } catch {
            throw .call(service, method, error, isClosed: connection.isClosed)
        }
        defer { stream.close() }
        while let bytes = try next(stream, service, method) {
            guard try each(try decode(bytes, service, method)) else { return }
        }
    }

    private func next(
        _ stream: ClientStream, _ service: String, _ method: String
    ) throws(MirrorClientError) -> [UInt8]? {
        do throws(Status) {
            return try stream.next()
        } catch {
            throw .call(service, method, error, isClosed: connection.isClosed)
        }
    }

    func decode<Message: WireMessage>(
        _ bytes: [UInt8], _ service: String, _ method: String
    ) throws(MirrorClientError) -> Message {
        do throws(WireError) {
            return try Message(wireBytes: bytes)
        } catch {
            throw .malformed(service, method)
        }
    }

    private func timeout(_ seconds: Int64) -> Duration { .seconds(timeoutSeconds ?? seconds) }
}
