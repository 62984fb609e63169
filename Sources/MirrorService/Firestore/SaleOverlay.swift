import Catalog
import DocumentStore
import FirestoreModel
import ProtobufWire

/// The sale fields of public products, as of one moment, over what is stored.
struct SaleOverlay: DocumentOverlay {
    private let generations: [String: Generation]

    /// The present sales.
    init(_ catalog: Catalog) {
        self.init(generations: catalog.generations)
    }

    /// By organisation.
    init(generations: [String: Generation]) { self.generations = generations }

    func derivedFields(inCollections collectionId: String) -> [String] {
        collectionId == ProductPath.publicItems(org: "").id
            ? ProductSchema.sale.map(\.rawValue) : []
    }

    func fields(
        of path: ResourcePath, stored: UnsafeRawBufferPointer
    ) throws(StoreError) -> [UInt8]? {
        guard let (org, id) = ProductPath.publicItem(path), let generation = generations[org]
        else { return nil }
        do throws(WireError) {
            return try generation.withSaleFields(id: Array(id.utf8), stored: [UInt8](stored))
        } catch {
            throw StoreError(.corruption, "\(path)", "\(error)")
        }
    }
}
