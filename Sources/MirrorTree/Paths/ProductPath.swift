import FirestoreModel

/// The paths of the mirror's tree that the catalog uses (Protocol/tree.md).
public enum ProductPath {
    /// The collection of a tenant's public products.
    public static func publicItems(org: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["tenants", org, "publicViews", "products", "items"])
    }

    /// A public product.
    public static func publicItem(org: String, id: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: publicItems(org: org).segments + [id])
    }

    /// The canonical product of the public product `id`.
    public static func canonical(org: String, id: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["products", "\(org)_\(id)"])
    }

    /// The document with the tenant's location according to the POS.
    public static func posLocation(org: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["tenants", org, "metadata", "location"])
    }

    /// The collection of a tenant's discount rules.
    public static func discounts(org: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["tenants", org, "discounts"])
    }

    /// The tenant and id of a public product; nil for any other path.
    public static func publicItem(_ path: ResourcePath) -> (org: String, id: String)? {
        let ids = path.segments
        guard ids.count == 6, ids[0] == "tenants", ids[2] == "publicViews", ids[3] == "products",
            ids[4] == "items"
        else { return nil }
        return (ids[1], ids[5])
    }

    /// The tenant of a discount rule; nil for any other path.
    public static func discount(_ path: ResourcePath) -> (org: String, id: String)? {
        let ids = path.segments
        guard ids.count == 4, ids[0] == "tenants", ids[2] == "discounts" else { return nil }
        return (ids[1], ids[3])
    }
}
