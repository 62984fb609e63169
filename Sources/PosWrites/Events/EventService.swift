import Access
import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import MirrorTree
import StatusCodes
import Sync
import Synchronization
import TTRPC
import TextForms

/// posmirror.v1.Pos/IngestEvent: what the POS's webhook reported, relayed by a front end.
///
/// An event is a hint: its stock is applied at once, and a pull of the POS's data follows.
package final class EventService: Sendable {
    private let store: DocumentStore
    private let engine: SyncEngine
    private let catalog: Catalog
    private let pulls: EventPulls
    private let log: @Sendable (LogEntry) -> Void
    private let count = Atomic<Int>(0)
    private let order = EventOrder()

    package init(
        store: DocumentStore, engine: SyncEngine, catalog: Catalog, pulls: EventPulls,
        log: @escaping @Sendable (LogEntry) -> Void
    ) {
        self.store = store
        self.engine = engine
        self.catalog = catalog
        self.pulls = pulls
        self.log = log
    }

    /// Takes in one event.
    package func ingest(_ request: IngestEventRequest) throws(Status) -> IngestEventReply {
        guard request.payload.count <= PosWriteLimits.eventBytesMax else {
            throw Status(
                .invalidArgument, "payload exceeds \(PosWriteLimits.eventBytesMax) bytes")
        }
        let parsed = PosEvent(payload: request.payload)
        let source = try source(request.orgId, parsed)
        if !source.secrets.isEmpty {
            guard
                EventSignature.isValid(
                    request.signature, of: request.payload, secrets: source.secrets)
            else { throw Status(.unauthenticated, "the event's signature is not valid") }
        }
        guard let event = parsed else {
            throw Status(.invalidArgument, "payload is no JSON object with an event")
        }
        if let claimed = event.orgID, !OrgAliases.all(of: claimed).contains(source.org) {
            throw Status(.invalidArgument, "the payload is of another tenant than org_id")
        }
        var reply = IngestEventReply()
        reply.received = true
        reply.orgId = source.org
        reply.event = event.name
        reply.eventId = Self.id(event, request.payload)
        reply.action = try act(event, source, id: reply.eventId, payload: request.payload)
        log("[WEBHOOK] org=\(source.org) event=\(event.name) action=\(reply.action)")
        return reply
    }

    /// The tenant of the event: according to the caller, otherwise to the payload.
    private func source(_ org: String, _ event: PosEvent?) throws(Status) -> EventSource {
        let named = org.isEmpty ? OrgAliases.all(of: event?.orgID ?? "") : [org]
        for org in named {
            if let found = try Self.reading({ () throws(Status) in
                try engine.eventSource(org: org)
            }) {
                return found
            }
        }
        guard named.isEmpty else { throw Status(.notFound, "no tenant of this name") }
        guard let location = event?.locationID else {
            throw Status(.invalidArgument, "org_id is missing, and the payload names none")
        }
        let found = try Self.reading { () throws(Status) in
            try engine.eventSource(location: location)
        }
        guard let found else { throw Status(.notFound, "no tenant has this location") }
        return found
    }

    private static func reading<Result>(
        _ body: () throws(Status) -> Result
    ) throws(Status) -> Result {
        do throws(Status) {
            return try body()
        } catch {
            throw Status(.internalError, "the locations cannot be read")
        }
    }

    /// Equal for all deliveries of an identifiable event; any other event counts as new, since an
    /// unnecessary pull is harmless.
    private static func id(_ event: PosEvent, _ payload: [UInt8]) -> String {
        Hexadecimal.text(SHA256.digest(event.identity(payload) ?? SystemRandom.bytes(32)))
    }

    private func act(
        _ event: PosEvent, _ source: EventSource, id: String, payload: [UInt8]
    ) throws(Status) -> String {
        let now = SystemClock.wallMicroseconds()
        let write = EventWrites(
            org: source.org, ids: engine.ids(org: source.org), id: id, now: now)
        var action = event.subject == .unknown ? "kept" : "pulled"
        // One location's stock is not that of a tenant with several.
        let isNews =
            source.locationCount == 1 && source.isOwn(location: event.locationID)
            && (!event.tellsStock || order.isNewest(event, org: source.org, now: now))
        let atOnce = isNews ? write.atOnce(event, catalog) : []
        if !atOnce.isEmpty { action = "updated" }
        let record = write.record(event, action: action, payload: payload)
        do throws(Status) {
            try store.commit([record] + atOnce)
        } catch {
            if error.code == .alreadyExists { return "replayed" }
            throw error
        }
        for kind in Self.pulls(event.subject) { pulls.request(kind, org: source.org) }
        if count.wrappingAdd(1, ordering: .relaxed).newValue
            % PosWriteLimits.eventsBetweenPrunes == 0
        {
            try prune(source.org, now)
        }
        return action
    }

    private static func pulls(_ subject: PosEvent.Subject) -> [SyncKind] {
        switch subject {
        case .customers: [.customers]
        case .orders: [.orders]
        case .discounts: [.discounts]
        case .stock, .product, .productGone, .lowStock, .inventory: [.products]
        case .unknown: []
        }
    }

    /// Deletes old events.
    private func prune(_ org: String, _ now: Int64) throws(Status) {
        let oldest = now - PosWriteLimits.eventDaysMax * 86_400_000_000
        let scan = DocumentScan(
            database: Catalog.database, collection: TenantPath.posEvents(org: org))
        var old: [DocumentWrite] = []
        try store.scan(scan) { key, view in
            if view.createTime < oldest {
                old.append(
                    DocumentWrite(key: DocumentKey(bytes: [UInt8](key)), mutation: .delete))
            }
            return old.count < PosWriteLimits.eventsPrunedMax
        }
        if !old.isEmpty { _ = try store.commit(old) }
    }
}
