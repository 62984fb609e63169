import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import ProtobufWire
import StatusCodes

/// Turns an order of the POS into the document tenants/{org}/orders/{provider}_{id}
/// (Protocol/tree.md, Orders). Other fields are kept.
struct OrderDocuments: Sendable {
    let org: String
    let ids: POSIDs
    /// The POS's id of the location being read.
    let location: String?
    let zone: RuleZone
    /// Microseconds since 1970: when an order without a date was first seen. Never used as the
    /// date.
    let now: Int64

    /// Version of the mapping that made a document. Before 2, unreadable values were guessed.
    static let mapping: Int64 = 2

    /// Fields that a sync owns whole.
    private static let owned = FieldKeySet(OrderField.allCases)

    /// Stands for the buyer of an order that is nobody's.
    static func walkIn(_ provider: POSProvider) -> String { "\(provider.name)_customer" }

    /// Stands for the item of a line that names none.
    static let noItem = "unknown"

    /// Nil for an id that no document can have.
    func write(_ order: POSOrder) -> DocumentWrite? {
        guard let id = ids.documentID(order.id),
            (try? ResourceID.validate(document: id)) != nil
        else { return nil }
        return DocumentWrite(
            key: DocumentKey(mirror: TenantPath.orders(org: org).document(id)),
            mutation: .apply { [self] old throws(Status) in
                do throws(WireError) {
                    let known = try StoredOrderFields(old)
                    return .fields(
                        try FieldsMerge.mergeTopLevel(
                            old: old?.fields ?? [], new: fields(order, id: id, known),
                            replacing: Self.owned))
                } catch {
                    throw Status(.corruption, id, "\(error)")
                }
            })
    }

    // REQUIRES of FieldsWriter: keys in order.
    private func fields(_ order: POSOrder, id: String, _ known: StoredOrderFields) -> [UInt8] {
        let status = OrderStatus(pos: order.status)
        let created = instant(order.dateCreated) ?? known.date
        let phone = order.customer.phone ?? known.phone
        var out = FieldsWriter(capacity: 900)
        if let account = ids.origin.account { out.string(OrderField.account, account) }
        out.string(OrderField.brandId, org)
        time(&out, OrderField.createdAt, created)
        customer(&out, order, known)
        out.string(OrderField.externalId, order.id)
        if created == nil {
            out.timestamp(OrderField.firstSeenAt, microseconds: known.firstSeenAt ?? now)
        }
        out.string(OrderField.id, id)
        items(&out, order.items)
        out.integer(OrderField.mapping, Self.mapping)
        out.string(OrderField.mode, "live")
        if let number = order.orderNumber { out.string(OrderField.orderNumber, number) }
        out.string(OrderField.orgId, org)
        text(&out, OrderField.phoneLast4, ContactAddress.lastFour(phone))
        if let raw = order.status { out.string(OrderField.posStatus, raw) }
        // An order listed by two locations keeps its first location.
        if let place = order.idLocation ?? known.retailerId ?? location {
            out.string(OrderField.retailerId, place)
        }
        out.string(OrderField.source, ids.provider.name)
        out.string(
            OrderField.status,
            OrderStatus.shown(pos: status, stored: known.status, synced: known.statusFromPos))
        out.string(OrderField.statusFromPos, status.rawValue)
        totals(&out, order)
        time(&out, OrderField.updatedAt, instant(order.dateUpdated) ?? created)
        out.string(OrderField.userId, order.idCustomer ?? Self.walkIn(ids.provider))
        return out.bytes
    }

    /// The customer according to the POS, completed by fields stored in the mirror.
    private func customer(
        _ out: inout FieldsWriter, _ order: POSOrder, _ known: StoredOrderFields
    ) {
        let contact = order.customer
        out.map(OrderField.customer) { out in
            text(&out, OrderBuyerField.email, ContactAddress.email(contact.email) ?? known.email)
            out.string(OrderBuyerField.name, contact.displayName ?? known.name ?? "Unknown")
            out.string(OrderBuyerField.phone, contact.phone ?? known.phone ?? "")
        }
    }

    private func items(_ out: inout FieldsWriter, _ items: [POSOrder.Item]) {
        out.array(OrderField.items) { array in
            for item in items.prefix(SyncLimits.orderLinesMax) {
                array.map { out in
                    out.string(OrderLineField.category, item.category ?? "other")
                    out.string(OrderLineField.name, item.name ?? "Unknown Item")
                    let unreadable = item.unreadable
                    number(
                        &out, OrderLineField.price,
                        item.priceCents.map { ProductMapper.dollars($0) },
                        unreadable.holds("orders.items.price", "orders.items.unit_price"))
                    out.string(OrderLineField.productId, item.idItem ?? Self.noItem)
                    number(
                        &out, OrderLineField.qty,
                        item.quantityThousandths.map { Double($0) / 1000 },
                        unreadable.holds("orders.items.quantity"))
                }
            }
        }
    }

    private func totals(_ out: inout FieldsWriter, _ order: POSOrder) {
        let isUnreadable = order.unreadable
        let dollars = { (cents: Int64?) in cents.map { ProductMapper.dollars($0) } }
        out.map(OrderField.totals) { out in
            number(
                &out, OrderTotalsField.discount, dollars(order.discountCents),
                isUnreadable.holds("orders.discount"))
            number(
                &out, OrderTotalsField.subtotal, dollars(order.subtotalCents),
                isUnreadable.holds("orders.subtotal"))
            number(
                &out, OrderTotalsField.tax, dollars(order.taxCents),
                isUnreadable.holds("orders.tax"))
            number(
                &out, OrderTotalsField.total, dollars(order.totalCents),
                isUnreadable.holds("orders.total", "orders.amount"))
        }
    }

    /// An absent value stays absent; an unreadable one becomes null.
    private func number(
        _ out: inout FieldsWriter, _ key: some TreeField, _ value: Double?, _ isUnreadable: Bool
    ) {
        if let value { out.double(key, value) } else if isUnreadable { out.null(key) }
    }

    private func time(_ out: inout FieldsWriter, _ key: some TreeField, _ microseconds: Int64?) {
        if let microseconds {
            out.timestamp(key, microseconds: microseconds)
        } else {
            out.null(key)
        }
    }

    private func text(_ out: inout FieldsWriter, _ key: some TreeField, _ value: String?) {
        if let value { out.string(key, value) } else { out.null(key) }
    }

    /// Microseconds since 1970.
    private func instant(_ text: String?) -> Int64? {
        text.flatMap { zone.milliseconds($0) }.map { $0 * 1000 }
    }
}

/// The fields of a stored order that the merge uses.
private struct StoredOrderFields {
    var status: String?
    var statusFromPos: String?
    var retailerId: String?
    var firstSeenAt: Int64?
    private var createdAt: Int64?
    private var mapping: Int64?
    /// The date from the POS, if any; earlier mappings invented one.
    var date: Int64? { mapping == OrderDocuments.mapping ? createdAt : nil }
    var email: String?
    var name: String?
    var phone: String?

    init(_ document: RawDocument?) throws(WireError) {
        guard let document else { return }
        try withFields(document.fields) { reader throws(WireError) in
            while let entry = try reader.next() {
                if entry.isKey(OrderField.createdAt) {
                    createdAt = try entry.view().timestampMicroseconds
                } else if entry.isKey(OrderField.customer) {
                    try read(try entry.view().map)
                } else if entry.isKey(OrderField.firstSeenAt) {
                    firstSeenAt = try entry.view().timestampMicroseconds
                } else if entry.isKey(OrderField.mapping) {
                    mapping = try entry.view().integer
                } else if entry.isKey(OrderField.retailerId) {
                    retailerId = try entry.view().string
                } else if entry.isKey(OrderField.status) {
                    status = try entry.view().string
                } else if entry.isKey(OrderField.statusFromPos) {
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
            if entry.isKey(OrderBuyerField.email) { email = ContactAddress.email(text) }
            if entry.isKey(OrderBuyerField.name), text != "Unknown" { name = text }
            if entry.isKey(OrderBuyerField.phone) { phone = text }
        }
    }
}
