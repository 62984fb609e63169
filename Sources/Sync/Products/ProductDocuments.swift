import Catalog
import DocumentStore
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
    /// Of a tenant's only location.
    private let terms: PriceTerms
    /// By document id, where the tenant has several locations: documents say what is where.
    private let locations: [String: PriceTerms]
    private let salt: UInt64

    /// - Parameters:
    ///   - terms: which prices count at a tenant's only location.
    ///   - locations: where the tenant has several, the terms of those whose items these are, by
    ///     document id.
    package init(
        org: String, origin: POSOrigin, terms: PriceTerms = PriceTerms(),
        locations: [String: PriceTerms] = [:]
    ) {
        self.org = org
        self.origin = origin
        self.terms = terms
        self.locations = locations
        var salt = Self.mappingVersion << 2
        salt |= terms.basis == .retail ? 2 : 0
        salt |= terms.channel == .medical ? 1 : 0
        self.salt =
            salt &* 0x9E37_79B9_7F4A_7C15 ^ ProductSchema.mappingFingerprint ^ Self.hash(locations)
    }

    /// Of the locations of a run that share their ids.
    init(_ configs: [LocationConfig], org: String, origin: POSOrigin, isOfSeveral: Bool) {
        let locations = configs.map { ($0.id, $0.priceTerms) }
        self.init(
            org: org, origin: origin, terms: locations.first?.1 ?? PriceTerms(),
            locations: isOfSeveral
                ? Dictionary(locations, uniquingKeysWith: { first, _ in first }) : [:])
    }

    /// Whether documents say what is where.
    var hasLocations: Bool { !locations.isEmpty }

    /// A hash of all inputs of an item's documents: the POS's content, with several locations also
    /// which of them has what, and the mapping. Never 0.
    package func sourceHash(_ item: InventoryItem) -> UInt64 {
        var hash = item.contentHash ^ salt
        if hasLocations { hash ^= item.locationsHash &* 0x9E37_79B9_7F4A_7C15 }
        return hash == 0 ? 1 : hash
    }

    /// 0 where there are none.
    private static func hash(_ locations: [String: PriceTerms]) -> UInt64 {
        locations.reduce(0) { sum, location in
            var hash = InventoryHash(seed: 5)
            hash.mix(location.key)
            hash.mix(location.value.basis.rawValue)
            hash.mix(location.value.channel.rawValue)
            return sum &+ hash.state
        }
    }

    /// Both documents' fields, MapValue bytes.
    package func make(_ item: InventoryItem) -> (canonical: [UInt8], public: [UInt8]) {
        ProductMapper(item, org: org, origin: origin, terms, locations: locations).fields()
    }

    /// The base price that an item gets at a tenant's only location, and its family.
    func basePrice(of item: InventoryItem) -> (base: BasePrice, family: CategoryFamily) {
        let mapped = ProductMapper(item, org: org, origin: origin, terms)
        return (mapped.base, mapped.family)
    }

    /// Whether an item has a price of that kind.
    func has(_ source: PriceSource, _ item: InventoryItem) -> Bool {
        ItemPrices.fields(of: item).usable(source) != nil
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

    /// The change of an item that the POS no longer has: hidden everywhere, never deleted.
    static func deactivation() -> DocumentWrite.Mutation {
        var fields = FieldsWriter(capacity: 64)
        fields.boolean("inStock", false)
        fields.boolean("isActive", false)
        fields.integer("stock", 0)
        return .merge(
            fields: fields.bytes,
            replacing: [LocationEntries.key, ProductField.priceLocation.rawValue])
    }
}

/// Image addresses that mean no image (Protocol/alleaves.md, Item search).
enum PlaceholderImage {
    static func isPlaceholder(_ url: String) -> Bool {
        if url.isEmpty || url.hasPrefix("/icon") || url.hasPrefix("/bakedbot") { return true }
        return ["unsplash.com", "picsum", "placeholder"].contains { url.contains($0) }
    }
}
