import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree

/// The generated catalog as documents of one tenant.
struct BenchCatalog: Sendable {
    static let org = "bench"

    let products: Int
    let rules: BenchRules
    let seed: UInt64

    init(_ options: BenchOptions) {
        products = options.products
        seed = options.seed
        rules = BenchRules(count: options.rules, products: options.products, seed: options.seed)
    }

    func product(_ index: Int) -> BenchProduct { BenchProduct(index, seed: seed) }

    /// The write of a public product.
    func productWrite(_ index: Int) -> DocumentWrite {
        let product = product(index)
        return DocumentWrite(
            key: DocumentKey(
                database: Catalog.database,
                path: ProductPath.publicItem(org: Self.org, id: product.id)),
            mutation: .set(fields: product.fields))
    }

    static func rulePath(_ rule: BenchRules.Rule) -> ResourcePath {
        TenantPath.discounts(org: org).document(rule.id)
    }

    static func write(_ rule: BenchRules.Rule) -> DocumentWrite {
        DocumentWrite(
            key: DocumentKey(database: Catalog.database, path: rulePath(rule)),
            mutation: .set(fields: rule.fields))
    }
}
