import FirestoreModel
import MirrorMessages
import MirrorTree
import Pricing
import Randomness
import TestSupport
import Testing

@testable import Catalog

/// Queries against a plain filter and sort of what the menu shows, on random catalogs.
@Suite struct MenuSearchTests {
    private static let categories = [
        "Flower", "Category > Vape", "Edibles", "pre-rolls", "Edibles > Gummies",
        "Accessories > Gummies", "Flower > Indoor > 3.5g", "Flower > Indoor",
    ]
    private static let brands = ["Acme", "Zeta Farms", "Élan", "Nobody"]

    private struct Run {
        let mirror: TestCatalog
        var random: SeededRandom

        mutating func chance(_ part: Int, of whole: Int) -> Bool {
            Int.random(in: 0..<whole, using: &random) < part
        }

        mutating func some<Element>(_ elements: [Element]) -> [Element] {
            elements.filter { _ in Bool.random(using: &random) }
        }
    }

    @Test(arguments: Seeds.of(0..<10 as Range<UInt64>))
    func pagesAreWhatAPlainFilterAndSortGive(seed: UInt64) throws {
        try withCatalog { mirror in
            var run = Run(mirror: mirror, random: SeededRandom(seed: seed))
            try fill(&run, ids: 0..<150)
            try setRules(&run)
            for round in 0..<3 {
                // Rows change their category, leave the menu and come anew.
                if round > 0 { try fill(&run, ids: 100..<170) }
                let menu = try mirror.menu()
                for number in 0..<15 {
                    try check(query(&run), menu, mirror, "seed \(seed) \(round)/\(number)")
                }
            }
        }
    }

    private func fill(_ run: inout Run, ids: Range<Int>) throws {
        let writes = ids.map { number in
            var fields = productFields(
                "Item \(Int.random(in: 0..<40, using: &run.random))",
                Double(Int.random(in: 1...60, using: &run.random)) / 2,
                category: Self.categories.randomElement(using: &run.random) ?? "",
                brand: run.chance(3, of: 4) ? Self.brands.randomElement(using: &run.random) : nil)
            fields["inStock"] = .boolean(run.chance(1, of: 2))
            fields["stock"] = .integer(Int64.random(in: 0...5, using: &run.random))
            if run.chance(1, of: 8) { fields["isActive"] = false }
            return run.mirror.set(run.mirror.product("alleaves_\(1000 + number)"), fields)
        }
        try run.mirror.store.commit(writes)
    }

    private func setRules(_ run: inout Run) throws {
        let rules = [
            ruleFields("percent", 20, ["brands": ["acme"]]),
            ruleFields("fixed_price", 12, ["categories": ["vape"]]),
            ruleFields("amount", "2.50", ["products": [1003, 1007, 1120]]),
        ]
        for (number, fields) in rules.enumerated() {
            try run.mirror.put(run.mirror.rule("rule-\(number)"), fields)
        }
    }

    private func query(_ run: inout Run) -> MenuQuery {
        var query = MenuQuery()
        if run.chance(2, of: 3) { query.categories = run.some(Self.categories + ["none"]) }
        if run.chance(1, of: 3) { query.brands = run.some(Self.brands) }
        if run.chance(1, of: 2) { query.minPrice = .random(in: 0...2000, using: &run.random) }
        if run.chance(1, of: 2) { query.maxPrice = .random(in: 2000...3000, using: &run.random) }
        if run.chance(1, of: 3) { query.onSale = Bool.random(using: &run.random) }
        if run.chance(1, of: 3) { query.inStock = Bool.random(using: &run.random) }
        let orders: [MenuOrder] = [.name, .priceAscending, .priceDescending, .saving, .stock]
        query.order = orders.randomElement(using: &run.random) ?? .name
        query.limit = .random(in: 1...40, using: &run.random)
        query.wantsFacets = true
        return query
    }

    private func check(
        _ query: MenuQuery, _ menu: [MenuItem], _ mirror: TestCatalog, _ context: String
    ) throws {
        let expected = menu.filter { Self.matches($0, query) }
            .sorted { Self.precedes($0, $1, query.order) }
        var query = query
        var found: [MenuItem] = []
        repeat {
            let page = try #require(mirror.generation).search(query)
            #expect(page.total == expected.count, "\(context)")
            let onSale = page.facets.first { $0.field == "on_sale" }?.counts.first?.count
            #expect(onSale == expected.count(where: \.isOnSale), "\(context)")
            let families = page.facets.first { $0.field == "category" }?.counts ?? []
            let counts = Dictionary(grouping: expected, by: \.category).mapValues(\.count)
            #expect(families.count == counts.count, "\(context)")
            #expect(families.allSatisfy { counts[$0.value] == $0.count }, "\(context)")
            found += try QueryMenuReply(wireBytes: page.entries).items
            query.cursor = page.nextCursor
        } while !query.cursor.isEmpty && found.count <= expected.count
        #expect(found == expected, "\(context)")
    }

    private static func price(_ item: MenuItem) -> Int64 { item.salePriceCents ?? item.priceCents }

    private static func matches(_ item: MenuItem, _ query: MenuQuery) -> Bool {
        let categories = query.categories.map { NaiveCategory($0) }
        let own = NaiveCategory(item.categoryPath.joined(separator: ">"))
        let brands = Set(query.brands.map(BrandName.key(for:)))
        return (categories.isEmpty || categories.contains { $0.reaches(own) })
            && (brands.isEmpty || brands.contains(BrandName.key(for: item.brandName)))
            && price(item) >= query.minPrice ?? 0 && price(item) <= query.maxPrice ?? .max
            && query.onSale ?? item.isOnSale == item.isOnSale
            && query.inStock ?? item.inStock == item.inStock
    }

    /// By the order's key, then by name where that is the key, then by id.
    private static func precedes(
        _ left: MenuItem, _ right: MenuItem, _ order: MenuOrder
    ) -> Bool {
        let keys: (MenuItem) -> Double = { item in
            switch order {
            case .byDefault, .name: 0
            case .priceAscending: Double(price(item))
            case .priceDescending: -Double(price(item))
            case .saving: -Double(item.priceCents - price(item))
            case .stock: -item.stock
            }
        }
        if keys(left) != keys(right) { return keys(left) < keys(right) }
        if order == .name, left.name.lowercased() != right.name.lowercased() {
            return left.name.lowercased() < right.name.lowercased()
        }
        return left.id < right.id
    }
}
