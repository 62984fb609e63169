import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import ProtobufWire
import StatusCodes

/// Overlays the sale fields of public products from one set of generations.
package struct SaleOverlay: DocumentOverlay {
    private let generations: [String: Generation]

    /// The current sales.
    package init(_ catalog: Catalog) {
        self.init(generations: catalog.generations)
    }

    /// By org.
    package init(generations: [String: Generation]) { self.generations = generations }

    package func derivedFields(inCollections collectionId: String) -> [String] {
        ProductPath.isPublicItems(collectionId: collectionId)
            ? ProductSchema.sale.map(\.rawValue) : []
    }

    package func fields(
        of path: ResourcePath, stored: UnsafeRawBufferPointer
    ) throws(Status) -> [UInt8]? {
        guard let (org, id) = ProductPath.publicItem(path), let generation = generations[org]
        else { return nil }
        do throws(WireError) {
            return try generation.withSaleFields(id: Array(id.utf8), stored: [UInt8](stored))
        } catch {
            throw Status(.corruption, "\(path)", "\(error)")
        }
    }
}
