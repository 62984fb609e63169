import Catalog
import FirestoreModel
import MirrorTree
import PointOfSale

/// The rows of a product by location, stored in the canonical product of a tenant with several: a
/// location's rows count as long as it cannot be read.
enum ProductSources {
    static let key = ProductField.sources.rawValue

    /// The field, MapValue bytes; empty where it would be too large for a document.
    static func fields(_ item: InventoryItem) -> [UInt8] {
        let records = item.records()
        guard records.reduce(0, { $0 + $1.bytes.count }) <= SyncLimits.sourcesBytesMax else {
            return []
        }
        var fields = FieldsWriter(capacity: 600)
        fields.map(key) { map in
            for record in records { map.bytes(record.location, record.bytes) }
        }
        return fields.bytes
    }
}
