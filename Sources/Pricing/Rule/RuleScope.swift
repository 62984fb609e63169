import TextForms

/// The products that a rule can match. Keys are normalised, sorted and unique.
public struct RuleScope: Sendable, Hashable {
    /// The names by which its categories match products: keys of paths, and families.
    public let categoryNames: [String]
    /// Its categories to show, by their keys' order.
    public let categories: [String]
    /// `BrandName.key` of each brand.
    public let brandKeys: [String]
    /// Its products, as it calls them.
    public let products: [ProductReference]
    /// Whether it says that it is for the whole store.
    public let isStoreWide: Bool

    /// - Parameters:
    ///   - productPrefix: what the document ids of its products begin with; see
    ///     ``ProductReference/prefix``.
    ///   - isDecoded: whether the character references of names are.
    init(
        categories: [String], brands: [String], products: [String], productPrefix: String = "",
        isStoreWide: Bool = false, isDecoded: Bool = false
    ) {
        self.isStoreWide = isStoreWide
        let all = categories.map { isDecoded ? CategoryPath(decoded: $0) : CategoryPath($0) }
        // A text that names no category is dropped; it does not mean every category.
        let paths = Set(all.filter { !$0.isEmpty }).sorted { $0.key < $1.key }
        self.categories = paths.map(\.text)
        categoryNames = Set(paths.flatMap(\.ruleNames)).sorted()
        brandKeys = Set(brands.map(BrandName.key).filter { !$0.isEmpty }).sorted()
        let references = products.compactMap(\.nonBlank)
            .map { ProductReference($0, prefix: productPrefix) }
        self.products = Set(references).sorted(by: ProductReference.precedes)
    }

    /// A rule that names nothing matches nothing, unless it says that it is for the whole store.
    public var isEmpty: Bool {
        !isStoreWide && categoryNames.isEmpty && brandKeys.isEmpty && products.isEmpty
    }

    /// Why a rule without a scope does nothing, in words.
    public static let unscopedText =
        "names no category, brand or product and does not say that it is for the whole store"

    /// Whether the scope names a product at any level.
    public func names(_ product: PricedProduct) -> Bool { level(of: product) != nil }

    /// The most specific level at which the scope names a product; nil when it does not.
    func level(of product: PricedProduct) -> RuleLevel? {
        if let names = product.names, products.contains(where: names.match) { return .product }
        if product.categoryNames.contains(where: categoryNames.contains) { return .category }
        if brandKeys.contains(product.brandKey) { return .brand }
        return isStoreWide ? .store : nil
    }
}

/// How specific a match is; lower raw values win.
public enum RuleLevel: UInt8, Sendable, CaseIterable, Comparable {
    case product = 0
    case category = 1
    case brand = 2
    case store = 3

    public static func < (left: RuleLevel, right: RuleLevel) -> Bool {
        left.rawValue < right.rawValue
    }

    /// `product`, `category`, `brand` or `store`.
    public var name: String {
        switch self {
        case .product: "product"
        case .category: "category"
        case .brand: "brand"
        case .store: "store"
        }
    }
}
