/// The numbers a catalog's columns use for category and brand keys, and for products that rules
/// name otherwise than by item id. A key without a code concerns no product of the catalog.
public struct RuleCodes: Sendable, Equatable {
    /// `CategoryName.key` → code in the category column.
    public var categories: [String: UInt16]
    /// `BrandName.key` → code in the brand column.
    public var brands: [String: UInt32]
    /// Product name in a rule → item id.
    public var productIds: [String: Int64]

    public init(
        categories: [String: UInt16], brands: [String: UInt32], productIds: [String: Int64] = [:]
    ) {
        self.categories = categories
        self.brands = brands
        self.productIds = productIds
    }
}

/// The part of a catalog that a change of rules can concern.
public struct RuleReach: Sendable, Equatable {
    public private(set) var categories: Set<UInt16> = []
    public private(set) var brands: Set<UInt32> = []
    public private(set) var items: Set<Int64> = []

    public init() {}

    /// Everything the scopes name, as codes.
    public init(of scopes: some Sequence<RuleScope>, codes: RuleCodes) {
        for scope in scopes { add(scope, codes: codes) }
    }

    public var isEmpty: Bool { categories.isEmpty && brands.isEmpty && items.isEmpty }

    mutating func add(_ scope: RuleScope, codes: RuleCodes) {
        categories.formUnion(scope.categoryKeys.lazy.compactMap { codes.categories[$0] })
        brands.formUnion(scope.brandKeys.lazy.compactMap { codes.brands[$0] })
        items.formUnion(scope.products)
        items.formUnion(scope.productIds.lazy.compactMap { codes.productIds[$0] })
    }
}
