import Glibc
import TestSupport
import Testing

/// Clients that are not ours, over a real socket: Google's, and h2, which checks every frame that
/// it is sent.
@Suite struct ForeignClientTests {
    /// The top of the source tree.
    private static let top = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(3).joined(separator: "/")

    @Test func googlesClientIsServed() throws {
        try expect(
            "grpcio_client",
            [
                "unary", "empty", "large", "too large", "error", "unknown method", "metadata",
                "stream", "slow reader", "chat", "deadline", "cancel", "gzip", "many at once",
                "drain",
            ])
    }

    @Test func aStrictClientFindsNothingWrong() throws {
        try expect(
            "h2_client",
            [
                "settings", "unary", "small windows", "padding and priority", "continuation",
                "table sizes", "ping", "reset", "early answer", "many streams", "goaway",
            ])
    }

    /// Runs a script against a server of its own; it prints `ok` and a name for each check.
    private func expect(_ script: String, _ checks: [String]) throws {
        try withTemporaryDirectory { directory in
            let server = try EchoServer(path: "\(directory)/socket")
            defer { server.stop() }
            let python = try Self.output(["\(Self.top)/.ci/python"], directory)
            #expect(python.code == 0, "\(contents(of: "\(directory)/err"))")
            let interpreter = python.text.split(separator: "\n").last.map(String.init) ?? ""
            let path = "\(Self.top)/Tests/GRPCTests/Python/\(script).py"
            let run = try Self.output([interpreter, path, "\(directory)/socket"], directory)
            #expect(run.code == 0, "\(contents(of: "\(directory)/err").suffix(3000))")
            #expect(run.text.split(separator: "\n").map(String.init) == checks.map { "ok \($0)" })
        }
    }

    /// What a program prints, and its exit code; -1 for a signal, such as its own alarm.
    private static func output(
        _ words: [String], _ directory: String
    ) throws -> (text: String, code: Int32) {
        let path = "\(directory)/out"
        let file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
        defer { close(file) }
        let environment = ["PATH", "HOME", "PYTHON"].compactMap { (name: String) in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        let pid = try spawn(
            words, environment: environment, output: file, error: "\(directory)/err")
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1 {}
        return (contents(of: path), status & 0x7F == 0 ? status >> 8 & 0xFF : -1)
    }
}
