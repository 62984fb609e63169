import FirestoreModel
import Glibc
import LinuxSystem
import MirrorMessages
import TTRPC
import Testing

@testable import MirrorClient

@Suite struct LocationPutTests {
    /// Runs `location put` with a file of `credentials`; returns what the daemon was sent.
    private func put(
        _ credentials: String, _ options: [String] = [], mode: mode_t = 0o600
    ) throws -> (run: ToolRun, requests: [UpdateDocumentRequest]) {
        let file = "/tmp/posmirror-test-\(String(SystemRandom.uint64(), radix: 36)).json"
        let number = open(file, O_WRONLY | O_CREAT | O_EXCL, mode)
        defer { unlink(file) }
        _ = try FileDescriptor(owning: number).write(Array(credentials.utf8))
        let requests = Recorder<UpdateDocumentRequest>()
        let method = FakeDaemon.unary(MirrorServiceName.firestore, "UpdateDocument") {
            (request: UpdateDocumentRequest) throws(RPCError) -> Document in
            requests.add(request)
            return (try? Document(wireBytes: request.document ?? [])) ?? Document()
        }
        let words = ["location", "put", "main", "--org", "acme", "--credentials", file]
        let run = try FakeDaemon.serving([method]) { ToolRun.run(words + options, socket: $0) }
        return (run, requests.all)
    }

    private static let login = #"{"username":"u-secret","password":"p-secret","pin":"1-secret"}"#

    @Test func theLocationIsWrittenWithItsAccount() throws {
        let (run, requests) = try put(Self.login, ["--timezone", "America/New_York"])
        #expect(run.code == .ok)
        let document = try Document(wireBytes: try #require(requests.first?.document))
        #expect(document.name == MirrorClient.databaseRoot + "/locations/main")
        #expect(document.fields["orgId"] == "acme")
        #expect(document.fields["timezone"] == "America/New_York")
        #expect(document.fields["posConfig"]?.mapValue?["password"] == "p-secret")
        #expect(document.fields["posConfig"]?.mapValue?["provider"] == "alleaves")
    }

    @Test func withoutATimeZoneTheStoredOneStays() throws {
        let request = try #require(try put(Self.login).requests.first)
        let document = try Document(wireBytes: try #require(request.document))
        #expect(document.fields.keys == ["orgId", "posConfig"])
        let mask = String(decoding: try #require(request.updateMask), as: UTF8.self)
        #expect(mask.contains("orgId") && mask.contains("posConfig"))
        #expect(!mask.contains("timezone"))
    }

    @Test func noOutputShowsACredential() throws {
        for options in [[], ["--json"]] {
            let run = try put(Self.login, options).run
            #expect(run.code == .ok)
            #expect(!(run.standard + run.error).contains("secret"))
        }
    }

    @Test func aFileThatOthersCanReadIsWarnedOf() throws {
        #expect(try put(Self.login, mode: 0o644).run.error.contains("chmod 600"))
        #expect(try put(Self.login).run.error.isEmpty)
    }

    @Test func nothingIsSentForAWrongCommandLine() throws {
        for (credentials, options) in [
            ("{}", []), (Self.login, ["--timezone", "Mars/Base"]),
            (String(repeating: " ", count: 100_000), []),
        ] {
            let (run, requests) = try put(credentials, options)
            #expect(run.code == .usage)
            #expect(requests.isEmpty)
        }
    }

    @Test func aMissingFileOrOrgIsAUsageError() {
        let words = ["location", "put", "main", "--org", "acme", "--credentials", "/tmp/no/such"]
        #expect(ToolRun.run(words).code == .usage)
        #expect(ToolRun.run(["location", "put", "a/b", "--org", "x"]).code == .usage)
        #expect(ToolRun.run(["location", "put", "a", "--org", "x/y"]).code == .usage)
    }
}

extension FileDescriptor {
    fileprivate func write(_ bytes: [UInt8]) throws(SystemError) -> IOResult {
        try bytes.withUnsafeBufferPointer { part throws(SystemError) in
            try write(UnsafeRawBufferPointer(part))
        }
    }
}
