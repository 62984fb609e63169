import FirestoreModel
import MirrorTree

/// Finds the documents of a commit that the catalog depends on.
///
/// A sync's commit has thousands of products of one tenant in sequence: the key's prefix is
/// compared with the previous one's before the key is decoded.
struct ChangeClassifier {
    enum Kind {
        case product(org: String, id: [UInt8])
        case rule(org: String, id: String)
        case location(id: String)
        /// The tenant's locations according to the POS.
        case posLocation(org: String)
        /// How far the tenant's inventories were read.
        case inventories(org: String)
        case other
    }

    private var org = ""
    private var prefix: [UInt8] = []

    mutating func classify(_ key: DocumentKey) -> Kind {
        if !prefix.isEmpty, key.bytes.starts(with: prefix) {
            // One that goes on differently is decoded whole.
            if let id = try? key.documentIdBytes(afterCollectionPrefix: prefix.count) {
                return .product(org: org, id: id)
            }
        }
        // A key that names no path is of no product and no rule.
        guard let (database, path) = try? key.decode(), database == Catalog.database else {
            return .other
        }
        if let (org, id) = ProductPath.publicItem(path) {
            self.org = org
            prefix = DocumentKey.collectionPrefix(
                database: database, collection: ProductPath.publicItems(org: org))
            return .product(org: org, id: Array(id.utf8))
        }
        if let (org, id) = TenantPath.discount(path) { return .rule(org: org, id: id) }
        if let id = RootPath.locationID(path) { return .location(id: id) }
        if let org = TenantPath.org(ofMetadata: .location, path) { return .posLocation(org: org) }
        if let org = TenantPath.org(ofIntegration: .products, path) {
            return .inventories(org: org)
        }
        return .other
    }
}
