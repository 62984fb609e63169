import MirrorTree
import Serving
import Access
import Catalog
import CivilTime
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import StatusCodes
import Sync
import TTRPC

/// posmirror.v1.Sync: triggers and status of synchronisations.
struct SyncService: RPCService, Sendable {
    let engine: SyncEngine
    let store: DocumentStore
    let catalog: Catalog
    let watchers: SyncWatchers
    /// Nil if scheduling is disabled.
    let scheduler: SyncScheduler?
    let gate: CallGate

    func handler(_ method: SyncMethod) -> RPCHandler {
        switch method {
        case .syncProducts: trigger(SyncCall.syncProducts, .products)
        case .syncDiscounts: trigger(SyncCall.syncDiscounts, .discounts)
        case .syncMetadata: trigger(SyncCall.syncMetadata, .metadata)
        case .syncCustomers: trigger(SyncCall.syncCustomers, .customers)
        case .syncOrders:
            SyncCall.syncOrders.answerCaller { request, context throws(Status) in
                if request.acceptRemovals { try gate.requireAdmin(context) }
                return try syncOrders(request)
            }
        case .syncOrg: trigger(SyncCall.syncOrg, .org)
        case .syncAll: SyncCall.syncAll.answer(syncAll)
        case .getSyncStatus:
            SyncCall.getSyncStatus.answerCaller { request, context throws(Status) in
                try status(request, try gate.visibility(context))
            }
        case .watchSync:
            .push { context, payload, stream throws(Status) in
                let request = try WatchSyncRequest(request: payload)
                try watch(request.orgId, stream, CallCredentials(context))
            }
        }
    }

    private func trigger(
        _ call: UnaryCall<SyncRequest, SyncReply>, _ kind: SyncKind
    ) -> RPCHandler {
        call.answerCaller { request, context throws(Status) in
            try checkOrg(request.orgId)
            if request.acceptRemovals {
                guard [.products, .discounts, .org].contains(kind) else {
                    throw Status(
                        .invalidArgument,
                        "accept_removals is for products, discounts, orders, and for everything")
                }
                try gate.requireAdmin(context)
            }
            return SyncReply(
                engine.run(kind, org: request.orgId, acceptsRemovals: request.acceptRemovals))
        }
    }

    private func syncOrders(_ request: SyncOrdersRequest) throws(Status) -> SyncReply {
        try checkOrg(request.orgId)
        var options = OrderSyncOptions(isBackfill: request.backfill)
        if !request.since.isEmpty {
            guard let day = CivilDate(request.since) else {
                throw Status(.invalidArgument, "since is a day such as 2026-01-31")
            }
            options.since = day
        }
        return SyncReply(
            engine.run(
                .orders, org: request.orgId, orders: options,
                acceptsRemovals: request.acceptRemovals))
    }

    private func syncAll(_ request: SyncAllRequest) throws(Status) -> SyncAllReply {
        let start = SystemClock.monotonicNanoseconds()
        var reply = SyncAllReply()
        reply.results = try engine.runAll().map { SyncReply($0) }
        reply.total = Int64(reply.results.count)
        reply.successful = Int64(reply.results.count { $0.success })
        reply.failed = reply.total - reply.successful
        reply.durationMs = Int64((SystemClock.monotonicNanoseconds() - start) / 1_000_000)
        return reply
    }

    /// Adds a watcher of `org`, or if empty of all tenants that its caller may see.
    private func watch(
        _ org: String, _ stream: ServerStream, _ credentials: CallCredentials
    ) throws(Status) {
        let add = { @Sendable () throws(Status) in
            let visible = try gate.visibility(credentials)
            if !org.isEmpty { try visible.require(org) }
            watchers.add(stream, org: org, visible)
        }
        guard credentials.session != nil else { return try add() }
        // On another thread, because verifying a session may block and this is the event loop.
        SystemThread(name: "watch-session") {
            do throws(Status) { try add() } catch { stream.close(error) }
        }.detach()
    }

    private func status(
        _ request: GetSyncStatusRequest, _ visible: TenantVisibility
    ) throws(Status) -> SyncStatus {
        var status = SyncStatus()
        var orgs = [request.orgId]
        if request.orgId.isEmpty {
            orgs = Set(catalog.all.map(\.org)).union(catalog.orgsWithLocations)
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

    private func tenant(_ org: String) throws(Status) -> IntegrationStatus {
        var status = IntegrationStatus()
        status.orgId = org
        status.status = "never"
        let key = DocumentKey(
            database: Catalog.database, path: TenantPath.integration(org: org, .status))
        if let found = try store.get(key) {
            do {
                status.read(try Fields(mapValueBytes: found.fields))
            } catch {
                // Other than a tenant that never had a run.
                status.status = "error"
                status.lastError = "the stored status does not decode"
            }
        }
        status.take(catalog.timeZone(org))
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
