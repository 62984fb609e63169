import Pricing

/// One consistent state of a tenant's catalog: rows, rules and which rule prices which row.
///
/// Immutable; a reader that holds one sees all of it and nothing newer, for as long as it likes.
/// The next state shares every segment that did not change.
public final class Generation: Sendable {
    /// Rises with every change of a menu that a reader could see.
    public let version: UInt64
    /// The tenant's canonical product ids begin with this: `{org}_`.
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
    /// Pairs of category and brand by the number that segments hold.
    let groups: RuleGroups
    /// Rows of all segments: every product that there is or was, on the menu or not.
    public let rowCount: Int
    /// Rows that are on the menu.
    public let activeCount: Int
    /// Rows on the menu that a rule prices.
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
        groups = rows.groups
        activeCount = rows.activeCount
        rowCount = rows.rowCount
    }

    /// A state of nothing with the same rules: everything is a change since it.
    public var emptied: Generation {
        var rows = RowTable(self)
        rows.segments = []
        rows.priceIndex = PriceIndex()
        rows.activeCount = 0
        return Generation(
            version: 0, rows: rows, assignment: assignment, pricing: pricing, products: products)
    }

    /// Where a row lies.
    struct Position {
        let segment: Int
        let row: Int

        init(_ segment: Int, _ row: Int) {
            self.segment = segment
            self.row = row
        }

        /// The row counted through all segments.
        var number: Int { segment * CatalogLimits.segmentRowsMax + row }

        /// The position of a row counted through all segments.
        @inline(__always)
        init(_ row: Int) {
            segment = row / CatalogLimits.segmentRowsMax
            self.row = row % CatalogLimits.segmentRowsMax
        }
    }

    /// The rule that prices a row now.
    @inline(__always)
    func rule(at position: Position) -> UInt32 {
        let segment = segments[position.segment]
        return assignment.rule(
            row: position.number, group: segment.groups[position.row],
            price: segment.prices[position.row])
    }
}
