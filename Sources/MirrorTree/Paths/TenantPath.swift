import Catalog
import FirestoreModel

/// The paths below a tenant that runs write, in addition to the catalog's (Protocol/tree.md).
public enum TenantPath {
    public static func orders(org: String) -> ResourcePath { collection(org, "orders") }

    public static func customers(org: String) -> ResourcePath { collection(org, "customers") }

    public static func spending(org: String) -> ResourcePath {
        collection(org, "customer_spending")
    }

    /// The positions of orders and customers, one document each.
    static func position(org: String, of kind: SyncKind) -> ResourcePath {
        ResourcePath(
            uncheckedSegments: ["tenants", org, "integrations", "pos_\(kind.rawValue)"])
    }

    static func key(_ collection: ResourcePath, _ id: String) -> DocumentKey {
        DocumentKey(
            database: Catalog.database,
            path: ResourcePath(uncheckedSegments: collection.segments + [id]))
    }

    static func key(_ document: ResourcePath) -> DocumentKey {
        DocumentKey(database: Catalog.database, path: document)
    }

    private static func collection(_ org: String, _ name: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["tenants", org, name])
    }
}
