import Pricing

/// One consistent state of a tenant's catalog: rows, rules, and the rule applied to each row.
///
/// Immutable and persistent: a reader may hold one as long as it likes, and the next generation
/// shares every segment that did not change.
public final class Generation: Sendable {
    /// Increases with every visible change of the menu.
    public let version: UInt64
    /// Prefix of the tenant's canonical product ids: `{org}_`.
    let canonicalPrefix: [UInt8]
    let segments: [Segment]
    let assignment: Assignment
    let pricing: PricingState
    /// The products that rules name.
    let products: ReferencedProducts
    let index: ProductIndex
    let idPrefixes: ProductIDPrefixes
    let priceIndex: PriceIndex
    let categories: CategoryTable
    let brands: CodeTable
    /// The locations that prices are of.
    let stores: StoreTable
    /// Category, brand and store, by the group number that segments store.
    let groups: RuleGroups
    /// Rows of all segments: every product ever stored, on the menu or not.
    public let rowCount: Int
    /// Rows that are on the menu.
    public let activeCount: Int
    /// Rows on the menu with an applied rule.
    public var onSaleCount: Int { assignment.onSaleCount }

    init(
        version: UInt64, rows: RowTable, assignment: Assignment, pricing: PricingState,
        products: ReferencedProducts
    ) {
        self.version = version
        self.assignment = assignment
        self.pricing = pricing
        self.products = products
        canonicalPrefix = rows.canonicalPrefix
        segments = rows.segments
        index = rows.index
        idPrefixes = rows.idPrefixes
        priceIndex = rows.priceIndex
        categories = rows.categories
        brands = rows.brands
        stores = rows.stores
        groups = rows.groups
        activeCount = rows.activeCount
        rowCount = rows.rowCount
    }

    /// A generation without rows and with the same rules: everything is a change relative to it.
    public var emptied: Generation {
        var rows = RowTable(self)
        rows.segments = []
        rows.priceIndex = PriceIndex()
        rows.activeCount = 0
        return Generation(
            version: 0, rows: rows, assignment: assignment, pricing: pricing, products: products)
    }

    /// A row's segment and its index there.
    struct RowPosition {
        let segment: Int
        let row: Int

        init(_ segment: Int, _ row: Int) {
            self.segment = segment
            self.row = row
        }

        /// The row number, counted over all segments.
        var number: Int { segment * CatalogLimits.segmentRowsMax + row }

        /// The position of a row number.
        @inline(__always)
        init(_ row: Int) {
            segment = row / CatalogLimits.segmentRowsMax
            self.row = row % CatalogLimits.segmentRowsMax
        }
    }

    /// The rule applied to a row.
    @inline(__always)
    func rule(at position: RowPosition) -> UInt32 {
        let segment = segments[position.segment]
        return assignment.rule(
            row: position.number, group: segment.groups[position.row],
            price: segment.prices[position.row])
    }
}
