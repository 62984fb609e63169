import Catalog
import DocumentStore
import LinuxSystem
import MirrorMessages
import TTRPC

/// posmirror.v1.Admin: status and maintenance of the daemon.
struct AdminService: Sendable {
    static let name = "posmirror.v1.Admin"
    /// The version of the program.
    static let version = "0.1.0"
    let store: DocumentStore
    let catalog: Catalog
    let dataDirectory: String
    /// Microseconds since 1970.
    let startedAt: Int64
    let metrics: MetricsText
    let gate: CallGate

    var methods: [RPCMethod] {
        [
            RPCMethod(Self.name, "GetInfo", .unary { _, _ throws(RPCError) in info().wireBytes }),
            RPCMethod(
                Self.name, "GetMetrics",
                .unary { context, _ throws(RPCError) in
                    let visible = try gate.visibility(context)
                    var reply = GetMetricsReply()
                    reply.text = try storing { () throws(StoreError) in
                        try metrics.text { visible.includes($0) }
                    }
                    return reply.wireBytes
                }),
            admin("Backup") { payload throws(RPCError) in
                try backup(try BackupRequest(request: payload)).wireBytes
            },
            admin("Verify") { _ throws(RPCError) in verify().wireBytes },
            admin("Compact") { _ throws(RPCError) in try compact().wireBytes },
        ]
    }

    private func admin(
        _ method: String, _ body: @escaping @Sendable ([UInt8]) throws(RPCError) -> [UInt8]
    ) -> RPCMethod {
        RPCMethod(Self.name, method, .unary { _, payload throws(RPCError) in try body(payload) })
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

    private func backup(_ request: BackupRequest) throws(RPCError) -> BackupReply {
        let target = try BackupTarget(request.directory, data: dataDirectory)
        do throws(StoreError) {
            try store.backup(to: target.path)
        } catch {
            // An error of the target directory is the caller's, not the daemon's.
            guard error.code == .io || error.code == .invalidArgument else {
                throw RPCError(error)
            }
            throw RPCError(
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
        do throws(StoreError) {
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

    private func compact() throws(RPCError) -> CompactReply {
        var reply = CompactReply()
        reply.bytesBefore = Int64(try tableBytes())
        try storing { () throws(StoreError) in try store.compact() }
        reply.bytesAfter = Int64(try tableBytes())
        return reply
    }

    private func tableBytes() throws(RPCError) -> UInt64 {
        try storing { () throws(StoreError) in try store.metrics().tableBytes }
    }
}
