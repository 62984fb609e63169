import CivilTime
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
import StatusCodes
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

    /// The candidates, as many as an answer holds.
    package func find(_ request: GetClearanceRequest) throws(Status) -> GetClearanceReply {
        var reply = GetClearanceReply()
        reply.candidates = Array(
            try candidates(request.orgId, request.locationId, days: request.days)
                .prefix(ReportLimits.clearanceMax))
        return reply
    }

    // MARK: - Candidates

    private func candidates(
        _ org: String, _ location: String, days: Int32
    ) throws(Status) -> [ClearanceCandidate] {
        let asked = try RequestedStore(catalog, org: org, location: location)
        let now = SystemClock.wallMilliseconds()
        let zone = catalog.zone(org)
        var request = GetExpiringInventoryRequest()
        request.orgId = org
        request.days = days
        let expiring = try ExpiringInventory(
            store: store, zone: zone, providers: providers, location: asked.location
        ).batches(request, now: now)
        guard let generation = asked.generation else { return [] }
        let today = zone.localDay(milliseconds: now)
        var found: [ClearanceCandidate] = []
        var indices: [String: Int] = [:]
        // Soonest first: the first batch of a product decides.
        for entry in expiring where entry.isClearable {
            if let index = indices[entry.productID] {
                found[index].quantity += entry.batch.quantity
                found[index].batches += 1
            } else if var candidate = Self.candidate(entry, generation, today: today) {
                candidate.id = ClearanceRule.id(
                    entry.batch.idItem, of: entry.productID, location: asked.location, generation)
                candidate.accepted = try hasRule(org, candidate.id)
                indices[entry.productID] = found.count
                found.append(candidate)
            }
        }
        return found
    }

    /// Nil for a product that is not on the menu, not in stock or without a price.
    private static func candidate(
        _ entry: ExpiringInventory.Found, _ generation: Generation, today: Int64
    ) -> ClearanceCandidate? {
        let batch = entry.batch
        guard let item = generation.menuItem(entry.productID), item.priceCents > 0, item.inStock
        else { return nil }
        var candidate = ClearanceCandidate()
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
        let last = today + max(0, batch.daysUntilExpiry - 1)
        candidate.endDate = "\(CivilDate(number: last))"
        candidate.price(percent: candidate.suggestedPercent)
        return candidate
    }

    private func hasRule(_ org: String, _ id: String) throws(Status) -> Bool {
        try store.get(Self.key(org, id)) != nil
    }

    // MARK: - Accepting

    /// Makes a candidate's rule one of the tenant's own.
    package func accept(
        _ request: AcceptClearanceRequest, _ context: borrowing CallContext
    ) throws(Status) -> AcceptClearanceReply {
        try accept(request, try gate.principal(context))
    }

    private func accept(
        _ request: AcceptClearanceRequest, _ principal: AuditPrincipal
    ) throws(Status) -> AcceptClearanceReply {
        guard var candidate = try candidate(request) else {
            throw Status(.notFound, "no such candidate: see GetClearance")
        }
        let percent = request.percent ?? candidate.suggestedPercent
        guard (1...ReportLimits.clearancePercentMax).contains(percent) else {
            throw Status(
                .invalidArgument, "percent must be 1 to \(ReportLimits.clearancePercentMax)")
        }
        let asked = try RequestedStore(
            catalog, org: request.orgId, location: request.locationId)
        let fields = ClearanceRule.fields(candidate, percent: percent, location: asked.location)
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
        if let priced = try self.candidate(request) { candidate = priced }
        candidate.suggestedPercent = percent
        candidate.price(percent: percent)
        var reply = AcceptClearanceReply()
        reply.candidate = candidate
        reply.ruleId = candidate.id
        return reply
    }

    private func candidate(
        _ request: AcceptClearanceRequest
    ) throws(Status) -> ClearanceCandidate? {
        try candidates(request.orgId, request.locationId, days: request.days)
            .first { $0.id == request.id }
    }

    private static func key(_ org: String, _ id: String) -> DocumentKey {
        DocumentKey(
            database: Catalog.database,
            path: TenantPath.discounts(org: org).document(id))
    }
}

/// The discount rule that clears a product.
private enum ClearanceRule {
    /// Its document id: `clearance_{name}`, of one store `clearance@{name}@{location}`, where the
    /// name is the POS's own id or, where that names another product, the document id.
    static func id(
        _ ownID: String, of productID: String, location: String, _ generation: Generation
    ) -> String {
        let isOwn = generation.menuItem(ownID)?.id == productID
        let name = isOwn ? ownID : productID
        guard !location.isEmpty else { return "clearance_" + name }
        // Without a sign of its own in it, the name ends at the first one.
        let escaped = name.replacing("%", with: "%25").replacing("@", with: "%40")
        return "clearance@\(escaped)@\(location)"
    }

    /// - Parameter location: the store where it holds; empty for everywhere.
    static func fields(
        _ candidate: ClearanceCandidate, percent: Int32, location: String
    ) -> Fields {
        var fields = Fields([
            ("active", true), ("badgeText", .string("Clearance \(percent)% OFF")),
            ("discountType", "percent"), ("discountValue", .string(String(percent))),
            ("endDate", .string(candidate.endDate)),
            ("name", .string("Clearance: \(candidate.name)")),
            ("products", .array([.string(candidate.productId)])), ("source", "clearance"),
        ])
        if !location.isEmpty { fields["locationIds"] = .array([.string(location)]) }
        return fields
    }
}

extension Generation {
    /// The menu item of a product by any of its ids; nil where it is not on the menu.
    fileprivate func menuItem(_ id: String) -> MenuItem? {
        var bytes: [UInt8] = []
        let isFound = Array(id.utf8).withUnsafeBytes { appendProduct($0, to: &bytes) }
        // The catalog encodes what it decodes here.
        return isFound ? try? MenuItem(wireBytes: bytes) : nil
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
