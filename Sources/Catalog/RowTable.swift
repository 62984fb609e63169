import Pricing

/// The products of a tenant without the rules on them: what ingest and loading make, and a
/// ``Generation`` shows.
struct RowTable {
    /// The tenant's canonical product ids begin with this: `{org}_`.
    let canonicalPrefix: [UInt8]
    var segments: [Segment] = []
    var index: ProductIndex
    var idPrefixes = ProductIDPrefixes()
    var priceIndex = PriceIndex()
    var categories = CategoryTable()
    var brands = CodeTable(key: BrandName.key)
    /// Pairs of category and brand by the number that segments hold.
    var groups = RuleGroups()
    /// Rows that are on the menu.
    var activeCount = 0

    /// No products yet, with room for so many.
    init(org: String, capacity: Int = 1024) {
        canonicalPrefix = Array(org.utf8) + Array("_".utf8)
        index = ProductIndex(capacity: capacity)
    }

    /// The rows of a generation.
    init(_ generation: Generation) {
        canonicalPrefix = generation.canonicalPrefix
        segments = generation.segments
        index = generation.index
        idPrefixes = generation.idPrefixes
        priceIndex = generation.priceIndex
        categories = generation.categories
        brands = generation.brands
        groups = generation.groups
        activeCount = generation.activeCount
    }

    /// Rows of all segments: all are full but the last.
    var rowCount: Int {
        guard let last = segments.last else { return 0 }
        return (segments.count - 1) * CatalogLimits.segmentRowsMax + last.count
    }
}
