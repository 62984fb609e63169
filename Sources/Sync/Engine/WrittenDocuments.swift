import DocumentStore
import PointOfSale
import Pricing

/// The documents of what a write to the POS has made, in the form in which a sync stores them: the
/// next sync merges with them.
extension POSConnection {
    /// The document of an order as the POS has it. Nil for an id that no document can have.
    ///
    /// - Parameter now: microseconds since 1970.
    public func document(of order: POSOrder, now: Int64) -> DocumentWrite? {
        OrderDocuments(
            org: org, provider: ids.provider, location: posLocation, zone: zone, now: now
        ).write(order)
    }

    /// The document of a customer as the POS has it, as above.
    public func document(of customer: POSCustomer, now: Int64) -> DocumentWrite? {
        CustomerDocuments(org: org, provider: ids.provider, zone: zone, now: now).write(customer)
    }
}
