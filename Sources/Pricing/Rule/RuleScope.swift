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
    /// The locations at which it holds, ascending; nil for all, empty for none.
    public let locationIds: [String]?

    /// - Parameters:
    ///   - productPrefix: what the document ids of its products begin with; see
    ///     ``ProductReference/prefix``.
    ///   - isDecoded: whether the character references of names are.
    ///   - locationIds: see ``holding(at:among:)``.
    init(
        categories: [String], brands: [String], products: [String], productPrefix: String = "",
        isStoreWide: Bool = false, isDecoded: Bool = false, locationIds: [String]? = nil
    ) {
        self.isStoreWide = isStoreWide
        self.locationIds = locationIds
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

    /// What a rule's list of locations comes to for a tenant.
    ///
    /// - Parameters:
    ///   - listed: document ids of locations; nil where the rule says nothing.
    ///   - known: those of the tenant; empty where they are not known.
    /// - Returns: nil where it holds at all of them; else those at which it holds, ascending.
    static func holding(at listed: [String]?, among known: [String]) -> [String]? {
        guard let listed else { return nil }
        let wanted = Set(listed.compactMap(\.nonBlank))
        guard !known.isEmpty else { return wanted.sorted() }
        let held = wanted.intersection(known)
        return held.count == Set(known).count ? nil : held.sorted()
    }

    /// A rule that names nothing matches nothing, unless it says that it is for the whole store; so
    /// does one that holds at no location.
    public var isEmpty: Bool {
        locationIds?.isEmpty ?? false
            || !isStoreWide && categoryNames.isEmpty && brandKeys.isEmpty && products.isEmpty
    }

    /// Why a rule whose scope is empty does nothing, in words.
    public var emptyText: String {
        locationIds?.isEmpty ?? false ? Self.nowhereText : Self.unscopedText
    }

    /// ``emptyText`` in few words.
    public var idleText: String {
        locationIds?.isEmpty ?? false ? Self.nowhereText : "names no category, brand or product"
    }

    /// Why a rule without a scope does nothing, in words.
    static let unscopedText =
        "names no category, brand or product and does not say that it is for the whole store"
    /// Why a rule that holds at no location does nothing, in words.
    static let nowhereText = "holds at none of the tenant's locations"

    /// Whether the scope holds at a location; nil for a product of no one location.
    func holds(at location: String?) -> Bool {
        guard let locationIds else { return true }
        return location.map(locationIds.contains) ?? false
    }

    /// Whether the scope names a product at any level, and holds where its price is from.
    public func names(_ product: PricingInput) -> Bool {
        holds(at: product.location) && level(of: product) != nil
    }

    /// The most specific level at which the scope names a product, wherever it holds; nil when it
    /// does not.
    func level(of product: PricingInput) -> RuleLevel? {
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
