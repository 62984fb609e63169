import Pricing

/// The products of a tenant without rules, built by ingest and loading for a ``Generation``.
struct RowTable {
    /// Prefix of the tenant's canonical product ids: `{org}_`.
    let canonicalPrefix: [UInt8]
    var segments: [Segment] = []
    var index: ProductIndex
    var idPrefixes = ProductIDPrefixes()
    var priceIndex = PriceIndex()
    var categories = CategoryTable()
    var brands = CodeTable(key: BrandName.key)
    /// The locations that prices are of.
    var stores = StoreTable()
    /// Category, brand and store, by the group number that segments store.
    var groups = RuleGroups()
    /// Rows that are on the menu.
    var activeCount = 0

    /// An empty table with room for `capacity` products.
    init(org: String, capacity: Int = 1024) {
        canonicalPrefix = Array(org.utf8) + Array("_".utf8)
        index = ProductIndex(capacity: capacity)
    }

    /// A table of the rows of a generation.
    init(_ generation: Generation) {
        canonicalPrefix = generation.canonicalPrefix
        segments = generation.segments
        index = generation.index
        idPrefixes = generation.idPrefixes
        priceIndex = generation.priceIndex
        categories = generation.categories
        brands = generation.brands
        stores = generation.stores
        groups = generation.groups
        activeCount = generation.activeCount
    }

    /// Rows of all segments, of which all but the last are full.
    var rowCount: Int {
        guard let last = segments.last else { return 0 }
        return (segments.count - 1) * CatalogLimits.segmentRowsMax + last.count
    }
}
