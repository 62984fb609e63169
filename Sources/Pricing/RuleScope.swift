/// What a rule names: the products it can concern. Keys are normalised, sorted and unique.
public struct RuleScope: Sendable, Hashable {
    /// `CategoryName.key` of each category.
    public let categoryKeys: [String]
    /// `BrandName.key` of each brand.
    public let brandKeys: [String]
    /// POS item ids.
    public let products: [Int64]
    /// Names of products that are no item ids; a caller maps them through `RuleCodes`.
    public let productIds: [String]

    init(categories: [String], brands: [String], products: [String]) {
        let categories = categories.filter { !TextFold.trimmed($0).isEmpty }
        categoryKeys = Set(categories.map(CategoryName.key)).sorted()
        brandKeys = Set(brands.map(BrandName.key).filter { !$0.isEmpty }).sorted()
        var numbers: Set<Int64> = []
        var names: Set<String> = []
        for product in products.map(TextFold.trimmed) where !product.isEmpty {
            if let number = RuleScope.itemId(product) {
                numbers.insert(number)
            } else {
                names.insert(product)
            }
        }
        self.products = numbers.sorted()
        productIds = names.sorted()
    }

    /// A rule that names nothing matches nothing.
    public var isEmpty: Bool {
        categoryKeys.isEmpty && brandKeys.isEmpty && products.isEmpty && productIds.isEmpty
    }

    /// Whether the scope names a product at any level.
    public func names(_ product: PricedProduct) -> Bool { level(of: product) != nil }

    /// The most specific level at which the scope names a product; nil when it does not.
    func level(of product: PricedProduct) -> RuleLevel? {
        if let itemId = product.itemId, products.contains(itemId) { return .product }
        if let productId = product.productId, productIds.contains(productId) { return .product }
        if categoryKeys.contains(product.categoryKey) { return .category }
        if brandKeys.contains(product.brandKey) { return .brand }
        return nil
    }

    /// `1018`, and document ids such as `alleaves_1018` or `org1_alleaves_1018`.
    private static func itemId(_ text: String) -> Int64? {
        let last = text.split(separator: "_", omittingEmptySubsequences: false).suffix(2)
        guard let digits = last.last, last.count == 1 || last.first == "alleaves",
            let id = Int64(digits), id >= 0, String(id) == digits
        else { return nil }
        return id
    }
}

/// How specific a match is; lower raw values win.
public enum RuleLevel: UInt8, Sendable, CaseIterable, Comparable {
    case product = 0
    case category = 1
    case brand = 2

    public static func < (left: RuleLevel, right: RuleLevel) -> Bool {
        left.rawValue < right.rawValue
    }

    /// `product`, `category` or `brand`.
    public var name: String {
        switch self {
        case .product: "product"
        case .category: "category"
        case .brand: "brand"
        }
    }
}
