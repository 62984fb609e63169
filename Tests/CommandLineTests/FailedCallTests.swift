import ClientTestSupport
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

/// How a command ends whose call failed.
@Suite struct FailedCallTests {
    private func exitCode(
        _ handler: RPCHandler, timeoutSeconds: Int64? = nil
    ) throws -> ExitCode {
        let method = RPCMethod(AdminMethod.getInfo, handler)
        return try FakeDaemon.serving([method]) { socket in
            var client = try MirrorClient(socket: socket)
            client.timeoutSeconds = timeoutSeconds
            let error = try #require(throws: MirrorClientError.self) { try client.info() }
            return CommandFailure(error).exitCode
        }
    }

    @Test func aRefusalIsNotPermitted() throws {
        let code = try exitCode(
            .unary { _, _ throws(Status) in throw Status(.permissionDenied, "admin only") })
        #expect(code == .notPermitted)
    }

    @Test func aMalformedReplyIsInternal() throws {
        #expect(try exitCode(.unary { _, _ throws(Status) in [0x0A, 0xFF] }) == .internal)
    }

    @Test func aTimeoutIsADeadline() throws {
        let silent = RPCHandler.push { _, _, _ throws(Status) in }
        #expect(try exitCode(silent, timeoutSeconds: 0) == .deadline)
    }

    @Test func nobodyAtTheSocketIsNoDaemon() throws {
        let error = try #require(throws: MirrorClientError.self) {
            try MirrorClient(socket: "/tmp/posmirror-test-nobody.sock")
        }
        #expect(CommandFailure(error).exitCode == .noDaemon)
    }
}
