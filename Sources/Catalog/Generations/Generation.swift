import Pricing

/// One consistent state of a tenant's catalog: rows, rules, and the rule applied to each row.
///
/// Immutable and persistent: a reader may hold one as long as it likes, and the next generation
/// shares every segment that did not change.
public final class Generation: Sendable {
    /// Increases with every visible change of the menu.
    public let version: UInt64
    let segments: [Segment]
    let assignment: Assignment
    let pricing: PricingState
    let index: ProductIndex
    let priceIndex: PriceIndex
    let categories: CategoryTable
    let brands: CodeTable
    /// Pairs of category and brand, by the group number that segments store.
    let groups: RuleGroups
    /// Rows of all segments: every product ever stored, on the menu or not.
    public let rowCount: Int
    /// Rows that are on the menu.
    public let activeCount: Int
    /// Rows on the menu with an applied rule.
    public var onSaleCount: Int { assignment.onSaleCount }

    init(
        version: UInt64, segments: [Segment], assignment: Assignment, pricing: PricingState,
        index: ProductIndex, priceIndex: PriceIndex, categories: CategoryTable, brands: CodeTable,
        groups: RuleGroups, activeCount: Int
    ) {
        self.version = version
        self.segments = segments
        self.assignment = assignment
        self.pricing = pricing
        self.index = index
        self.priceIndex = priceIndex
        self.categories = categories
        self.brands = brands
        self.groups = groups
        self.activeCount = activeCount
        rowCount =
            segments.isEmpty
            ? 0
            : (segments.count - 1) * CatalogLimits.segmentRowsMax
                + segments[segments.count - 1].count
    }

    /// A generation without rows and with the same rules: everything is a change relative to it.
    public var emptied: Generation {
        Generation(
            version: 0, segments: [], assignment: assignment, pricing: pricing, index: index,
            priceIndex: PriceIndex(), categories: categories, brands: brands, groups: groups,
            activeCount: 0)
    }

    /// A row's segment and its index there.
    struct Position {
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

    /// The row of the product document `id`, deleted or inactive ones included.
    func row(id: UnsafeRawBufferPointer) -> Int? {
        index.row(hash: StringHash.hash(id)) { row in
            guard row < rowCount else { return false }
            let position = Position(row)
            let segment = segments[position.segment]
            return segment.bytes.withUnsafeBytes {
                MenuItemID.matches(id, itemAt: segment.itemRange(position.row), of: $0)
            }
        }
    }

    /// The row of a product by its document id or the POS's own id.
    func row(productID: UnsafeRawBufferPointer) -> Int? {
        if let row = row(id: productID) { return row }
        let prefixed = Array(ProductPath.posPrefix.utf8) + productID
        return prefixed.withUnsafeBytes { row(id: $0) }
    }

    /// The row of one of the POS's items. Untrusted input: a negative number is no item, and never
    /// the surrogate id of an agent's own product.
    func row(posItem itemId: Int64) -> Int? {
        guard itemId >= 0 else { return nil }
        return ProductID.withBytes(ofItem: itemId) { row(id: $0) }
    }

    /// The row of an item id as stored in the columns: the POS's id, or the surrogate id of a
    /// product without one, which is -(row + 1).
    func row(columnItem itemId: Int64) -> Int? {
        guard itemId < 0 else { return row(posItem: itemId) }
        let row = Int(-(itemId + 1))
        return row < rowCount ? row : nil
    }

    /// The item id of a row.
    func itemId(row: Int) -> Int64 {
        let position = Position(row)
        return segments[position.segment].itemIds[position.row]
    }

    /// The rule applied to a row.
    @inline(__always)
    func rule(at position: Position) -> UInt32 {
        let segment = segments[position.segment]
        return assignment.rule(
            row: position.number, group: segment.groups[position.row],
            price: segment.prices[position.row])
    }
}
