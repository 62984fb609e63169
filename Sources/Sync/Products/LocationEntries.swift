import FirestoreModel
import MirrorTree
import PointOfSale
import ProtobufWire

/// The stored map of a product's locations, `locations` (Protocol/tree.md, Products). Pure.
enum LocationEntries {
    static let key = ProductField.locations.rawValue

    /// The entries of a product; empty where it has none.
    static func entries(_ fields: Fields) -> Fields { fields[key]?.mapValue ?? [:] }

    /// The entries as the public product has them.
    static func publicEntries(_ entries: Fields) -> Fields {
        Fields(
            entries.lazy.map { id, entry in
                let fields = entry.mapValue ?? [:]
                return (id, .map(Fields(fields.filter { publicKeys.contains($0.key) })))
            })
    }

    private static let publicKeys = Set(ProductSchema.publicPerLocation.map(\.rawValue))

    /// What the details of batches say of entries whose batches lack details now: as it is stored.
    ///
    /// - Parameters:
    ///   - made: MapValue bytes of a product just made of `item`.
    ///   - stored: its canonical document.
    ///   - isKnown: whether a batch of this id was there before.
    static func keepingDetails(
        _ made: [UInt8], of item: InventoryItem, stored: Fields, isKnown: (String) -> Bool
    ) -> [UInt8] {
        let before = entries(stored)
        // Made by this process: MapValue entries.
        guard !before.isEmpty, var fields = try? Fields(mapValueBytes: made) else { return made }
        var after = entries(fields)
        for (id, part) in item.byLocation()
        where part.batchIDsWithoutDetails.contains(where: isKnown) {
            guard let old = before[id]?.mapValue, var entry = after[id]?.mapValue else { continue }
            for key in keysFromBatches where entry[key] == nil { entry[key] = old[key] }
            after[id] = .map(entry)
        }
        guard !after.isEmpty else { return made }
        fields[key] = .map(after)
        return fields.mapValueBytes
    }

    private static let keysFromBatches = ProductSchema.perLocation.filter(\.entry.isFromBatches)
        .map(\.rawValue)
}
