import Pricing

/// Counts matches by category family, brand and sale.
struct FacetCounter {
    private let generation: Generation
    /// Matches by group of category and brand.
    private var groups: [Int]
    private var onSale = 0
    private var total = 0

    init(_ generation: Generation) {
        self.generation = generation
        groups = Array(repeating: 0, count: generation.groups.count)
    }

    /// Counts rows of one group.
    mutating func count(group: UInt32, onSale isOnSale: Bool, _ count: Int) {
        groups[Int(group)] += count
        onSale += isOnSale ? count : 0
        total += count
    }

    func facets() -> [MenuFacet] {
        var families: [CategoryFamily: Int] = [:]
        var brands = [Int](repeating: 0, count: generation.brands.count)
        for (key, count) in zip(generation.groups.keys, groups) {
            families[generation.categories.paths[Int(key.category)].family, default: 0] += count
            brands[Int(key.brand)] += count
        }
        return [
            Self.facet("category", families.map { ($0.key.name, $0.value) }),
            Self.facet("brand", Array(zip(generation.brands.names, brands))),
            MenuFacet(
                field: "on_sale", counts: [("true", onSale), ("false", total - onSale)]),
        ]
    }

    private static func facet(_ field: String, _ counts: [(String, Int)]) -> MenuFacet {
        let found = counts.filter { $0.1 > 0 && !$0.0.isEmpty }
            .sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }
        return MenuFacet(
            field: field,
            counts: found.prefix(CatalogLimits.facetValuesMax).map { (value: $0.0, count: $0.1) })
    }
}
