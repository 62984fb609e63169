import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import Randomness
import TestSupport
import Testing

@testable import Sync

/// Random shelves of one to four locations: each entry is what a tenant with that location alone
/// has, the product says what they add up to, and a passing day does what the next sync would.
@Suite struct ShelfOracleTests {
    private static let names = Set(ProductSchema.perLocation.map(\.rawValue))
    private static let shownNames = Set(ProductSchema.publicPerLocation.map(\.rawValue))

    private static func pick<Element>(
        _ all: [Element], _ random: inout SeededRandom
    ) -> Element {
        all[random.below(all.count)]
    }

    private static func row(_ number: Int, _ random: inout SeededRandom) -> Shelf.Row {
        var fields: [InventoryField: String] = [
            .idItem: pick(["1", "2", "B/1"], &random), .name: pick(["One", "Two"], &random),
            .category: pick(["Category > Flower", "Edibles", ""], &random),
            .areaType: pick(["Retail", "Vault", ""], &random),
            .status: pick(["open", "open", "open", "closed"], &random),
            .available: pick(["0", "3", "2.5", "9", "-2"], &random),
            .onHand: pick(["0", "4", "6.125"], &random),
            .idArea: pick(["", "8", "9"], &random), .idLocation: pick(["", "1000"], &random),
        ]
        let prices = ["", "", "0", "20", "15.5", "31"]
        for field in [InventoryField.otdAdultUse, .retailAdultUse, .otdMedicalUse] {
            fields[field] = pick(prices, &random)
        }
        fields[.costOfGood] = pick(["", "4", "7.1234"], &random)
        fields[.dateExpire] = pick(
            ["", "", "2026-05-30", "2026-05-31", "2026-06-01", "2026-06-09"], &random)
        if random.chance(3, of: 4) { fields[.idBatch] = "\(number / 2)" }
        if random.chance(1, of: 25) {
            fields[pick([.otd, .available, .dateExpire, .costOfGood], &random)] = "about ten"
        }
        var flags: [InventoryFlag: String] = [:]
        if random.chance(1, of: 6) { flags[.deleted] = pick(["true", "false", "?"], &random) }
        if random.chance(1, of: 15) { flags[.qcHold] = "true" }
        return Shelf.Row(fields: fields, flags: flags)
    }

    private static func shelves(_ random: inout SeededRandom, today: String) -> [Shelf] {
        var ids = ["main", "north", "é", "A-2"]
        ids.shuffle(using: &random)
        return ids.prefix(1 + random.below(4)).map { id in
            var shelf = Shelf(
                id: id, rows: (0..<random.below(7)).map { row($0, &random) },
                rules: StockRules(
                    sellableAreas: random.chance(1, of: 3) ? ["vault"] : [],
                    sellsExpired: random.chance(1, of: 4), today: CalendarDate(today.utf8)),
                terms: PriceTerms(
                    basis: pick(PriceBasis.allCases, &random),
                    channel: pick(PriceChannel.allCases, &random)))
            if random.chance(1, of: 3) {
                var details = BatchDetails(idBatch: "\(random.below(4))")
                details.expiry = CalendarDate(
                    pick(["2026-05-31", "2026-06-20"], &random).utf8)
                details.barcode = "BAR"
                shelf.details = [details]
            }
            return shelf
        }
    }

    private func facts(_ document: Fields, _ names: Set<String>) -> Fields {
        Fields(document.filter { names.contains($0.key) }.map { ($0.key, $0.value) })
    }

    @Test(arguments: Seeds.of(0..<150))
    func anEntryIsWhatATenantWithThatLocationAloneHas(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed) &+ 9_000)
        let shelves = Self.shelves(&random, today: "2026-06-01")
        let all = try shelves.documents(listed: random.chance(1, of: 2) ? 2 : .max)
        for (item, product) in all {
            var entries: [(String, Fields)] = []
            var shown: [(String, Fields)] = []
            for shelf in shelves {
                guard let alone = try shelf.documents()[item], alone.shown["isActive"] == true
                else { continue }
                entries.append((shelf.id, facts(alone.canonical, Self.names)))
                shown.append((shelf.id, facts(alone.shown, Self.shownNames)))
            }
            let expected = Fields(entries.map { ($0, .map($1)) })
            #expect(LocationEntries.entries(product.canonical) == expected, "\(item)")
            #expect(
                LocationEntries.entries(product.shown) == Fields(shown.map { ($0, .map($1)) }))
            #expect(LocationEntries.publicEntries(expected) == Fields(shown.map { ($0, .map($1)) }))
            expectTotals(product, expected)
        }
    }

    /// The totals, by plain search.
    private func expectTotals(_ product: ShelfDocuments, _ entries: Fields) {
        let all = entries.map { (id: $0.key, fields: $0.value.mapValue ?? [:]) }
        guard !all.isEmpty else {
            #expect(product.shown["isActive"] == false && product.shown["locations"] == nil)
            return
        }
        for key in ["stock", "onHand"] {
            let sum = all.reduce(0) { $0 + ($1.fields[key]?.numberValue ?? 0) }
            #expect(product.shown[key]?.numberValue == sum)
        }
        let priced = all.filter { $0.fields["price"] != nil }
        let inStock = priced.filter { $0.fields["inStock"] == true }
        let capabilities = inStock.isEmpty ? priced : inStock
        let least = capabilities.compactMap { $0.fields["price"]?.numberValue }.min()
        // In the order of the ids: the first of equal ones.
        let named = capabilities.first { $0.fields["price"]?.numberValue == least }
        #expect(product.shown["price"] == named?.fields["price"])
        #expect(product.shown["priceLocation"] == named.map { .string($0.id) })
        guard let named else { return }
        for field in ProductSchema.perLocation where field.entry.perLocation == .cheapest {
            #expect(product.canonical[field.rawValue] == named.fields[field.rawValue], "\(field)")
        }
    }

    /// The shelf with rows that agree on what an item is and costs: which of them speaks for it
    /// changes when a batch expires, and that only a sync can say.
    private static func agreeing(_ shelf: Shelf) -> Shelf {
        var shelf = shelf
        for index in shelf.rows.indices {
            let item = shelf.rows[index].fields[.idItem]
            let first = shelf.rows.first { $0.fields[.idItem] == item }
            for field in InventoryField.priceFields {
                shelf.rows[index].fields[field] = first?.fields[field]
            }
            for (field, text) in [
                (InventoryField.name, "One"), (.category, "Edibles"), (.costOfGood, "4"),
            ] {
                shelf.rows[index].fields[field] = text
            }
        }
        return shelf
    }

    /// The document with its batches in an order of their own: those that one batch, area and
    /// location are said of twice stand as they speak for the item.
    private static func unordered(_ document: Fields) -> Fields {
        var document = document
        if let batches = document["batches"]?.arrayValue {
            let sorted = batches.map(\.json).sorted { $0.lexicographicallyPrecedes($1) }
            document["batches"] = .array(sorted.map { .bytes($0) })
        }
        if let entries = document["locations"]?.mapValue {
            document["locations"] = .map(
                Fields(entries.map { ($0.key, .map(unordered($0.value.mapValue ?? [:]))) }))
        }
        return document
    }

    @Test(arguments: Seeds.of(0..<150))
    func aPassingDayDoesWhatTheNextSyncWould(seed: Int) throws {
        let (first, second) = ("2026-06-01", "2026-06-02")
        func shelves(today: String) -> [Shelf] {
            var random = SeededRandom(seed: UInt64(seed) &+ 5_000)
            return Self.shelves(&random, today: today).map { Self.agreeing($0) }
        }
        let day: Int64 = 20_606
        #expect(CalendarDate(daysSince1970: day) == CalendarDate(second.utf8))
        let before = try shelves(today: first).documents()
        let after = try shelves(today: second).documents()
        for (item, product) in before {
            let wanted = try #require(after[item])
            guard let changes = StockExpiry(today: day).changes(product.canonical) else {
                #expect(product == wanted, "\(item)")
                continue
            }
            var aged = product
            for key in changes.keys.canonical.names { aged.canonical[key] = changes.canonical[key] }
            for key in changes.keys.public.names { aged.shown[key] = changes.public[key] }
            #expect(
                Self.unordered(aged.canonical) == Self.unordered(wanted.canonical), "\(item)")
            #expect(aged.shown == wanted.shown, "\(item)")
            #expect(Set(changes.canonical.keys).isSubset(of: changes.keys.canonical.names))
            #expect(Set(changes.public.keys).isSubset(of: changes.keys.public.names))
        }
    }
}
