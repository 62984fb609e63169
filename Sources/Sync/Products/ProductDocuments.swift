import Catalog
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing

/// Maps an item of the POS to its two documents: the canonical product and the public one
/// (Protocol/tree.md, Products). Pure; the same item gives the same bytes.
package struct ProductDocuments: Sendable {
    /// Increment it when the documents of an unchanged item change by the same ``ProductField``, so
    /// that the next run writes them again. A change of that table needs no increment.
    static let mappingVersion: UInt64 = 4

    let org: String
    let origin: POSOrigin
    let basis: PriceBasis
    let channel: PriceChannel

    package init(
        org: String, origin: POSOrigin, basis: PriceBasis, channel: PriceChannel
    ) {
        self.org = org
        self.origin = origin
        self.basis = basis
        self.channel = channel
    }

    /// A hash of all inputs of an item's documents: the POS's content and the mapping. Never 0.
    package func sourceHash(_ item: InventoryItem) -> UInt64 {
        var salt = Self.mappingVersion << 2
        salt |= basis == .retail ? 2 : 0
        salt |= channel == .medical ? 1 : 0
        let hash =
            item.contentHash ^ salt &* 0x9E37_79B9_7F4A_7C15 ^ ProductSchema.mappingFingerprint
        return hash == 0 ? 1 : hash
    }

    /// Both documents' fields, MapValue bytes.
    package func make(_ item: InventoryItem) -> (canonical: [UInt8], public: [UInt8]) {
        ItemView(item, org: org, origin: origin, basis: basis, channel: channel).fields()
    }

    /// Fields of the canonical product that only a sync writes.
    static let canonicalKeys = FieldKeySet(ProductSchema.canonicalOwned.map(\.rawValue))

    /// Fields of the public product that only a sync writes.
    ///
    /// Those that agents enrich are in neither set: a sync sets them where the POS has a value and
    /// otherwise keeps them (hazard D22 of Protocol/alleaves.md).
    static let publicKeys = FieldKeySet(ProductSchema.publicOwned.map(\.rawValue))

    /// The keys to replace where the details of some batch are missing: without those that only the
    /// details provide.
    static func keysKeepingDetails() -> (canonical: FieldKeySet, public: FieldKeySet) {
        func keys(_ fields: [ProductField]) -> FieldKeySet {
            FieldKeySet(fields.filter { !$0.entry.isFromBatches }.map(\.rawValue))
        }
        return (keys(ProductSchema.canonicalOwned), keys(ProductSchema.publicOwned))
    }

    /// Fields that change when a batch expires.
    static let expiryKeys: (canonical: FieldKeySet, public: FieldKeySet) = {
        let names = ["expirationDate", "expired", "inStock", "onHand", "stock"]
        return (FieldKeySet(["batches"] + names), FieldKeySet(names))
    }()

    /// The fields of an item that the POS no longer has: hidden, never deleted.
    static func deactivatedFields() -> [UInt8] {
        var fields = FieldsWriter(capacity: 64)
        fields.boolean("inStock", false)
        fields.boolean("isActive", false)
        fields.integer("stock", 0)
        return fields.bytes
    }
}

/// Image addresses that mean no image (Protocol/alleaves.md, Item search).
enum PlaceholderImage {
    static func isPlaceholder(_ url: String) -> Bool {
        if url.isEmpty || url.hasPrefix("/icon") || url.hasPrefix("/bakedbot") { return true }
        return ["unsplash.com", "picsum", "placeholder"].contains { url.contains($0) }
    }
}
