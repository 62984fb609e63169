import LinuxSystem
import MirrorMessages
import ProtobufWire
import StatusCodes
import Synchronization
import TTRPC

/// A ttrpc server in this process with a test's own handlers.
package enum FakeDaemon {
    /// Serves `methods` on a socket below /tmp during `body`.
    package static func serving<Result>(
        _ methods: [RPCMethod], _ body: (String) throws -> Result
    ) throws -> Result {
        let path = "/tmp/posmirror-test-\(String(SystemRandom.uint64(), radix: 36)).sock"
        let server = try RPCServer(methods: methods)
        try server.listen(at: path)
        defer { server.shutdown(drainSeconds: 0) }
        return try body(path)
    }

    /// A unary method, with decoded messages.
    package static func unary<Request: WireMessage, Reply: WireMessage>(
        _ method: some ServiceMethod,
        _ answer: @escaping @Sendable (Request) throws(Status) -> Reply
    ) -> RPCMethod {
        RPCMethod(
            method,
            .unary { _, payload throws(Status) in
                try answer(try decode(payload)).wireBytes
            })
    }

    /// A server stream of the messages that `answer` returns.
    package static func stream<Request: WireMessage, Reply: WireMessage>(
        _ method: some ServiceMethod,
        _ answer: @escaping @Sendable (Request) throws(Status) -> [Reply]
    ) -> RPCMethod {
        RPCMethod(
            method,
            .stream { _, payload, stream throws(Status) in
                for message in try answer(try decode(payload)) {
                    try stream.send(message.wireBytes)
                }
            })
    }

    private static func decode<Request: WireMessage>(
        _ payload: [UInt8]
    ) throws(Status) -> Request {
        do throws(WireError) {
            return try Request(wireBytes: payload)
        } catch {
            throw Status(.invalidArgument, "malformed request")
        }
    }
}

/// Records what handlers received, for later assertions.
package final class Recorder<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    package init() {}

    package func add(_ element: Element) { elements.withLock { $0.append(element) } }
    package var all: [Element] { elements.withLock { $0 } }
}

extension RPCMethod {
    /// A method that a .proto file declares.
    package init<Method: ServiceMethod>(_ method: Method, _ handler: RPCHandler) {
        self.init(Method.service, method.rawValue, handler)
    }
}
