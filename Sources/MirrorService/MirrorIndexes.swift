import DocumentStore
import FirestoreModel

/// What the mirror's own collections have indexes on.
///
/// Syncs write them whole, a hundred thousand documents at a time, and each indexed field adds
/// about 1.5 µs to a document, a tenth of the first run. So they index what agents ask for; the
/// menu has an index of its own, and other fields are found by reading the collection. All other
/// collections are indexed in full.
public enum MirrorIndexes {
    /// These rules behind those of `policy`, which count first.
    public static func policy(after policy: IndexPolicy = .all) -> IndexPolicy {
        var policy = policy
        policy.set(
            .only(["brandName", "category"].map(FieldPath.init(field:))),
            at: "tenants/*/publicViews/products/items")
        policy.set(.none, at: "products")
        policy.set(
            .only(["createdAt", "status", "userId"].map(FieldPath.init(field:))),
            at: "tenants/*/orders")
        policy.set(
            .only(["email", "phone"].map(FieldPath.init(field:))),
            at: "tenants/*/customers")
        policy.set(
            .only(["lastOrderDate", "totalSpent"].map(FieldPath.init(field:))),
            at: "tenants/*/customer_spending")
        policy.set(.none, at: "tenants/*/priceHistory/*/changes")
        // Its secrets are in one place only.
        policy.set(.except([FieldPath(field: "posConfig")]), at: "locations")
        return policy
    }
}
