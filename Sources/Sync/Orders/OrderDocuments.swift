import Alleaves
import DocumentStore
import FirestoreModel
import Pricing
import ProtobufWire

/// Turns an order of the POS into the document tenants/{org}/orders/alleaves_{id}
/// (alleaves-api.md 6.1). Fields that it does not know stay as they are.
struct OrderDocuments: Sendable {
    let org: String
    /// The POS's id of the location that is read.
    let location: String?
    let zone: RuleZone
    /// Microseconds since 1970, for an order without a date.
    let now: Int64

    static let prefix = "alleaves_"

    /// Fields that a sync owns whole.
    private static let owned = FieldKeySet([
        "brandId", "createdAt", "customer", "externalId", "id", "items", "mode", "orderNumber",
        "orgId", "phoneLast4", "posStatus", "retailerId", "source", "status", "statusFromPos",
        "totals", "updatedAt", "userId",
    ])

    /// Nil for an id that no document can have.
    func write(_ order: AlleavesOrder) -> DocumentWrite? {
        let id = Self.prefix + order.id
        guard (try? ResourceID.validate(document: id)) != nil else { return nil }
        return DocumentWrite(
            key: TenantPath.key(TenantPath.orders(org: org), id),
            mutation: .apply { [self] old throws(StoreError) in
                do throws(WireError) {
                    let known = try KnownOrder(old)
                    return .fields(
                        try FieldsMerge.mergeTopLevel(
                            old: old?.fields ?? [], new: fields(order, id: id, known),
                            replacing: Self.owned))
                } catch {
                    throw StoreError(.corruption, id, "\(error)")
                }
            })
    }

    // The keys are in order: a FieldsWriter takes them in no other.
    private func fields(_ order: AlleavesOrder, id: String, _ known: KnownOrder) -> [UInt8] {
        let status = OrderStatus(pos: order.status)
        let created = instant(order.dateCreated) ?? known.createdAt ?? now
        let phone = order.customer.phone ?? known.phone
        var out = FieldsWriter(capacity: 900)
        out.string("brandId", org)
        out.timestamp("createdAt", microseconds: created)
        customer(&out, order, known)
        out.string("externalId", order.id)
        out.string("id", id)
        items(&out, order.items)
        out.string("mode", "live")
        if let number = order.orderNumber { out.string("orderNumber", number) }
        out.string("orgId", org)
        text(&out, "phoneLast4", ContactAddress.lastFour(phone))
        if let raw = order.status { out.string("posStatus", raw) }
        // An order that two locations list keeps the one it had first.
        if let place = order.idLocation ?? known.retailerId ?? location {
            out.string("retailerId", place)
        }
        out.string("source", "alleaves")
        out.string(
            "status",
            OrderStatus.shown(pos: status, stored: known.status, synced: known.statusFromPos))
        out.string("statusFromPos", status.rawValue)
        totals(&out, order)
        out.timestamp("updatedAt", microseconds: instant(order.dateUpdated) ?? created)
        out.string("userId", order.idCustomer.map { String($0) } ?? "alleaves_customer")
        return out.bytes
    }

    /// What the POS does not say of the buyer, our side may know.
    private func customer(
        _ out: inout FieldsWriter, _ order: AlleavesOrder, _ known: KnownOrder
    ) {
        let contact = order.customer
        out.map("customer") { out in
            text(&out, "email", ContactAddress.email(contact.email) ?? known.email)
            out.string("name", contact.displayName ?? known.name ?? "Unknown")
            out.string("phone", contact.phone ?? known.phone ?? "")
        }
    }

    private func items(_ out: inout FieldsWriter, _ items: [AlleavesOrder.Item]) {
        out.array("items") { array in
            for item in items.prefix(SyncLimits.orderLinesMax) {
                array.map { out in
                    out.string("category", item.category ?? "other")
                    out.string("name", item.name ?? "Unknown Item")
                    out.double("price", ItemView.dollars(item.priceCents ?? 0))
                    out.string("productId", item.idItem ?? "unknown")
                    out.double("qty", Double(item.quantityThousandths ?? 1000) / 1000)
                }
            }
        }
    }

    private func totals(_ out: inout FieldsWriter, _ order: AlleavesOrder) {
        out.map("totals") { out in
            out.double("discount", ItemView.dollars(order.discountCents ?? 0))
            out.double("subtotal", ItemView.dollars(order.subtotalCents ?? 0))
            out.double("tax", ItemView.dollars(order.taxCents ?? 0))
            out.double("total", ItemView.dollars(order.totalCents ?? 0))
        }
    }

    private func text(_ out: inout FieldsWriter, _ key: String, _ value: String?) {
        if let value { out.string(key, value) } else { out.null(key) }
    }

    /// Microseconds since 1970.
    private func instant(_ text: String?) -> Int64? {
        text.flatMap { zone.milliseconds($0) }.map { $0 * 1000 }
    }
}

/// What a stored order says that the next merge must know.
private struct KnownOrder {
    var status: String?
    var statusFromPos: String?
    var retailerId: String?
    var createdAt: Int64?
    var email: String?
    var name: String?
    var phone: String?

    init(_ document: RawDocument?) throws(WireError) {
        guard let document else { return }
        try withFields(document.fields) { reader throws(WireError) in
            while let entry = try reader.next() {
                if entry.isKey("createdAt") {
                    createdAt = try entry.view().timestampMicroseconds
                } else if entry.isKey("customer") {
                    try read(try entry.view().map)
                } else if entry.isKey("retailerId") {
                    retailerId = try entry.view().string
                } else if entry.isKey("status") {
                    status = try entry.view().string
                } else if entry.isKey("statusFromPos") {
                    statusFromPos = try entry.view().string
                }
            }
        }
    }

    private mutating func read(_ customer: FieldsReader?) throws(WireError) {
        guard var reader = customer else { return }
        while let entry = try reader.next() {
            let text = try entry.view().string
            guard let text, !text.isEmpty else { continue }
            if entry.isKey("email") { email = ContactAddress.email(text) }
            if entry.isKey("name"), text != "Unknown" { name = text }
            if entry.isKey("phone") { phone = text }
        }
    }
}
