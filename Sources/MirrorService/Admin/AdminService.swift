import Access
import Catalog
import DocumentStore
import LinuxSystem
import MirrorMessages
import StatusCodes
import TTRPC

/// posmirror.v1.Admin: status and maintenance of the daemon.
struct AdminService: RPCService, Sendable {
    /// The version of the program.
    static let version = "0.1.0"
    let store: DocumentStore
    let catalog: Catalog
    let dataDirectory: String
    /// Microseconds since 1970.
    let startedAt: Int64
    let metrics: MetricsText
    let sessions: SessionService
    let gate: CallGate

    func handler(_ method: AdminMethod) -> RPCHandler {
        switch method {
        case .getInfo: AdminCall.getInfo.answer { _ in info() }
        case .getMetrics:
            AdminCall.getMetrics.answerCaller { _, context throws(Status) in
                try metricsText(try gate.visibility(context))
            }
        case .backup: AdminCall.backup.answer(backup)
        case .verify: AdminCall.verify.answer { _ in verify() }
        case .compact: AdminCall.compact.answer { _ throws(Status) in try compact() }
        case .createSession: AdminCall.createSession.answer(sessions.create)
        case .revokeSession: AdminCall.revokeSession.answer(sessions.revoke)
        case .listSessions:
            AdminCall.listSessions.answer { _ throws(Status) in try sessions.list() }
        }
    }

    private func metricsText(_ visible: TenantVisibility) throws(Status) -> GetMetricsReply {
        var reply = GetMetricsReply()
        reply.text = try metrics.text { visible.includes($0) }
        return reply
    }

    private func info() -> GetInfoReply {
        var reply = GetInfoReply()
        reply.version = Self.version
        reply.pid = Int64(SystemProcess.pid)
        reply.startedAt = WireTimestamp(microseconds: startedAt)
        reply.dataDirectory = dataDirectory
        reply.syncLevel = store.sync.rawValue
        let tenants = catalog.all
        reply.tenants = Int64(tenants.count)
        reply.products = Int64(tenants.reduce(0) { $0 + $1.generation.activeCount })
        reply.residentBytes = Int64(SystemProcess.residentMemoryBytes())
        reply.writesRefused = store.condition().refusal?.message ?? ""
        reply.uptimeMs = (SystemClock.wallMicroseconds() - startedAt) / 1000
        reply.limits = [
            Self.limit("frame", TTRPCLimits.frameBytesMax, "bytes"),
            Self.limit("menu_item", CatalogLimits.itemBytesMax, "bytes"),
            Self.limit("query_limit", CatalogLimits.queryLimitMax, "items"),
            Self.limit("rules", CatalogLimits.rulesMax, "rules a tenant"),
            Self.limit("categories", CatalogLimits.categoriesMax, "categories a tenant"),
        ]
        return reply
    }

    private static func limit(_ name: String, _ value: Int, _ unit: String) -> Limit {
        var limit = Limit()
        limit.name = name
        limit.value = Int64(value)
        limit.unit = unit
        return limit
    }

    private func backup(_ request: BackupRequest) throws(Status) -> BackupReply {
        let target = try BackupTarget(request.directory, data: dataDirectory)
        do throws(Status) {
            try store.backup(to: target.path)
        } catch {
            // An error of the target directory is the caller's, not the daemon's.
            guard error.fault == .io || error.fault == .invalidArgument else { throw error }
            throw Status(
                .failedPrecondition, "no backup in \(request.directory): \(error.cause)")
        }
        let files = try target.finish()
        var reply = BackupReply()
        reply.directory = target.path
        reply.bytes = Int64(try tableBytes())
        reply.linkedFiles = Int64(files.linked)
        reply.copiedFiles = Int64(files.copied)
        return reply
    }

    private func verify() -> VerifyReply {
        var reply = VerifyReply()
        do throws(Status) {
            let report = try store.verify()
            reply.documents = Int64(report.documents)
            reply.columns = Int64(report.auxiliaryEntries)
            reply.changes = Int64(report.changeRecords)
            reply.indexEntries = Int64(report.indexEntries)
        } catch {
            reply.problems = [error.description]
        }
        return reply
    }

    private func compact() throws(Status) -> CompactReply {
        var reply = CompactReply()
        reply.bytesBefore = Int64(try tableBytes())
        try store.compact()
        reply.bytesAfter = Int64(try tableBytes())
        return reply
    }

    private func tableBytes() throws(Status) -> UInt64 {
        try store.metrics().tableBytes
    }
}
