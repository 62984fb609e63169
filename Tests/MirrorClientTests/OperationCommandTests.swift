import FirestoreModel
import LinuxSystem
import MirrorMessages
import TTRPC
import Testing

@testable import MirrorClient

@Suite struct OperationCommandTests {
    private func run(_ line: String, _ methods: [RPCMethod]) throws -> ToolRun {
        try FakeDaemon.serving(methods) { socket in
            ToolRun.run(line.split(separator: " ").map { String($0) }, socket: socket)
        }
    }

    private func json(_ run: ToolRun) throws -> JSONValue {
        try JSONParser.parse(Array(run.standard.utf8))
    }

    private static func sync(_ method: String, success: Bool) -> RPCMethod {
        FakeDaemon.unary(MirrorServiceName.sync, method) {
            (request: SyncRequest) throws(RPCError) -> SyncReply in
            var reply = SyncReply()
            reply.orgId = request.orgId
            reply.success = success
            reply.error = success ? "" : "the POS does not answer"
            reply.created = 12_345
            reply.durationMs = 1500
            reply.warnings = success ? ["a row without an id"] : []
            return reply
        }
    }

    @Test(arguments: ["products", "discounts", "metadata"])
    func aSyncShowsWhatItDid(kind: String) throws {
        let method = "Sync" + kind.prefix(1).uppercased() + kind.dropFirst()
        let run = try run("sync \(kind) acme", [Self.sync(method, success: true)])
        #expect(run.code == .ok)
        #expect(run.standard.contains("done in 1.5 s"))
        #expect(run.standard.contains("! a row without an id"))
    }

    @Test func aFailedSyncFailsTheCommandAndStillPrintsItsReply() throws {
        let run = try run("sync products acme --json", [Self.sync("SyncProducts", success: false)])
        #expect(run.code == .failed)
        #expect(try json(run)["success"] == .boolean(false))
        #expect(run.error.contains("sync products of acme failed: the POS does not answer"))
    }

    @Test func progressSaysHowFarItIs() {
        var event = SyncEvent()
        event.phase = "writing"
        #expect(SyncProgress.line(event) == "writing")
        event.done = 12_000
        event.unit = "products"
        #expect(SyncProgress.line(event) == "writing 12,000 products")
        event.total = 100_000
        #expect(SyncProgress.line(event) == "writing 12,000 of 100,000 products (12 %)")
        event.unit = "bytes"
        #expect(SyncProgress.line(event) == "writing 12.0 KB of 100.0 KB (12 %)")
    }

    @Test func progressOnATerminalFollowsASecondConnection() throws {
        let watched = Monitor(false)
        let watch = RPCMethod(
            MirrorServiceName.sync, "WatchSync",
            .stream { _, _, stream throws(RPCError) in
                var event = SyncEvent()
                event.kind = "products"
                event.phase = "fetching"
                try stream.send(event.wireBytes)
                watched.update { $0 = true }
                _ = try stream.receive()
            })
        let sync = FakeDaemon.unary(MirrorServiceName.sync, "SyncProducts") {
            (_: SyncRequest) throws(RPCError) -> SyncReply in
            _ = watched.wait { $0 ? true : nil }
            var reply = SyncReply()
            reply.success = true
            return reply
        }
        try FakeDaemon.serving([watch, sync]) { socket in
            let terminal = TerminalFacts(isTerminal: true, width: 80)
            let output = CommandOutput(
                standard: TextSink(), error: TextSink(), errorFacts: terminal)
            let tool = CommandLineTool(
                commands: MirrorCommands.all, output: output, defaultSocket: socket)
            #expect(tool.run(["sync", "products", "acme"]) == .ok)
            #expect(output.error.text.hasSuffix("\r\u{1B}[K"))
        }
    }

    private static func status(_ health: HealthCheckResponseServingStatus) -> [RPCMethod] {
        [
            FakeDaemon.unary(MirrorServiceName.health, "Check") {
                (_: HealthCheckRequest) throws(RPCError) -> HealthCheckResponse in
                var reply = HealthCheckResponse()
                reply.status = health
                return reply
            },
            FakeDaemon.unary(MirrorServiceName.sync, "GetSyncStatus") {
                (_: GetSyncStatusRequest) throws(RPCError) -> SyncStatus in
                var tenant = IntegrationStatus()
                tenant.orgId = "acme"
                tenant.status = "success"
                tenant.productsCount = 374
                var reply = SyncStatus()
                reply.tenants = [tenant]
                return reply
            },
            FakeDaemon.unary(MirrorServiceName.admin, "GetInfo") {
                (_: GetInfoRequest) throws(RPCError) -> GetInfoReply in
                throw RPCError(.permissionDenied, "admin only")
            },
        ]
    }

    @Test func aReaderSeesTheStatusWithoutTheAdministratorsPart() throws {
        let text = try run("status", Self.status(.serving))
        #expect(text.code == .ok)
        #expect(text.standard.contains("posmirrord serving at /tmp/"))
        #expect(text.standard.contains("acme") && text.standard.contains("374"))
        let value = try json(run("status --json", Self.status(.serving)))
        #expect(value["health"] == .string("SERVING"))
        #expect(value["info"] == nil)
    }

    @Test func aDaemonThatDoesNotServeFailsTheStatus() throws {
        #expect(try run("status", Self.status(.notServing)).code == .failed)
    }

    @Test func problemsFailTheVerification() throws {
        let method = FakeDaemon.unary(MirrorServiceName.admin, "Verify") {
            (_: VerifyRequest) throws(RPCError) -> VerifyReply in
            var reply = VerifyReply()
            reply.documents = 5
            reply.problems = ["documents: a key is malformed"]
            return reply
        }
        let run = try run("verify", [method])
        #expect(run.code == .failed)
        #expect(run.standard.contains("5 documents"))
        #expect(run.standard.contains("a key is malformed"))
    }

    @Test func aBackupGoesToAnAbsolutePath() throws {
        let method = FakeDaemon.unary(MirrorServiceName.admin, "Backup") {
            (request: BackupRequest) throws(RPCError) -> BackupReply in
            var reply = BackupReply()
            reply.directory = request.directory
            return reply
        }
        let current = try #require(WorkingDirectory.current)
        let relative = try json(run("backup ./copy --json", [method]))
        #expect(relative["directory"] == .string("\(current)/copy"))
        let absolute = try json(run("backup /b/copy --json", [method]))
        #expect(absolute["directory"] == .string("/b/copy"))
    }

    @Test func everyReadingCommandPrintsOneJSONValue() throws {
        let methods = [
            FakeDaemon.unary(MirrorServiceName.menu, "ListDiscounts") {
                (_: ListDiscountsRequest) throws(RPCError) in ListDiscountsReply()
            },
            FakeDaemon.unary(MirrorServiceName.pos, "GetMetadata") {
                (_: GetMetadataRequest) throws(RPCError) in GetMetadataReply()
            },
            FakeDaemon.unary(MirrorServiceName.pos, "GetExpiringInventory") {
                (_: GetExpiringInventoryRequest) throws(RPCError) in GetExpiringInventoryReply()
            },
            FakeDaemon.unary(MirrorServiceName.admin, "GetInfo") {
                (_: GetInfoRequest) throws(RPCError) in GetInfoReply()
            },
            FakeDaemon.unary(MirrorServiceName.admin, "GetMetrics") {
                (_: GetMetricsRequest) throws(RPCError) in GetMetricsReply()
            },
            FakeDaemon.unary(MirrorServiceName.admin, "Compact") {
                (_: CompactRequest) throws(RPCError) in CompactReply()
            },
        ]
        let tenant = ["discounts a", "metadata a", "expiring a --days 3"]
        for line in tenant + ["info", "metrics", "compact"] {
            let run = try run("\(line) --json", methods)
            #expect(run.code == .ok, "\(line)")
            guard case .object = try json(run) else {
                Issue.record("\(line) printed no object")
                continue
            }
            #expect(try self.run(line, methods).code == .ok, "\(line)")
        }
    }
}
