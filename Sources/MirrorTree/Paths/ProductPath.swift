import FirestoreModel

/// The paths of products (Protocol/tree.md, Products and Public products). A sync makes two of them
/// for each product, so each is one allocation besides its texts.
public enum ProductPath {
    /// The collection of the canonical products of all tenants.
    public static let canonicals = ResourcePath(
        uncheckedSegments: [TreeCollection.products.rawValue])

    /// The canonical product of the public product `id`.
    public static func canonical(org: String, id: String) -> ResourcePath {
        ResourcePath(
            uncheckedSegments: [TreeCollection.products.rawValue, canonicalID(org: org, id: id)])
    }

    /// The id of the canonical product of the public product `id`, or what such ids begin with.
    public static func canonicalID(org: String, id: String) -> String { "\(org)_\(id)" }

    /// The collection of a tenant's public products.
    public static func publicItems(org: String) -> ResourcePath {
        TreeCollection.publicViews.path(org: org)
    }

    /// A public product.
    public static func publicItem(org: String, id: String) -> ResourcePath {
        ResourcePath(
            uncheckedSegments: [
                TreeCollection.tenants, org, TreeCollection.publicViews.rawValue,
                TreeCollection.products.rawValue, TreeCollection.items, id,
            ])
    }

    /// The id of a canonical product; nil for any other path.
    public static func canonicalID(_ path: ResourcePath) -> String? {
        let ids = path.segments
        guard ids.count == 2, ids[0] == TreeCollection.products.rawValue else { return nil }
        return ids[1]
    }

    /// The tenant and id of a public product; nil for any other path.
    public static func publicItem(_ path: ResourcePath) -> (org: String, id: String)? {
        let ids = path.segments
        guard ids.count == 6, ids[0] == TreeCollection.tenants,
            ids[2] == TreeCollection.publicViews.rawValue,
            ids[3] == TreeCollection.products.rawValue, ids[4] == TreeCollection.items
        else { return nil }
        return (ids[1], ids[5])
    }

    /// Whether a collection of this id, wherever it lies, may be one of public products.
    public static func isPublicItems(collectionId: String) -> Bool {
        collectionId == TreeCollection.items
    }
}
