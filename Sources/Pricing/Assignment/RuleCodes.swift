/// The codes of a catalog's columns for categories and brand keys, and those of rules' references
/// to products. A name without a code matches no product.
public struct RuleCodes: Sendable, Equatable {
    /// The codes in the category column that each category name covers.
    public var categories: CategoryCodes
    /// `BrandName.key` → code in the brand column.
    public var brands: [String: UInt32]
    /// References of all rules, whether or not such a product exists.
    public var products: ProductCodes
    /// Location id → code in the store column.
    public var stores: [String: UInt16]

    public init(
        categories: CategoryCodes, brands: [String: UInt32],
        products: ProductCodes = ProductCodes(), stores: [String: UInt16] = [:]
    ) {
        self.categories = categories
        self.brands = brands
        self.products = products
        self.stores = stores
    }

    /// The codes of the stores at which a scope holds; nil for all.
    func stores(of scope: RuleScope) -> Set<UInt16>? {
        scope.locationIds.map { Set($0.compactMap { stores[$0] }) }
    }
}

/// The affected part of a catalog: the products that a change of rules may affect.
public struct AffectedProducts: Sendable, Equatable {
    public private(set) var categories: Set<UInt16> = []
    public private(set) var brands: Set<UInt32> = []
    /// Codes of references to products.
    public private(set) var products: Set<UInt32> = []
    /// Whether the whole catalog is affected, regardless of the sets above.
    public private(set) var isStoreWide = false
    /// Codes of the stores whose products are affected; nil for all.
    public private(set) var stores: Set<UInt16>? = []

    public init() {}

    /// The products that the scopes name, as codes.
    public init(of scopes: some Sequence<RuleScope>, codes: RuleCodes) {
        for scope in scopes { add(scope, codes: codes) }
    }

    public var isEmpty: Bool {
        !isStoreWide && categories.isEmpty && brands.isEmpty && products.isEmpty
    }

    /// Whether a product with these codes is affected, by its category or brand.
    public func holds(category: UInt16, brand: UInt32, store: UInt16 = 0) -> Bool {
        guard isStoreWide || categories.contains(category) || brands.contains(brand) else {
            return false
        }
        return stores?.contains(store) ?? true
    }

    mutating func add(_ scope: RuleScope, codes: RuleCodes) {
        if let own = codes.stores(of: scope) {
            stores?.formUnion(own)
        } else {
            stores = nil
        }
        if scope.isStoreWide { isStoreWide = true }
        for name in scope.categoryNames {
            categories.formUnion(codes.categories.codes(named: name))
        }
        brands.formUnion(scope.brandKeys.lazy.compactMap { codes.brands[$0] })
        products.formUnion(scope.products.lazy.compactMap { codes.products.code(of: $0) })
    }
}
