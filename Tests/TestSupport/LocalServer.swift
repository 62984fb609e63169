import Glibc
import Synchronization

/// A server on a loopback port that responds with raw bytes from a script. One thread, one
/// connection at a time; stops when its socket is closed.
public final class LocalServer: Sendable {
    /// The bytes to send for one request, and whether to close the connection after them.
    public struct Reply: Sendable {
        public var bytes: [UInt8]
        public var closes = false

        public init(_ text: String, closes: Bool = false) {
            self.bytes = Array(text.utf8)
            self.closes = closes
        }

        /// A complete response with the given bytes.
        public init(
            body: [UInt8], status: String = "200 OK", headers: String = ""
        ) {
            bytes =
                Array("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.count)\r\n\r\n".utf8)
                + body
        }

        /// A complete response with the given status.
        public static func ok(_ body: String, status: String = "200 OK", headers: String = "")
            -> Reply
        {
            Reply(
                "HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
    }

    public let port: UInt16
    private let listener: Int32
    private let script: @Sendable (String) -> Reply
    private let seen = Mutex<(requests: [String], connections: Int)>(([], 0))

    public var requests: [String] { seen.withLock { $0.requests } }
    public var connectionCount: Int { seen.withLock { $0.connections } }

    /// Starts serving; `script` maps the head and body of a request to a reply. Without listening,
    /// the port is only reserved and refuses connections.
    public init(isListening: Bool = true, _ script: @escaping @Sendable (String) -> Reply) throws {
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) | (isListening ? listen(listener, 16) : 0)
                    | getsockname(listener, address, &length)
            }
        }
        guard code == 0 else { throw ServerError() }
        port = UInt16(bigEndian: address.sin_port)
        guard isListening else { return }
        LocalServer.detach { [self] in acceptAll() }
    }

    struct ServerError: Error {}

    public func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Stops the server; its thread closes the socket.
    public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            seen.withLock { $0.connections += 1 }
            LocalServer.detach { [self] in serve(connection) }
        }
        close(listener)
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        while let request = LocalServer.readRequest(connection) {
            seen.withLock { $0.requests.append(request) }
            let reply = script(request)
            LocalServer.write(reply.bytes, to: connection)
            if reply.closes { return }
        }
    }

    private static func readRequest(_ connection: Int32) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.firstRange(of: "\r\n\r\n") {
                let wanted = contentLength(of: text[..<end.lowerBound])
                if text[end.upperBound...].utf8.count >= wanted { return text }
            }
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private static func contentLength(of head: Substring) -> Int {
        for line in head.split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == "content-length" {
                return Int(parts[1].drop { $0 == " " }) ?? 0
            }
        }
        return 0
    }

    private static func write(_ bytes: [UInt8], to connection: Int32) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                send(
                    connection, buffer.baseAddress.map { $0 + offset }, buffer.count - offset,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            offset += count
        }
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    static func detach(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Box(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, context)
        pthread_detach(thread)
    }
}

/// Calls `body` with a running server, which is stopped afterwards.
public func withServer<Result>(
    _ script: @escaping @Sendable (String) -> LocalServer.Reply,
    _ body: (LocalServer) throws -> Result
) throws -> Result {
    let server = try LocalServer(script)
    defer { server.stop() }
    return try body(server)
}
