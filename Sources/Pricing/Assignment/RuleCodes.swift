/// The numbers a catalog's columns use for categories and brand keys, and those of the references
/// by which rules name products. A name without a code concerns no product of the catalog.
public struct RuleCodes: Sendable, Equatable {
    /// Which codes in the category column a rule's categories reach.
    public var categories: CategoryCodes
    /// `BrandName.key` → code in the brand column.
    public var brands: [String: UInt32]
    /// Those of all rules, whether or not there is such a product.
    public var products: ProductCodes

    public init(
        categories: CategoryCodes, brands: [String: UInt32],
        products: ProductCodes = ProductCodes()
    ) {
        self.categories = categories
        self.brands = brands
        self.products = products
    }
}

/// The part of a catalog that a change of rules can concern.
public struct RuleReach: Sendable, Equatable {
    public private(set) var categories: Set<UInt16> = []
    public private(set) var brands: Set<UInt32> = []
    /// Codes of references to products.
    public private(set) var products: Set<UInt32> = []
    /// Whether it is the whole catalog, whatever the sets say.
    public private(set) var isStoreWide = false

    public init() {}

    /// Everything the scopes name, as codes.
    public init(of scopes: some Sequence<RuleScope>, codes: RuleCodes) {
        for scope in scopes { add(scope, codes: codes) }
    }

    public var isEmpty: Bool {
        !isStoreWide && categories.isEmpty && brands.isEmpty && products.isEmpty
    }

    /// Whether it holds a product with these codes, by its category or brand.
    public func holds(category: UInt16, brand: UInt32) -> Bool {
        isStoreWide || categories.contains(category) || brands.contains(brand)
    }

    mutating func add(_ scope: RuleScope, codes: RuleCodes) {
        if scope.isStoreWide { isStoreWide = true }
        for name in scope.categoryNames {
            categories.formUnion(codes.categories.codes(named: name))
        }
        brands.formUnion(scope.brandKeys.lazy.compactMap { codes.brands[$0] })
        products.formUnion(scope.products.lazy.compactMap { codes.products.code(of: $0) })
    }
}
