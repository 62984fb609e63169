import FirestoreModel
import PointOfSale

/// The rows of a product by location, kept in the canonical product of a tenant that has several:
/// what a location had counts as long as it cannot be asked.
enum ProductSources {
    static let key = "sources"

    /// The field, MapValue bytes; nothing where it would be too large for a document.
    static func fields(_ item: InventoryItem) -> [UInt8] {
        let records = item.records()
        guard records.reduce(0, { $0 + $1.bytes.count }) <= SyncLimits.sourcesBytesMax else {
            return []
        }
        var fields = FieldsWriter(capacity: 600)
        fields.map(key) { map in
            for record in records { map.bytes(record.place, record.bytes) }
        }
        return fields.bytes
    }
}
