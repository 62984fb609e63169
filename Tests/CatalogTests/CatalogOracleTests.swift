import DocumentStore
import FirestoreModel
import MirrorMessages
import MirrorTree
import Randomness
import TestSupport
import Testing

@testable import Catalog

/// Random catalogs, rules and edits through the real store; after every step each menu item is
/// compared with a naive computation from the stored documents. A failure names its seed.
@Suite struct CatalogOracleTests {
    private static let categories = NaiveCategory.names
    private static let brands = ["Acme", " ACME ", "acme", "Élan", "ÉLAN", "Other Brand", "Nobody"]

    /// One run: what it did last is part of every failure.
    private struct Run {
        let mirror: TestCatalog
        var random: SeededRandom
        var products: [String] = []
        var rules: [String] = []
        var productsMade = 0
        var last = ""

        mutating func chance(_ part: Int, of whole: Int) -> Bool {
            Int.random(in: 0..<whole, using: &random) < part
        }

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: 0..<elements.count, using: &random)]
        }
    }

    @Test(arguments: Seeds.of(0..<24 as Range<UInt64>))
    func everyItemIsWhatItsDocumentsSay(seed: UInt64) throws {
        try withCatalog { mirror in
            var run = Run(mirror: mirror, random: SeededRandom(seed: seed))
            try addProducts(&run, count: 40)
            for step in 0..<45 {
                try self.step(&run)
                try check(mirror, "seed \(seed) step \(step): \(run.last)")
            }
            let menu = try mirror.menu()
            try mirror.reopen()
            #expect(try mirror.menu().sorted { $0.id < $1.id } == menu.sorted { $0.id < $1.id })
            try check(mirror, "seed \(seed) reopened")
            #expect(try mirror.store.verify().documents == run.products.count + run.rules.count)
        }
    }

    private func step(_ run: inout Run) throws {
        switch Int.random(in: 0..<15, using: &run.random) {
        case 0..<4: try setRule(&run)
        case 4: try dropRule(&run)
        case 5: try addProducts(&run, count: 3)
        case 6..<9: try changeProducts(&run)
        case 9: try deleteProduct(&run)
        case 10, 11:
            let milliseconds = Int64.random(in: 1...4_000, using: &run.random)
            run.last = "clock +\(milliseconds)"
            run.mirror.advance(milliseconds: milliseconds)
        case 12:
            run.last = "a day later"
            run.mirror.advance(milliseconds: 86_400_000)
        case 13:
            let milliseconds = Int64.random(in: 1...6_000, using: &run.random)
            run.last = "clock set back by \(milliseconds)"
            run.mirror.advance(milliseconds: -milliseconds)
        default:
            run.last = "reopen"
            try run.mirror.reopen()
        }
    }

    // MARK: - Edits

    private func fields(_ run: inout Run) -> Fields {
        let cents =
            run.pick([0, 1, 2, 99, 1000, 1999, 3955, 100_000_000])
            + (run.chance(1, of: 2) ? Int.random(in: 0...5000, using: &run.random) : 0)
        var fields = productFields(
            "Product \(Int.random(in: 0..<100, using: &run.random))",
            cents > 0 ? Double(min(cents, 100_000_000)) / 100 : nil,
            category: run.pick(Self.categories),
            brand: run.chance(3, of: 4) ? run.pick(Self.brands) : nil)
        if run.chance(1, of: 4) {
            // As a sync writes it: the family, what the POS says, and the segments.
            let raw = run.pick(Self.categories)
            let category = NaiveCategory(raw)
            fields["category"] = .string(category.family)
            fields["rawCategory"] = .string(raw)
            if run.chance(1, of: 2) {
                fields["categoryPath"] = .array(category.segments.map { .string($0) })
            }
        }
        if run.chance(1, of: 8) { fields["isActive"] = false }
        if run.chance(1, of: 2) { fields["inStock"] = true }
        fields["stock"] = .integer(Int64.random(in: 0...9, using: &run.random))
        return fields
    }

    private func addProducts(_ run: inout Run, count: Int) throws {
        var writes: [DocumentWrite] = []
        for _ in 0..<count {
            run.productsMade += 1
            var id = "alleaves_\(run.productsMade)"
            if run.chance(1, of: 6) { id = "own-\(run.productsMade)" }
            if run.chance(1, of: 6) {
                // Of the other POS, often with an id that this one has too.
                let number = Int.random(in: 1...run.productsMade, using: &run.random)
                let other = "feed_\(number)"
                if !run.products.contains(other) { id = other }
            }
            run.products.append(id)
            let fields = fields(&run)
            writes.append(run.mirror.set(run.mirror.product(id), fields))
        }
        run.last = "add \(count) products"
        try run.mirror.store.commit(writes)
    }

    private func changeProducts(_ run: inout Run) throws {
        guard !run.products.isEmpty else { return }
        var writes: [DocumentWrite] = []
        for _ in 0..<Int.random(in: 1...5, using: &run.random) {
            let id = run.pick(run.products)
            let fields = fields(&run)
            writes.append(run.mirror.set(run.mirror.product(id), fields))
        }
        run.last = "change \(writes.count) products"
        try run.mirror.store.commit(writes)
    }

    private func deleteProduct(_ run: inout Run) throws {
        guard !run.products.isEmpty else { return }
        let id = run.products.remove(at: Int.random(in: 0..<run.products.count, using: &run.random))
        run.last = "delete \(id)"
        try run.mirror.delete(run.mirror.product(id))
        // Half of them come back under the same id.
        guard run.chance(1, of: 2) else { return }
        run.products.append(id)
        run.last = "delete and set \(id)"
        let fields = fields(&run)
        try run.mirror.put(run.mirror.product(id), fields)
    }

    private func setRule(_ run: inout Run) throws {
        let isNew = run.rules.isEmpty || run.chance(3, of: 4)
        let number = Int.random(in: 100...140, using: &run.random)
        let isOwn = run.chance(1, of: 5)
        let id = isNew ? (isOwn ? "own-rule-\(number)" : "alleaves_\(number)") : run.pick(run.rules)
        if !run.rules.contains(id) { run.rules.append(id) }
        var fields = ruleFields(&run)
        if id.hasPrefix("alleaves_") {
            fields["posId"] = .string(String(id.dropFirst(9)))
            if run.chance(2, of: 3) { fields["source"] = "alleaves" }
        }
        run.last = "set \(id) \(fields.map { "\($0.key)=\($0.value)" })"
        try run.mirror.put(run.mirror.rule(id), fields)
    }

    private func dropRule(_ run: inout Run) throws {
        guard !run.rules.isEmpty else { return }
        let id = run.rules.remove(at: Int.random(in: 0..<run.rules.count, using: &run.random))
        run.last = "drop rule \(id)"
        try run.mirror.delete(run.mirror.rule(id))
    }

    private func ruleFields(_ run: inout Run) -> Fields {
        let values: [String: [Value]] = [
            "percent": [20, "12.5", .double(33.3333), "0.05", 100, 250, "0", 50],
            "amount": [5, "4.50", .double(0.01), 0, 1000], "bogo": [0, 50, "25.5", 101],
            "fixed_price": [.double(19.99), "5", 0, "0.02", 30, -1], "mystery": [5],
        ]
        let type = run.pick(["percent", "percent", "amount", "fixed_price", "bogo", "mystery"])
        var fields: Fields = [
            "name": "Rule", "discountType": .string(type),
            "active": .boolean(!run.chance(1, of: 9)),
            "discountValue": run.pick(values[type] ?? [1]),
            "priority": .integer(Int64.random(in: 0...2, using: &run.random)),
        ]
        if run.chance(2, of: 3) {
            let names = Self.categories + ["pre roll", "Category > ", ""]
            fields["categories"] = .array([.string(run.pick(names)), .string(run.pick(names))])
        }
        if run.chance(1, of: 2) { fields["brands"] = .array([.string(run.pick(Self.brands))]) }
        if run.chance(1, of: 3), !run.products.isEmpty {
            let id = run.pick(run.products)
            let own = String(id.drop { $0 != "_" }.dropFirst())
            let names = [own, own, id, "\(TestCatalog.org)_\(id)"].filter { !$0.isEmpty }
            fields["products"] = .array([.string(run.pick(names)), 7])
        }
        if run.chance(1, of: 9) { fields["storeWide"] = true }
        if run.chance(1, of: 6) { fields["minTotal"] = "49.99" }
        if run.chance(1, of: 8) { fields["minQty"] = 3 }
        if run.chance(1, of: 10) { fields["customerTypes"] = ["veteran", "senior"] }
        if run.chance(1, of: 6) { fields["badgeText"] = "DEAL" }
        addDates(&fields, &run)
        return fields
    }

    private func addDates(_ fields: inout Fields, _ run: inout Run) {
        let now = run.mirror.now
        if run.chance(1, of: 4) {
            let start = now + Int64.random(in: -3_000...5_000, using: &run.random)
            fields["startDate"] = .timestamp(Timestamp(microseconds: start * 1000))
        }
        switch Int.random(in: 0..<6, using: &run.random) {
        case 0:
            let end = now + Int64.random(in: -3_000...9_000, using: &run.random)
            fields["endDate"] = .timestamp(Timestamp(microseconds: end * 1000))
        case 1: fields["endDate"] = run.pick(["2026-11-19", "2026-11-20", "2026-11-21"])
        default: break
        }
    }

    // MARK: - Comparing

    private func check(_ mirror: TestCatalog, _ context: String) throws {
        let products = try mirror.documents(["publicViews", "products", "items"])
        let rules = try mirror.documents(["discounts"])
        let naive = NaiveMenu(rules: rules, products: products, now: mirror.now)
        var found: [String: MenuItem] = [:]
        for item in try mirror.menu() {
            #expect(found[item.id] == nil, "\(context): \(item.id) is there twice")
            found[item.id] = item
        }
        let active = products.filter { $0.value["isActive"] != .boolean(false) }
        #expect(Set(found.keys) == Set(active.keys), "\(context)")
        for (id, fields) in active {
            guard let item = found[id] else { continue }
            var expected = item
            expected.withoutSale()
            #expect(item.priceCents == Self.cents(fields), "\(context) \(id)")
            #expect(item.name == fields["name"]?.stringValue, "\(context) \(id)")
            let category = NaiveCategory(of: fields)
            #expect(item.category == category.family, "\(context) \(id)")
            #expect(item.categoryPath.map { $0.lowercased() } == category.segments, "\(context)")
            naive.dress(&expected, id: id, fields: fields)
            #expect(item == expected, "\(context) \(id)")
        }
        #expect(mirror.generation?.activeCount ?? 0 == active.count, "\(context)")
        let onSale = found.values.count(where: \.isOnSale)
        #expect(mirror.generation?.onSaleCount ?? 0 == onSale, "\(context)")
        try checkDocuments(mirror, products, found, context)
    }

    private static func cents(_ fields: Fields) -> Int64 {
        Int64(((fields["price"]?.numberValue ?? 0) * 100).rounded())
    }

    /// The sale fields of documents say what the menu says.
    private func checkDocuments(
        _ mirror: TestCatalog, _ products: [String: Fields], _ menu: [String: MenuItem],
        _ context: String
    ) throws {
        guard let generation = mirror.generation else { return }
        for (id, fields) in products.prefix(15) {
            let read = try Fields(
                mapValueBytes: try generation.withSaleFields(
                    id: Array(id.utf8), stored: fields.mapValueBytes))
            let item = menu[id]
            #expect(read["isOnSale"] == .boolean(item?.isOnSale ?? false), "\(context) \(id)")
            let sale = item?.salePriceCents.map { Value.double(Double($0) / 100) }
            #expect(read["salePrice"] == sale, "\(context) \(id)")
            let isOnSale = item?.isOnSale == true
            #expect(read["discountId"]?.stringValue == (isOnSale ? item?.discountId : nil))
            #expect(read["saleBadgeText"]?.stringValue == (isOnSale ? item?.saleBadgeText : nil))
            let bogo = item?.bogoUnitPriceCents.map { Value.double(Double($0) / 100) }
            #expect(read["bogoUnitPrice"] == bogo, "\(context) \(id)")
            let offers = read["conditionalOffers"]?.arrayValue?.map { offer in
                guard case .map(let map) = offer else { return "" }
                return map["discountId"]?.stringValue ?? ""
            }
            let expected = item?.conditionalOffers.map(\.discountId) ?? []
            #expect(offers ?? [] == expected, "\(context) \(id)")
            for (key, value) in fields { #expect(read[key] == value, "\(context) \(id) \(key)") }
        }
    }
}

extension MenuItem {
    /// Takes away what rules gave.
    fileprivate mutating func withoutSale() {
        isOnSale = false
        originalPriceCents = nil
        salePriceCents = nil
        bogoUnitPriceCents = nil
        saleBadgeText = ""
        discountId = ""
        discountName = ""
        saleEndsAt = nil
        conditionalOffers = []
    }
}
