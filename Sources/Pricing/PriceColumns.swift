/// What one pass over a catalog found.
public struct AssignmentCounts: Sendable, Equatable {
    /// Products that have a rule now.
    public var onSale = 0
    /// Products whose rule is not the one they had before.
    public var changed = 0

    public init(onSale: Int = 0, changed: Int = 0) {
        self.onSale = onSale
        self.changed = changed
    }
}

/// The columns of a catalog that decide sales, one value per row. Borrowed for a call.
public struct PriceColumns {
    /// Base price in cents; 0 or below is no price.
    public let prices: UnsafeBufferPointer<Int32>
    public let categories: UnsafeBufferPointer<UInt16>
    public let brands: UnsafeBufferPointer<UInt32>

    /// All three have one count.
    public init(
        prices: UnsafeBufferPointer<Int32>, categories: UnsafeBufferPointer<UInt16>,
        brands: UnsafeBufferPointer<UInt32>
    ) {
        precondition(prices.count == categories.count && prices.count == brands.count)
        self.prices = prices
        self.categories = categories
        self.brands = brands
    }
}

/// A row whose product has rules of its own.
public struct ItemRow: Sendable, Equatable {
    public let row: Int
    public let itemId: Int64

    public init(row: Int, itemId: Int64) {
        self.row = row
        self.itemId = itemId
    }
}
