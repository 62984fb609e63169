import FirestoreModel
import MirrorTree
import ProtobufWire

/// The rows of a product at the stores that have it: what its document says of each location, laid
/// over what it says of itself. A pure function of the document.
struct StoreRows {
    /// By location id.
    private(set) var rows: [String: StoredRow] = [:]
    /// Whether an entry was left out, since its item exceeds ``CatalogLimits/itemBytesMax``, or it
    /// is one of more than ``CatalogLimits/storesMax``.
    private(set) var isTruncated = false

    /// The fields of the product itself that a location's say anew.
    private static let ownFields = FieldKeySet(
        (ProductSchema.publicPerLocation + [.locations, .priceLocation]).map(\.rawValue))

    /// Reads the document `id`; see ``DerivedRow/init(id:fields:updateTime:)``.
    init(id: [UInt8], fields: [UInt8], updateTime: Int64) throws(WireError) {
        let entries = try Self.entries(fields)
        guard !entries.isEmpty else { return }
        let shared = try FieldsMerge.mergeTopLevel(
            old: fields, new: [], replacing: Self.ownFields)
        for (location, own) in entries {
            let laid = try FieldsMerge.mergeTopLevel(old: shared, new: own, replacing: [])
            var derived = try DerivedRow(id: id, fields: laid, updateTime: updateTime)
            guard derived.item.count <= CatalogLimits.itemBytesMax,
                rows.count < CatalogLimits.storesMax
            else {
                isTruncated = true
                continue
            }
            derived.flags.insert(.ofStores)
            derived.store = []
            rows[location] = StoredRow(derived, sourceHash: 0)
        }
    }

    /// The locations of which a document says something, as ids can be.
    static func locations(in fields: [UInt8]) throws(WireError) -> [String] {
        try entries(fields).map(\.location)
    }

    private static func entries(
        _ fields: [UInt8]
    ) throws(WireError) -> [(location: String, fields: [UInt8])] {
        try withFields(fields) { reader throws(WireError) in
            guard var map = try reader.value(of: ProductField.locations.rawValue)?.map else {
                return []
            }
            var found: [(location: String, fields: [UInt8])] = []
            while let entry = try map.next() {
                guard !entry.key.isEmpty, entry.key.count <= FirestoreLimits.idBytesMax,
                    let id = String(validating: entry.key, as: UTF8.self),
                    let own = try entry.view().mapBytes
                else { continue }
                found.append((id, [UInt8](own)))
            }
            return found
        }
    }
}
