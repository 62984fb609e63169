import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import Sync
import TTRPC

/// posmirror.v1.Sync: triggers of synchronisations and how they went.
struct SyncService: Sendable {
    static let name = "posmirror.v1.Sync"
    let engine: SyncEngine
    let store: DocumentStore
    let catalog: Catalog
    let watchers: SyncWatchers
    /// Nil while the schedule is off.
    let scheduler: SyncScheduler?
    let gate: CallGate

    var methods: [RPCMethod] {
        [
            trigger("SyncProducts", .products), trigger("SyncDiscounts", .discounts),
            trigger("SyncMetadata", .metadata), trigger("SyncCustomers", .customers),
            trigger("SyncOrg", .org), syncOrders, syncAll,
            RPCMethod(Self.name, "GetSyncStatus", .unary { context, payload throws(RPCError) in
                let visible = try gate.visibility(context)
                return try status(try GetSyncStatusRequest(request: payload), visible).wireBytes
            }),
            RPCMethod(Self.name, "WatchSync", .push { context, payload, stream throws(RPCError) in
                let request = try WatchSyncRequest(request: payload)
                try watch(request.orgId, stream, CallCredentials(context))
            }),
        ]
    }

    private func trigger(_ method: String, _ kind: SyncKind) -> RPCMethod {
        RPCMethod(Self.name, method, .unary { _, payload throws(RPCError) in
            let request = try SyncRequest(request: payload)
            try checkOrg(request.orgId)
            return SyncReply(engine.run(kind, org: request.orgId)).wireBytes
        })
    }

    private var syncOrders: RPCMethod {
        RPCMethod(Self.name, "SyncOrders", .unary { _, payload throws(RPCError) in
            let request = try SyncOrdersRequest(request: payload)
            try checkOrg(request.orgId)
            var options = OrderSyncOptions(isBackfill: request.backfill)
            if !request.since.isEmpty {
                guard let day = SyncDay(request.since) else {
                    throw RPCError(.invalidArgument, "since is a day such as 2026-01-31")
                }
                options.since = day
            }
            return SyncReply(engine.run(.orders, org: request.orgId, orders: options)).wireBytes
        })
    }

    private var syncAll: RPCMethod {
        RPCMethod(Self.name, "SyncAll", .unary { _, _ throws(RPCError) in
            let start = SystemClock.monotonicNanoseconds()
            var reply = SyncAllReply()
            do throws(SyncAllFailure) {
                reply.results = try engine.runAll().map { SyncReply($0) }
            } catch {
                throw RPCError(.internalError, error.description)
            }
            reply.total = Int64(reply.results.count)
            reply.successful = Int64(reply.results.count { $0.success })
            reply.failed = reply.total - reply.successful
            reply.durationMs = Int64((SystemClock.monotonicNanoseconds() - start) / 1_000_000)
            return reply.wireBytes
        })
    }

    /// Adds a watcher of `org`, or of all that its caller may see where that is empty.
    private func watch(
        _ org: String, _ stream: ServerStream, _ credentials: CallCredentials
    ) throws(RPCError) {
        let add = { @Sendable () throws(RPCError) in
            let visible = try gate.visibility(credentials)
            if !org.isEmpty { try visible.require(org) }
            watchers.add(stream, org: org, visible)
        }
        guard credentials.session != nil else { return try add() }
        // To verify a session may take long, and this is the event loop.
        SystemThread(name: "watch-session") {
            do throws(RPCError) { try add() } catch { stream.close(error) }
        }.detach()
    }

    private func status(
        _ request: GetSyncStatusRequest, _ visible: TenantVisibility
    ) throws(RPCError) -> SyncStatus {
        var status = SyncStatus()
        var orgs = [request.orgId]
        if request.orgId.isEmpty {
            orgs = Set(catalog.all.map(\.org)).union(catalog.locatedOrgs)
                .filter { visible.includes($0) }.sorted()
        } else {
            try checkOrg(request.orgId)
            try visible.require(request.orgId)
        }
        for org in orgs { status.tenants.append(try tenant(org)) }
        let interval = scheduler?.schedule.intervalMilliseconds ?? 0
        status.scheduleMinutes = interval / 60_000
        return status
    }

    private func tenant(_ org: String) throws(RPCError) -> IntegrationStatus {
        var status = IntegrationStatus()
        status.orgId = org
        status.status = "never"
        let key = DocumentKey(
            database: Catalog.database, path: IntegrationStatusDocument.path(org: org))
        if let found = try storing({ () throws(StoreError) in try store.get(key) }),
            let fields = try? Fields(mapValueBytes: found.fields) {
            status.read(fields)
        }
        if let running = engine.underWay[org] {
            status.running = running.rawValue
            status.status = "running"
        }
        if let schedule = scheduler?.schedule {
            let time = { (ms: Int64) in WireTimestamp(microseconds: ms * 1000) }
            status.lastScheduledAt = schedule.lastScheduled(org).map(time)
            status.nextScheduledAt = schedule.next(org).map(time)
        }
        if let generation = catalog.tenant(org)?.generation {
            status.productsCount = Int64(generation.activeCount)
            status.productsOnSale = Int64(generation.onSaleCount)
            status.menuVersion = generation.version
        }
        return status
    }
}

extension IntegrationStatus {
    /// Takes over what the integration document says.
    fileprivate mutating func read(_ fields: Fields) {
        if case .integer(let count) = fields["productsCount"] { productsCount = count }
        if case .integer(let count) = fields["productsOnSale"] { productsOnSale = count }
        if case .string(let text) = fields["provider"] { provider = text }
        if case .string(let text) = fields["status"] { status = text }
        if case .string(let text) = fields["lastError"] { lastError = text }
        if case .string(let text) = fields["running"] { running = text }
        if case .timestamp(let time) = fields["lastAttemptAt"] {
            lastAttemptAt = WireTimestamp(microseconds: time.microseconds)
        }
        if case .timestamp(let time) = fields["lastSyncAt"] {
            lastSyncAt = WireTimestamp(microseconds: time.microseconds)
        }
        if case .integer(let count) = fields["posProductsCount"] { posProductsCount = count }
        if case .integer(let count) = fields["customersCount"] { customersCount = count }
        if case .integer(let count) = fields["ordersCount"] { ordersCount = count }
        if case .integer(let count) = fields["durationMs"] { durationMs = count }
        if case .double(let ratio) = fields["matchRatio"] { matchRatio = ratio }
    }
}

extension SyncReply {
    init(_ report: SyncReport) {
        self.init()
        orgId = report.org
        success = report.success
        error = report.error
        productsCount = Int64(report.productsCount)
        posProductsCount = Int64(report.posProductsCount)
        created = Int64(report.created)
        updated = Int64(report.updated)
        unchanged = Int64(report.unchanged)
        deactivated = Int64(report.deactivated)
        discountsFound = Int64(report.discountsFound)
        discountsRejected = Int64(report.discountsRejected)
        discountsUnscoped = Int64(report.discountsUnscoped)
        productsOnSale = Int64(report.productsOnSale)
        brands = Int64(report.brands)
        categories = Int64(report.categories)
        vendors = Int64(report.vendors)
        durationMs = report.durationMs
        customersCount = report.customersCount.map { Int64($0) }
        ordersCount = report.ordersCount.map { Int64($0) }
        ordersRead = Int64(report.ordersRead)
        ordersThrough = report.ordersThrough
        ordersSince = report.ordersSince
        ordersGoOn = report.ordersGoOn
        isComplete = report.isComplete
        spendingCount = Int64(report.spendingCount)
        parts = report.parts.map { part in
            var reply = SyncPartReply()
            reply.kind = part.kind.rawValue
            reply.success = part.success
            reply.error = part.error
            reply.durationMs = part.durationMs
            return reply
        }
        warnings = report.allWarnings
        joined = report.joined
    }
}
