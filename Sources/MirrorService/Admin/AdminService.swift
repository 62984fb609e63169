import Access
import Catalog
import DocumentStore
import LinuxSystem
import Memory
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
    let memory: MemoryBudget
    /// Microseconds since 1970.
    let startedAt: Int64
    let metrics: MetricsText
    let sessions: SessionService
    let backups: BackupService
    let gate: CallGate

    func handler(_ method: AdminMethod) -> RPCHandler {
        switch method {
        case .getInfo: AdminCall.getInfo.answer { _ in info() }
        case .getMetrics:
            AdminCall.getMetrics.answerCaller { _, context throws(Status) in
                try metricsText(try gate.visibility(context))
            }
        case .backup: AdminCall.backup.answer(backups.backup)
        case .verify:
            AdminCall.verify.answer { _ throws(Status) in try StoreChecks(store: store).verify() }
        case .watchVerify:
            AdminCall.watchVerify.answer(StoreChecks(store: store).watchVerify)
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
        reply.privateBytes = Int64(SystemProcess.privateMemoryBytes())
        reply.memoryLimitBytes = Int64(memory.bytesMax ?? 0)
        reply.memoryWantedBytes = Int64(memory.bytesWanted ?? 0)
        reply.memory = MemoryShares(memory, store).all
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
