import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import StatusCodes

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
            mutation: .apply { [self] old throws(Status) in
                let known: Fields
                do {
                    known = try old.map { try Fields(mapValueBytes: $0.fields) } ?? Fields()
                } catch {
                    throw Status(.corruption, "customer", "\(error)")
                }
                let fields = fields(customer, id: id, known)
                return try StampedFields.merge(
                    old, fields.mapValueBytes, owned: [], now: now)
            })
    }

    private func fields(_ customer: POSCustomer, id: String, _ known: Fields) -> Fields {
        let provider = ids.provider
        var fields = Fields([
            (CustomerField.externalId, .string(customer.id)), (.id, .string(id)),
            (.orgId, .string(org)), (.source, .string("\(provider.name)_sync")),
        ])
        fields[ProviderField.customerID(provider.name)] = .string("cid_\(customer.id)")
        fields[CustomerField.account] = ids.origin.account.map { .string($0) }
        merge(contact(customer.contact), known, into: &fields)
        fields[CustomerField.city] = customer.city.map { .string($0) }
        fields[CustomerField.state] = customer.state.map { .string($0) }
        let dollars = { (cents: Int64?) in cents.map { Value.double(ProductMapper.dollars($0)) } }
        let values: [(String, Value?, [String])] = [
            (
                CustomerField.dateOfBirth.rawValue, customer.dateOfBirth.map { .string($0) },
                ["date_of_birth", "birthday"]
            ),
            (
                ProviderField.customerSince(provider.name),
                time(customer.customerSince ?? customer.dateCreated),
                ["customer_since", "date_created", "created_at"]
            ),
            (
                CustomerField.posLastOrderDate.rawValue, time(customer.lastOrderDate),
                ["last_order_date", "lastOrderDate", "last_purchase"]
            ),
            (
                CustomerField.posOrderCount.rawValue, customer.orderCount.map { .integer($0) },
                ["order_count", "orderCount"]
            ),
            (
                CustomerField.posTotalSpent.rawValue, dollars(customer.totalSpentCents),
                ["total_spent", "totalSpent"]
            ),
            (
                CustomerField.loyaltyPoints.rawValue, customer.loyaltyPoints.map { .integer($0) },
                ["loyalty_points"]
            ),
            (
                CustomerField.creditBalance.rawValue, dollars(customer.creditBalanceCents),
                ["credit_balance"]
            ),
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
        fields[CustomerField.email] = ContactAddress.email(contact.email).map {
            .string($0.lowercased())
        }
        fields[CustomerField.phone] = contact.phone.map { .string($0) }
        let name = contact.displayName
        if name?.lowercased() != "guest" {
            fields[CustomerField.displayName] = name.map { .string($0) }
            fields[CustomerField.firstName] = contact.firstName.map { .string($0) }
            fields[CustomerField.lastName] = contact.lastName.map { .string($0) }
        }
        return fields
    }

    private func merge(_ contact: Fields, _ known: Fields, into fields: inout Fields) {
        var synced = known[CustomerField.posContact]?.mapValue ?? Fields()
        for (key, value) in contact {
            let stored = known[key]
            let isOurs = stored != nil && stored != .null && stored != synced[key]
            if !isOurs { fields[key] = value }
            synced[key] = value
        }
        fields[CustomerField.posContact] = .map(synced)
        let phone = (fields[CustomerField.phone] ?? known[CustomerField.phone])?.stringValue
        fields[CustomerField.phoneLast4] =
            ContactAddress.lastFour(phone).map { .string($0) } ?? .null
    }

    private func time(_ text: String?) -> Value? {
        text.flatMap { zone.milliseconds($0) }
            .map { .timestamp(Timestamp(microseconds: $0 * 1000)) }
    }
}
