import LinuxSystem
import MirrorMessages
import ProtobufWire
import Synchronization
import TTRPC

@testable import MirrorClient

/// A ttrpc server in this process that answers as a test tells it to.
enum FakeDaemon {
    /// Serves `methods` on a socket below /tmp while `body` runs.
    static func serving<Result>(
        _ methods: [RPCMethod], _ body: (String) throws -> Result
    ) throws -> Result {
        let path = "/tmp/posmirror-test-\(String(SystemRandom.uint64(), radix: 36)).sock"
        let server = try RPCServer(methods: methods)
        try server.listen(at: path)
        defer { server.shutdown(drainSeconds: 0) }
        return try body(path)
    }

    /// A unary method on messages.
    static func unary<Request: WireMessage, Reply: WireMessage>(
        _ service: String, _ method: String,
        _ answer: @escaping @Sendable (Request) throws(RPCError) -> Reply
    ) -> RPCMethod {
        RPCMethod(
            service, method,
            .unary { _, payload throws(RPCError) in
                try answer(try decode(payload)).wireBytes
            })
    }

    /// A server stream of the messages that `answer` returns.
    static func stream<Request: WireMessage, Reply: WireMessage>(
        _ service: String, _ method: String,
        _ answer: @escaping @Sendable (Request) throws(RPCError) -> [Reply]
    ) -> RPCMethod {
        RPCMethod(
            service, method,
            .stream { _, payload, stream throws(RPCError) in
                for message in try answer(try decode(payload)) {
                    try stream.send(message.wireBytes)
                }
            })
    }

    private static func decode<Request: WireMessage>(
        _ payload: [UInt8]
    ) throws(RPCError) -> Request {
        do throws(WireError) {
            return try Request(wireBytes: payload)
        } catch {
            throw RPCError(.invalidArgument, "malformed request")
        }
    }
}

/// What handlers saw, for assertions afterwards.
final class Recorder<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    func add(_ element: Element) { elements.withLock { $0.append(element) } }
    var all: [Element] { elements.withLock { $0 } }
}

/// One run of the command line against memory.
struct ToolRun {
    let code: ExitCode
    let standard: String
    let error: String

    /// Runs `words`; `facts` describes the terminal that standard output pretends to be.
    static func run(
        _ words: [String], socket: String = "/tmp/posmirror-test-nobody.sock",
        facts: TerminalFacts = TerminalFacts(), commands: [Command] = MirrorCommands.all
    ) -> ToolRun {
        let output = CommandOutput(standard: TextSink(), error: TextSink(), standardFacts: facts)
        let tool = CommandLineTool(
            commands: commands, output: output, defaultSocket: socket)
        let code = tool.run(words)
        return ToolRun(code: code, standard: output.standard.text, error: output.error.text)
    }
}
