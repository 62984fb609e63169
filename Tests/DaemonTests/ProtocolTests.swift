import Foundation
import TestSupport
import Testing

/// The contract in Protocol/ is one that compilers take, and the sources follow it.
@Suite struct ProtocolTests {
    private func run(_ program: String, _ arguments: [String]) throws -> (ProcessEnd, String) {
        let directory = try makeDirectory()
        defer { removeTree(directory) }
        let path = ["PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"]
        let process = try ChildProcess(
            program, arguments, errorFile: "\(directory)/err", environment: path)
        return (process.wait(), process.text + contents(of: "\(directory)/err"))
    }

    @Test func everyProtoCompiles() throws {
        let folder = "\(Python.top)/Protocol"
        let protos = names(in: folder).filter { $0.hasSuffix(".proto") }
        #expect(protos.count >= 9)
        let (end, text) = try run(
            "/usr/bin/env", ["protoc", "-I\(folder)", "--descriptor_set_out=/dev/null"] + protos)
        #expect(end == .exit(0) && text == "", "\(text)")
    }

    @Test func theGeneratedSourcesAreCurrent() throws {
        let (end, text) = try run(
            try Python.interpreter(), ["\(Python.top)/Protocol/generate.py", "--check"])
        #expect(end == .exit(0), "\(text)")
    }
}
