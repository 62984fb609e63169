import MirrorTree
import Serving
import Access
import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import PointOfSale
import Pricing
import ProtobufWire
import Sync
import TTRPC

/// Products whose stock expires soon, and rules that clear it.
package struct Clearance: Sendable {
    package let store: DocumentStore
    package let catalog: Catalog
    package let gate: CallGate
    /// Whose products there can be.
    package let providers: [POSProvider]
    package let log: @Sendable (LogEntry) -> Void

    package init(
        store: DocumentStore, catalog: Catalog, gate: CallGate, providers: [POSProvider],
        log: @escaping @Sendable (LogEntry) -> Void
    ) {
        self.store = store
        self.catalog = catalog
        self.gate = gate
        self.providers = providers
        self.log = log
    }

    /// Prefix of the ids of its rules.
    static let prefix = "clearance_"

    /// The candidates, as many as an answer holds.
    package func find(_ request: GetClearanceRequest) throws(RPCError) -> GetClearanceReply {
        var reply = GetClearanceReply()
        reply.candidates = Array(
            try candidates(request.orgId, days: request.days).prefix(ReportLimits.clearanceMax))
        return reply
    }

    // MARK: - Candidates

    private func candidates(
        _ org: String, days: Int32
    ) throws(RPCError) -> [ClearanceCandidate] {
        try checkOrg(org)
        let now = SystemClock.wallMilliseconds()
        let zone = catalog.zone(org)
        var request = GetExpiringInventoryRequest()
        request.orgId = org
        request.days = days
        let expiring = try ExpiringInventory(store: store, zone: zone, providers: providers)
            .batches(request, now: now)
        guard let generation = catalog.tenant(org)?.generation else { return [] }
        var found: [ClearanceCandidate] = []
        var places: [String: Int] = [:]
        // Soonest first: the first batch of an item decides.
        for batch in expiring.lazy.filter(\.isClearable).map(\.batch) {
            if let place = places[batch.idItem] {
                found[place].quantity += batch.quantity
                found[place].batches += 1
            } else if let candidate = try candidate(batch, org, generation, zone, now) {
                places[batch.idItem] = found.count
                found.append(candidate)
            }
        }
        return found
    }

    /// Nil for a product that is not on the menu, not in stock or without a price.
    private func candidate(
        _ batch: ExpiringBatch, _ org: String, _ generation: Generation, _ zone: RuleZone,
        _ now: Int64
    ) throws(RPCError) -> ClearanceCandidate? {
        var bytes: [UInt8] = []
        let isFound = Array(batch.idItem.utf8).withUnsafeBytes {
            generation.appendProduct($0, to: &bytes)
        }
        // The catalog encodes what it decodes here.
        guard isFound, let item = try? MenuItem(wireBytes: bytes), item.priceCents > 0,
            item.inStock
        else {
            return nil
        }
        var candidate = ClearanceCandidate()
        candidate.id = Self.prefix + batch.idItem
        candidate.productId = item.id
        candidate.name = item.name
        candidate.category = item.category
        candidate.daysUntilExpiry = batch.daysUntilExpiry
        candidate.expirationDate = batch.expirationDate
        candidate.urgency = batch.urgency
        candidate.quantity = batch.quantity
        candidate.batches = 1
        candidate.baseCents = item.priceCents
        candidate.priceCents = item.salePriceCents ?? item.priceCents
        candidate.suggestedPercent = batch.suggestedPercent
        let last = zone.localDay(milliseconds: now) + max(0, batch.daysUntilExpiry - 1)
        candidate.endDate = CalendarDay.text(last)
        candidate.accepted = try hasRule(org, candidate.id)
        candidate.price(percent: candidate.suggestedPercent)
        return candidate
    }

    private func hasRule(_ org: String, _ id: String) throws(RPCError) -> Bool {
        try store.get(Self.key(org, id)) != nil
    }

    // MARK: - Accepting

    /// Makes a candidate's rule one of the tenant's own.
    package func accept(
        _ request: AcceptClearanceRequest, _ context: borrowing CallContext
    ) throws(RPCError) -> AcceptClearanceReply {
        try accept(request, try gate.principal(context))
    }

    private func accept(
        _ request: AcceptClearanceRequest, _ principal: AuditPrincipal
    ) throws(RPCError) -> AcceptClearanceReply {
        let all = try candidates(request.orgId, days: request.days)
        guard var candidate = all.first(where: { $0.id == request.id }) else {
            throw RPCError(.notFound, "no such candidate: see GetClearance")
        }
        let percent = request.percent ?? candidate.suggestedPercent
        guard (1...ReportLimits.clearancePercentMax).contains(percent) else {
            throw RPCError(
                .invalidArgument, "percent must be 1 to \(ReportLimits.clearancePercentMax)")
        }
        let fields = Fields([
            ("active", true), ("badgeText", .string("Clearance \(percent)% OFF")),
            ("discountType", "percent"), ("discountValue", .string(String(percent))),
            ("endDate", .string(candidate.endDate)),
            ("name", .string("Clearance: \(candidate.name)")),
            ("products", .array([.string(candidate.productId)])), ("source", "clearance"),
        ])
        let now = SystemClock.wallMicroseconds()
        let write = DocumentWrite(
            key: Self.key(request.orgId, candidate.id),
            mutation: .set(fields: fields.mapValueBytes))
        _ = try store.commit(
            AuditTrail.recording(
                [write], by: principal, method: PosCall.acceptClearance.method, now: now))
        log(
            "[AUDIT] org=\(request.orgId) method=\(PosCall.acceptClearance.method)"
                + " \(principal.logEntry)"
        )
        AuditTrail.prune(store, request.orgId, now: now)
        let days = request.days
        if let priced = try candidates(request.orgId, days: days).first(where: {
            $0.id == request.id
        }) {
            candidate = priced
        }
        candidate.suggestedPercent = percent
        candidate.price(percent: percent)
        var reply = AcceptClearanceReply()
        reply.candidate = candidate
        reply.ruleId = candidate.id
        return reply
    }

    private static func key(_ org: String, _ id: String) -> DocumentKey {
        DocumentKey(
            database: Catalog.database,
            path: TenantPath.discounts(org: org).document(id))
    }
}

extension ClearanceCandidate {
    /// Computes the price at a discount.
    fileprivate mutating func price(percent: Int32) {
        let units = Int64(percent) * 10_000
        suggestedCents = DiscountKind.percent(units).salePrice(base: baseCents) ?? baseCents
        covered = priceCents <= suggestedCents
    }
}
