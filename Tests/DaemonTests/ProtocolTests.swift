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

    private static let folder = "\(Python.top)/Protocol"

    /// Every .proto file, by its path below the folder: the one that others import it by.
    private func protos(_ below: String = "") -> [String] {
        names(in: "\(Self.folder)/\(below)").sorted().flatMap { name in
            let path = below.isEmpty ? name : "\(below)/\(name)"
            return name.hasSuffix(".proto") ? [path] : name.contains(".") ? [] : protos(path)
        }
    }

    @Test func everyProtoCompiles() throws {
        #expect(protos().count >= 9)
        let (end, text) = try run(
            "/usr/bin/env",
            ["protoc", "-I\(Self.folder)", "--descriptor_set_out=/dev/null"] + protos())
        #expect(end == .exit(0) && text == "", "\(text)")
    }

    /// Other projects' .proto files lie at those projects' paths and keep their packages, so that
    /// no process has their messages twice.
    @Test func filesOfOthersHaveTheirPathsAndPackages() throws {
        let owners = [
            "google/rpc/status.proto": "google.golang.org/genproto/googleapis/rpc/status;status",
            "google/type/latlng.proto":
                "google.golang.org/genproto/googleapis/type/latlng;latlng",
            "google/firestore/v1/firestore.proto":
                "cloud.google.com/go/firestore/apiv1/firestorepb;firestorepb",
            "grpc_health/v1/health.proto": "google.golang.org/grpc/health/grpc_health_v1",
            "ttrpc.proto": "github.com/containerd/ttrpc",
        ]
        for path in protos() {
            let text = contents(of: "\(Self.folder)/\(path)")
            let package = owners[path] ?? "posmirror/v1;posmirrorv1"
            #expect(text.contains("\noption go_package = \"\(package)\";\n"), "\(path)")
            #expect(owners[path] != nil || text.contains("\npackage posmirror.v1;\n"), "\(path)")
        }
        #expect(Set(owners.keys).isSubset(of: protos()))
    }

    @Test func generatedFilesLiveBesideGooglesClients() throws {
        let (end, text) = try run(
            try Python.interpreter(), ["\(Python.top)/Tests/DaemonTests/Python/protocols.py"])
        #expect(end == .exit(0), "\(text)")
        #expect(text.split(separator: "\n").count == 7 && !text.contains("FAILED"), "\(text)")
    }

    @Test func theGeneratedSourcesAreCurrent() throws {
        let (end, text) = try run(
            try Python.interpreter(), ["\(Python.top)/Protocol/generate.py", "--check"])
        #expect(end == .exit(0), "\(text)")
    }
}
