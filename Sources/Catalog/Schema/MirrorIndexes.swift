import DocumentStore
import FirestoreModel
import MirrorTree

/// The index policy of the mirror's own collections.
///
/// Syncs write a hundred thousand documents at a time, and each indexed field adds about 1.5 µs per
/// document, a tenth of the first run. So only fields that agents query are indexed; the menu has
/// its own index, and queries on other fields scan the collection. All other collections are fully
/// indexed.
public enum MirrorIndexes {
    /// These rules after those of `policy`, which take precedence.
    public static func policy(after policy: IndexPolicy = .all) -> IndexPolicy {
        var policy = policy
        policy.set(
            .only(["brandName", "category"].map(FieldPath.init(field:))),
            at: TreeCollection.publicViews.pattern)
        policy.set(.none, at: TreeCollection.products.pattern)
        policy.set(
            .only(["createdAt", "status", "userId"].map(FieldPath.init(field:))),
            at: TreeCollection.orders.pattern)
        policy.set(
            .only(["email", "phone"].map(FieldPath.init(field:))),
            at: TreeCollection.customers.pattern)
        policy.set(
            .only(["lastOrderDate", "totalSpent"].map(FieldPath.init(field:))),
            at: TreeCollection.spending.pattern)
        // Secrets are not copied into indexes.
        policy.set(
            .except([FieldPath(field: LocationField.posConfig.rawValue)]),
            at: TreeCollection.locations.pattern)
        return policy
    }
}
