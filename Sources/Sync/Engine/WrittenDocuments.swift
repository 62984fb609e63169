import DocumentStore
import PointOfSale
import Pricing

/// The documents of records created by writes to the POS, in the form in which a sync stores them,
/// so that the next sync merges with them.
extension POSConnection {
    /// The document of an order of the POS. Nil for an id that no document can have.
    ///
    /// - Parameter now: microseconds since 1970.
    public func document(of order: POSOrder, now: Int64) -> DocumentWrite? {
        OrderDocuments(
            org: org, ids: ids, location: posLocation, zone: zone, now: now
        ).write(order)
    }

    /// The document of a customer of the POS, as above.
    public func document(of customer: POSCustomer, now: Int64) -> DocumentWrite? {
        CustomerDocuments(org: org, ids: ids, zone: zone, now: now).write(customer)
    }
}
