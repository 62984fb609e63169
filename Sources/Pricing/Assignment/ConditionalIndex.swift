/// Live conditional rules by the category, brand or item that they name; values are indices into
/// the list of rules.
struct ConditionalIndex: Sendable {
    private var byCategory: [UInt16: [Int]] = [:]
    private var byBrand: [UInt32: [Int]] = [:]
    private var byProduct: [UInt32: [Int]] = [:]
    private var storeWide: [Int] = []
    /// The stores of each rule, nil for all; empty where every rule holds everywhere.
    private var stores: [Set<UInt16>?] = []

    init(_ rules: [DiscountRule], codes: RuleCodes) {
        for (index, rule) in rules.enumerated() {
            let affected = AffectedProducts(of: CollectionOfOne(rule.scope), codes: codes)
            for code in affected.categories { byCategory[code, default: []].append(index) }
            for code in affected.brands { byBrand[code, default: []].append(index) }
            for code in affected.products { byProduct[code, default: []].append(index) }
            if affected.isStoreWide { storeWide.append(index) }
        }
        let stores = rules.map { codes.stores(of: $0.scope) }
        if stores.contains(where: { $0 != nil }) { self.stores = stores }
    }

    /// - Parameter products: the codes of the references that name the product.
    func indices(category: UInt16, brand: UInt32, store: UInt16, products: [UInt32]) -> [Int] {
        let indices = indices(category: category, brand: brand, products: products)
        guard !stores.isEmpty else { return indices }
        return indices.filter { stores[$0]?.contains(store) ?? true }
    }

    private func indices(category: UInt16, brand: UInt32, products: [UInt32]) -> [Int] {
        let levels = [
            own(products), byCategory[category] ?? [], byBrand[brand] ?? [], storeWide,
        ].filter { !$0.isEmpty }
        guard levels.count > 1 else { return levels.first ?? [] }
        var seen: Set<Int> = []
        return levels.joined().filter { seen.insert($0).inserted }
    }

    /// Of the rules that name the product itself, in order; a rule may name it twice.
    private func own(_ products: [UInt32]) -> [Int] {
        guard !byProduct.isEmpty, let first = products.first else { return [] }
        guard products.count > 1 else { return byProduct[first] ?? [] }
        return Set(products.flatMap { byProduct[$0] ?? [] }).sorted()
    }
}
