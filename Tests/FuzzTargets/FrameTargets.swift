import LinuxSystem
import StatusCodes
import TTRPC

extension FuzzTarget {
    /// Bytes where frames should be: to a server, and to a client that waits for an answer.
    static let frameTargets = [
        FuzzTarget("frames", FrameProbe.serverFault),
        FuzzTarget("replies", FrameProbe.clientFault),
    ]
}

/// A server in this process, and connections to it that speak nonsense.
private enum FrameProbe {
    /// A server that echoes. Lives as long as the process.
    static let server: RPCServer? = {
        let methods = [
            RPCMethod("f.F", "I", .inline { _, payload, buffer in buffer.append(payload) }),
            RPCMethod("f.F", "U", .unary { _, payload in payload }),
            RPCMethod(
                "f.F", "S",
                .stream { _, payload, stream throws(Status) in
                    while let message = try stream.receive() { try stream.send(message) }
                }),
        ]
        // Without a server there is nothing to be found, which the target says.
        return try? RPCServer(methods: methods, configuration: ServerConfiguration())
    }()

    /// The bytes, then a call on another connection: the server must still answer it.
    static func serverFault(_ bytes: [UInt8]) -> String? {
        guard let server else { return "no server" }
        do {
            let near = try connection(server)
            // The server may close it before all is sent.
            try? near.sendAll(bytes)
            near.shutdownSending()
            try drain(near, bytes.count)
            let client = RPCClient(try connection(server), name: "fuzz")
            defer { client.close() }
            let echo = try client.call(
                "f.F", "I", [1, 2, 3], timeout: .seconds(20), metadata: [])
            return echo == [1, 2, 3] ? nil : "an honest client was answered \(echo)"
        } catch {
            return "an honest client was not answered: \(error)"
        }
    }

    /// A connection of whose other end the server holds the only reference, so that it can end it.
    @inline(never)
    private static func connection(_ server: RPCServer) throws -> FileDescriptor {
        let (near, far) = try Socket.pair()
        try server.adopt(far)
        return near
    }

    /// Reads what the server says until it ends; so that it has taken all in.
    private static func drain(_ peer: FileDescriptor, _ sent: Int) throws {
        var total = 0
        while true {
            let part = try? peer.receive(countMax: 65_536)
            guard let part, !part.isEmpty else { return }
            total += part.count
            // An answer to each frame, of which the smallest has ten bytes.
            if total > 65_536 + sent * 300 { throw Status(.internalError, "endless answers") }
        }
    }

    /// The bytes as the answer to a call: an error or an answer, and no waiting.
    static func clientFault(_ bytes: [UInt8]) -> String? {
        do {
            let (near, far) = try Socket.pair()
            try far.sendAll(bytes)
            far.shutdownSending()
            let client = RPCClient(near, name: "fuzz")
            defer { client.close() }
            let start = SystemClock.monotonicNanoseconds()
            do throws(Status) {
                _ = try client.call("f.F", "I", [], timeout: .seconds(20), metadata: [])
            } catch {
                let seconds = (SystemClock.monotonicNanoseconds() - start) / 1_000_000_000
                if seconds > 15 { return "the client waits for more" }
                if error.message.utf8.count > 100_000 { return "an error of that length" }
            }
            return nil
        } catch {
            return "no sockets: \(error)"
        }
    }
}
