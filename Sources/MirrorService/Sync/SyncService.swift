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
    let everyTenant: SyncAllRuns

    func handler(_ method: SyncMethod) -> RPCHandler {
        switch method {
        case .syncProducts: trigger(SyncCall.syncProducts, .products)
        case .syncDiscounts: trigger(SyncCall.syncDiscounts, .discounts)
        case .syncMetadata: trigger(SyncCall.syncMetadata, .metadata)
        case .syncCustomers: trigger(SyncCall.syncCustomers, .customers)
        case .syncOrders: SyncCall.syncOrders.answerLater(syncOrders)
        case .syncOrg: trigger(SyncCall.syncOrg, .org)
        case .syncAll:
            SyncCall.syncAll.answerLater { _, _, reply throws(Status) in
                try everyTenant.start(for: reply)
            }
        case .getSyncStatus:
            SyncCall.getSyncStatus.answerCaller { request, context throws(Status) in
                try status(request, try gate.visibility(context))
            }
        case .watchSync:
            .push { context, payload, stream throws(Status) in
                let org = try WatchSyncRequest(request: payload).orgId
                let visible = try gate.visibility(context)
                if !org.isEmpty { try visible.require(org) }
                watchers.add(stream, org: org, visible)
            }
        }
    }

    private func trigger(
        _ call: UnaryCall<SyncRequest, SyncReply>, _ kind: SyncKind
    ) -> RPCHandler {
        call.answerLater { request, context, reply throws(Status) in
            try checkOrg(request.orgId)
            if request.acceptRemovals {
                guard [.products, .discounts, .org].contains(kind) else {
                    throw Status(
                        .invalidArgument,
                        "accept_removals is for products, discounts, orders, and for everything")
                }
                try gate.requireAdmin(context)
            }
            try engine.start(
                kind, org: request.orgId, acceptsRemovals: request.acceptRemovals,
                isGone: { reply.isCancelled }, then: { reply.finish(SyncReply($0)) })
        }
    }

    private func syncOrders(
        _ request: SyncOrdersRequest, _ context: borrowing CallContext,
        _ reply: PromisedReply<SyncReply>
    ) throws(Status) {
        try checkOrg(request.orgId)
        if request.acceptRemovals { try gate.requireAdmin(context) }
        var options = OrderSyncOptions(isBackfill: request.backfill)
        if !request.since.isEmpty {
            guard let day = CivilDate(request.since) else {
                throw Status(.invalidArgument, "since is a day such as 2026-01-31")
            }
            options.since = day
        }
        try engine.start(
            .orders, org: request.orgId, orders: options,
            acceptsRemovals: request.acceptRemovals, isGone: { reply.isCancelled },
            then: { reply.finish(SyncReply($0)) })
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
