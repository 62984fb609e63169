import MirrorClient
import ClientTestSupport
import FirestoreModel
import JSON
import LinuxSystem
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

@Suite struct OperationCommandTests {
    private func run(_ line: String, _ methods: [RPCMethod]) throws -> ToolRun {
        try FakeDaemon.serving(methods) { socket in
            ToolRun.run(line.split(separator: " ").map { String($0) }, socket: socket)
        }
    }

    private func json(_ run: ToolRun) throws -> JSONValue {
        try JSONParser.parse(Array(run.standard.utf8))
    }

    private static func sync(_ method: SyncMethod, success: Bool) -> RPCMethod {
        FakeDaemon.unary(method) {
            (request: SyncRequest) throws(Status) -> SyncReply in
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

    @Test(arguments: [
        ("products", SyncMethod.syncProducts), ("discounts", .syncDiscounts),
        ("metadata", .syncMetadata),
    ])
    func aSyncShowsWhatItDid(kind: String, method: SyncMethod) throws {
        let run = try run("sync \(kind) acme", [Self.sync(method, success: true)])
        #expect(run.code == .ok)
        #expect(run.standard.contains("done in 1.5 s"))
        #expect(run.standard.contains("! a row without an id"))
    }

    @Test func aFailedSyncFailsTheCommandAndStillPrintsItsReply() throws {
        let run = try run("sync products acme --json", [Self.sync(.syncProducts, success: false)])
        #expect(run.code == .failed)
        #expect(try json(run)["success"] == .bool(false))
        #expect(run.error.contains("sync products of acme failed: the POS does not answer"))
    }

    /// One of two stores failed, and what the other has was stored.
    @Test func aFailedSyncSaysWhatItChangedAllTheSame() throws {
        let failed = try run("sync products acme", [Self.sync(.syncProducts, success: false)])
        #expect(failed.error.contains("changed: 12345 created"))
        #expect(!failed.error.contains("nothing was changed"))
        let nothing = FakeDaemon.unary(SyncMethod.syncDiscounts) {
            (request: SyncRequest) throws(Status) -> SyncReply in
            var reply = SyncReply()
            reply.orgId = request.orgId
            reply.error = "the POS does not answer"
            return reply
        }
        #expect(try run("sync discounts acme", [nothing]).error.contains("nothing was changed"))
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
            SyncMethod.watchSync,
            .stream { _, _, stream throws(Status) in
                var event = SyncEvent()
                event.kind = "products"
                event.phase = "fetching"
                try stream.send(event.wireBytes)
                watched.update { $0 = true }
                _ = try stream.receive()
            })
        let sync = FakeDaemon.unary(SyncMethod.syncProducts) {
            (_: SyncRequest) throws(Status) -> SyncReply in
            _ = watched.wait { $0 ? true : nil }
            var reply = SyncReply()
            reply.success = true
            return reply
        }
        try FakeDaemon.serving([watch, sync]) { socket in
            let terminal = TerminalCapabilities(isTerminal: true, width: 80)
            let output = CommandOutput(
                standard: TextSink(), error: TextSink(), errorFacts: terminal)
            let tool = CommandLineTool(
                commands: MirrorCommands.all, output: output, defaultSocket: socket)
            #expect(tool.run(["sync", "products", "acme"]) == .ok)
            #expect(output.error.text.hasSuffix("\r\u{1B}[K"))
        }
    }

    /// The parts that run are shown, those that have ended are not.
    @Test func progressOfEverythingShowsWhatIsRunning() {
        var parts = SyncProgress.Parts(kind: .org, followsAll: false)
        func take(_ part: String, _ phase: String, kind: String = "org") -> String? {
            var event = SyncEvent()
            event.orgId = "acme"
            (event.kind, event.part, event.phase) = (kind, part, phase)
            return parts.take(event)
        }
        #expect(take("org", "started") == "started")
        #expect(take("products", "fetching") == "products: fetching")
        #expect(take("orders", "fetching") == "orders: fetching · products: fetching")
        #expect(take("orders", "writing") == "orders: writing · products: fetching")
        #expect(take("products", "ended") == "orders: writing")
        #expect(take("metadata", "fetching") == "metadata: fetching · orders: writing")
        #expect(take("orders", "ended") == "metadata: fetching")
        #expect(take("metadata", "finished") == "")
        #expect(
            take("discounts", "fetching", kind: "discounts")
                == "waits for sync discounts: fetching")
    }

    @Test func progressOfAllTenantsNamesThem() {
        var parts = SyncProgress.Parts(kind: .org, followsAll: true)
        var event = SyncEvent()
        (event.orgId, event.kind, event.part, event.phase) = ("a", "org", "orders", "writing")
        #expect(parts.take(event) == "a: orders: writing")
        event.orgId = "b"
        #expect(parts.take(event) == "b: orders: writing")
        event.kind = "products"
        #expect(parts.take(event) == nil)
    }

    @Test func withoutATerminalALineTellsOfAStepNowAndThen() {
        var steps = SyncProgress.StepLines()
        var event = SyncEvent()
        event.phase = "writing"
        #expect(steps.take(event, "one", nanoseconds: 0) == "one")
        #expect(steps.take(event, "two", nanoseconds: 1_000_000_000) == nil)
        #expect(steps.take(event, "three", nanoseconds: 2_000_000_000) == "three")
        event.phase = "pricing"
        #expect(steps.take(event, "four", nanoseconds: 2_000_000_001) == "four")
        #expect(steps.take(event, "", nanoseconds: 9_000_000_000) == nil)
    }

    @Test func whatIsNotKnownIsNoZero() throws {
        let run = try run("sync products acme", [Self.sync(.syncProducts, success: true)])
        #expect(run.standard.contains("12,345"))
        let method = FakeDaemon.unary(SyncMethod.syncOrg) {
            (_: SyncRequest) throws(Status) -> SyncReply in
            var reply = SyncReply()
            reply.success = true
            reply.ordersCount = 0
            return reply
        }
        let lines = try self.run("sync org acme", [method]).standard.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("customers") && $0.hasSuffix(" -") })
        #expect(lines.contains { $0.hasPrefix("orders") && $0.hasSuffix(" 0") })
    }

    private static func status(
        _ health: HealthCheckResponseServingStatus, tenant state: String = "success",
        error: String = ""
    ) -> [RPCMethod] {
        [
            FakeDaemon.unary(HealthMethod.check) {
                (_: HealthCheckRequest) throws(Status) -> HealthCheckResponse in
                var reply = HealthCheckResponse()
                reply.status = health
                return reply
            },
            FakeDaemon.unary(SyncMethod.getSyncStatus) {
                (_: GetSyncStatusRequest) throws(Status) -> SyncStatus in
                var tenant = IntegrationStatus()
                tenant.orgId = "acme"
                tenant.status = state
                tenant.lastError = error
                tenant.productsCount = 374
                var reply = SyncStatus()
                reply.tenants = [tenant]
                return reply
            },
            FakeDaemon.unary(AdminMethod.getInfo) {
                (_: GetInfoRequest) throws(Status) -> GetInfoReply in
                throw Status(.permissionDenied, "admin only")
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

    @Test(arguments: [
        ("success", "", ExitCode.ok), ("never", "", .ok), ("running", "", .ok),
        ("error", "the POS does not answer", .failed), ("suspicious", "", .failed),
        ("running", "the POS did not answer", .failed),
    ])
    func aTenantThatFailsFailsTheStatus(state: String, error: String, code: ExitCode) throws {
        let run = try run("status", Self.status(.serving, tenant: state, error: error))
        #expect(run.code == code)
        #expect(run.standard.contains("failing: acme") == (code == .failed))
    }

    @Test func aDaemonThatDoesNotServeFailsTheStatus() throws {
        #expect(try run("status", Self.status(.notServing)).code == .failed)
    }

    @Test func problemsFailTheVerification() throws {
        let method = FakeDaemon.unary(AdminMethod.verify) {
            (_: VerifyRequest) throws(Status) -> VerifyReply in
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

    @Test func aVerificationThatTellsHowFarItIsIsTakenToItsEnd() throws {
        let method = FakeDaemon.stream(AdminMethod.watchVerify) {
            (_: VerifyRequest) throws(Status) -> [VerifyProgress] in
            var step = VerifyProgress()
            step.family = "documents"
            var last = VerifyProgress()
            var reply = VerifyReply()
            reply.documents = 5
            reply.problems = ["columns: a, row: it is missing"]
            reply.findingsCount = 3
            reply.atLeast = true
            last.reply = reply
            return [step, last]
        }
        let run = try run("verify", [method])
        #expect(run.code == .failed)
        #expect(run.standard.contains("a, row: it is missing"))
        #expect(run.standard.contains("and 2 more"))
        #expect(run.error.contains("at least 3 problems"))
    }

    @Test func aVerificationWithoutItsEndIsNone() throws {
        let method = FakeDaemon.stream(AdminMethod.watchVerify) {
            (_: VerifyRequest) throws(Status) -> [VerifyProgress] in [VerifyProgress()]
        }
        let run = try run("verify", [method])
        #expect(run.code != .ok && !run.standard.contains("no problems"))
    }

    @Test func aBackupIsACopyUnlessLinksAreAskedFor() throws {
        let method = FakeDaemon.unary(AdminMethod.backup) {
            (request: BackupRequest) throws(Status) -> BackupReply in
            var reply = BackupReply()
            reply.directory = request.copy ? "/copies" : "/links"
            reply.linkedFiles = request.copy ? 0 : 4
            return reply
        }
        let copied = try run("backup /b", [method])
        #expect(copied.standard.contains("/copies") && copied.standard.contains("all are copies"))
        let linked = try run("backup /b --link", [method])
        #expect(linked.standard.contains("/links"))
        #expect(linked.standard.contains("4 files hard-linked to the store's own"))
    }

    @Test(arguments: ["restore /b", "restore /b --check --data /d"])
    func aRestoreIsToADirectoryOrACheck(line: String) throws {
        #expect(try run(line, []).code == .usage)
    }

    @Test func aBackupGoesToAnAbsolutePath() throws {
        let method = FakeDaemon.unary(AdminMethod.backup) {
            (request: BackupRequest) throws(Status) -> BackupReply in
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
            FakeDaemon.unary(MenuMethod.listDiscounts) {
                (_: ListDiscountsRequest) throws(Status) in ListDiscountsReply()
            },
            FakeDaemon.unary(PosMethod.getMetadata) {
                (_: GetMetadataRequest) throws(Status) in GetMetadataReply()
            },
            FakeDaemon.unary(PosMethod.getExpiringInventory) {
                (_: GetExpiringInventoryRequest) throws(Status) in GetExpiringInventoryReply()
            },
            FakeDaemon.unary(AdminMethod.getInfo) {
                (_: GetInfoRequest) throws(Status) in GetInfoReply()
            },
            FakeDaemon.unary(AdminMethod.getMetrics) {
                (_: GetMetricsRequest) throws(Status) in GetMetricsReply()
            },
            FakeDaemon.unary(AdminMethod.compact) {
                (_: CompactRequest) throws(Status) in CompactReply()
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
