/// A rule to be created or changed at the POS; nil fields are not sent.
public struct POSDiscountChange: Equatable, Sendable {
    public var name: String?
    /// percent, amount, fixed_price or bogo; only when created.
    public var type: String?
    /// Decimal text, for example `12.5`.
    public var value: String?
    public var startDate: String?
    public var endDate: String?
    public var isActive: Bool?
    public var badgeText: String?
    /// Only when created.
    public var categories: [String] = []
    public var brands: [String] = []
    /// Ids of items.
    public var products: [String] = []
    /// Decimal text.
    public var minQuantity: String?

    public init() {}
}
