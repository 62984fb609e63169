import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing

/// Turns a customer of the POS into the document tenants/{org}/customers/{provider}_{id}
/// (Protocol/tree.md, Customers). The POS's id is the only key: people share telephones (hazard
/// D32 of Protocol/alleaves.md).
///
/// A contact field that was edited in the mirror is kept: `posContact` has the POS's last values,
/// and a field that differs from it is an edit. A field absent in the POS erases nothing.
struct CustomerDocuments: Sendable {
    let org: String
    let ids: POSIDs
    let zone: RuleZone
    /// Microseconds since 1970, for `updatedAt`.
    let now: Int64

    /// Nil for an id that no document can have.
    func write(_ customer: POSCustomer) -> DocumentWrite? {
        guard let id = ids.documentID(customer.id),
            (try? ResourceID.validate(document: id)) != nil
        else { return nil }
        return DocumentWrite(
            key: DocumentKey(mirror: TenantPath.customers(org: org).document(id)),
            mutation: .apply { [self] old throws(StoreError) in
                let known: Fields
                do {
                    known = try old.map { try Fields(mapValueBytes: $0.fields) } ?? Fields()
                } catch {
                    throw StoreError(.corruption, "customer", "\(error)")
                }
                let fields = fields(customer, id: id, known)
                return try StampedFields.merge(
                    old, fields.mapValueBytes, owned: [], now: now)
            })
    }

    private func fields(_ customer: POSCustomer, id: String, _ known: Fields) -> Fields {
        let provider = ids.provider
        var fields: Fields = [
            "\(provider.name)CustomerId": .string("cid_\(customer.id)"),
            "externalId": .string(customer.id), "id": .string(id), "orgId": .string(org),
            "source": .string("\(provider.name)_sync"),
        ]
        fields["account"] = ids.origin.account.map { .string($0) }
        merge(contact(customer.contact), known, into: &fields)
        fields["city"] = customer.city.map { .string($0) }
        fields["state"] = customer.state.map { .string($0) }
        let dollars = { (cents: Int64?) in cents.map { Value.double(ItemView.dollars($0)) } }
        let values: [(String, Value?, [String])] = [
            (
                "dateOfBirth", customer.dateOfBirth.map { .string($0) },
                ["date_of_birth", "birthday"]
            ),
            (
                "\(provider.name)CustomerSince",
                time(customer.customerSince ?? customer.dateCreated),
                ["customer_since", "date_created", "created_at"]
            ),
            (
                "posLastOrderDate", time(customer.lastOrderDate),
                ["last_order_date", "lastOrderDate", "last_purchase"]
            ),
            (
                "posOrderCount", customer.orderCount.map { .integer($0) },
                ["order_count", "orderCount"]
            ),
            ("posTotalSpent", dollars(customer.totalSpentCents), ["total_spent", "totalSpent"]),
            (
                "loyaltyPoints", customer.loyaltyPoints.map { .integer($0) }, ["loyalty_points"]
            ),
            ("creditBalance", dollars(customer.creditBalanceCents), ["credit_balance"]),
        ]
        for (key, value, names) in values {
            // An unreadable value removes the stored one, which is outdated.
            let isUnreadable = names.contains { customer.unreadable.holds("customers.\($0)") }
            fields[key] = value ?? (isUnreadable ? .null : nil)
        }
        return fields
    }

    /// The contact fields according to the POS. A guest has no name.
    private func contact(_ contact: POSContact) -> Fields {
        var fields = Fields()
        fields["email"] = ContactAddress.email(contact.email).map { .string($0.lowercased()) }
        fields["phone"] = contact.phone.map { .string($0) }
        let name = contact.displayName
        if name?.lowercased() != "guest" {
            fields["displayName"] = name.map { .string($0) }
            fields["firstName"] = contact.firstName.map { .string($0) }
            fields["lastName"] = contact.lastName.map { .string($0) }
        }
        return fields
    }

    private func merge(_ contact: Fields, _ known: Fields, into fields: inout Fields) {
        var synced = known["posContact"]?.mapValue ?? Fields()
        for (key, value) in contact {
            let stored = known[key]
            let isOurs = stored != nil && stored != .null && stored != synced[key]
            if !isOurs { fields[key] = value }
            synced[key] = value
        }
        fields["posContact"] = .map(synced)
        let phone = (fields["phone"] ?? known["phone"])?.stringValue
        fields["phoneLast4"] = ContactAddress.lastFour(phone).map { .string($0) } ?? .null
    }

    private func time(_ text: String?) -> Value? {
        text.flatMap { zone.milliseconds($0) }
            .map { .timestamp(Timestamp(microseconds: $0 * 1000)) }
    }
}
