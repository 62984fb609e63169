/// Live conditional rules by the category, brand or item that they name; values are indices into
/// the list of rules.
struct ConditionalIndex: Sendable {
    private var byCategory: [UInt16: [Int]] = [:]
    private var byBrand: [UInt32: [Int]] = [:]
    private var byItem: [Int64: [Int]] = [:]
    private var storeWide: [Int] = []

    init(_ rules: [DiscountRule], codes: RuleCodes) {
        for (place, rule) in rules.enumerated() {
            let reach = RuleReach(of: CollectionOfOne(rule.scope), codes: codes)
            for code in reach.categories { byCategory[code, default: []].append(place) }
            for code in reach.brands { byBrand[code, default: []].append(place) }
            for itemId in reach.items { byItem[itemId, default: []].append(place) }
            if reach.isStoreWide { storeWide.append(place) }
        }
    }

    func places(category: UInt16, brand: UInt32, itemId: Int64?) -> [Int] {
        let levels = [
            itemId.flatMap { byItem[$0] }, byCategory[category], byBrand[brand],
            storeWide.isEmpty ? nil : storeWide,
        ].compactMap(\.self)
        guard levels.count > 1 else { return levels.first ?? [] }
        var seen: Set<Int> = []
        return levels.joined().filter { seen.insert($0).inserted }
    }
}
