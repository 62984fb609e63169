import DocumentStore
import FirestoreModel
import MirrorMessages
import Randomness
import TestSupport
import Testing

@testable import Catalog

/// Price history: its stored bytes, and that it tells what readers saw.
@Suite struct PriceTimelineTests {
    @Test func changesOfAProductAreStoredAsDocumented() throws {
        let changes = [
            BaseChange(time: 1, price: 500, isBySync: true),
            BaseChange(time: 2, price: 7, categoryKey: "a", brandKey: "", isBySync: false),
        ]
        let bytes = BaseChange.record(changes)
        #expect(
            bytes == [
                0x01, 0x0A, 0x07, 0x08, 0x01, 0x10, 0xF4, 0x03, 0x28, 0x01,
                0x0A, 0x09, 0x08, 0x02, 0x10, 0x07, 0x1A, 0x01, 0x61, 0x22, 0x00,
            ])
        #expect(BaseChange.all(bytes) == changes)
        #expect(BaseChange.all([]) == nil && BaseChange.all([2]) == nil)
        for count in 2..<bytes.count where count != 10 {
            #expect(BaseChange.all(Array(bytes[..<count])) == nil, "cut at \(count)")
        }
        let many = (0..<100).map { BaseChange(time: $0 + 1, price: 1, isBySync: false) }
        let kept = try #require(BaseChange.all(BaseChange.record(many)))
        #expect(kept == Array(many.prefix(CatalogLimits.baseChangesMax)))
    }

    @Test func changesOfARuleAreStoredAsDocumented() throws {
        let change = RuleChange(time: 0x0102_0304_0506_0708, ruleID: "r", before: [9, 8])
        #expect(
            change.key(org: "ac\0") == [
                4, 0x61, 0x63, 0, 0xFF, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0x72,
            ])
        #expect(change.value == [1, 1, 9, 8])
        #expect(RuleChange(time: 1, ruleID: "r", before: nil).value == [1, 0])
        let large = [UInt8](repeating: 0, count: CatalogLimits.ruleChangeBytesMax + 1)
        #expect(RuleChange(time: 1, ruleID: "r", before: large).value == [1, 2])
        let read = change.key(org: "ac\0").withUnsafeBytes { key in
            change.value.withUnsafeBytes { RuleChange(key: key, prefix: 7, value: $0) }
        }
        #expect(read == change)
    }

    /// What one sees of a product.
    private struct Seen: Equatable {
        let base: Int64
        let price: Int64
    }

    private static let ids = ["alleaves_1", "alleaves_2", "own"]
    /// Rules start and end at multiples of this, and the clock takes smaller steps, so that no
    /// reader misses a state.
    private static let grid: Int64 = 10_000

    /// Random products and rules on a moving clock: the history of each product is the list of
    /// states that a reader saw, also after a start.
    @Test(arguments: Seeds.of([UInt64(1), 2, 3, 4, 5, 6]))
    func aHistoryIsWhatReadersSaw(_ seed: UInt64) throws {
        try withCatalog { catalog in
            var random = SeededRandom(seed: seed)
            var seen: [String: [Seen]] = [:]
            func look() throws {
                for item in try catalog.menu() {
                    let now = Seen(
                        base: item.priceCents, price: item.salePriceCents ?? item.priceCents)
                    if seen[item.id]?.last != now { seen[item.id, default: []].append(now) }
                }
            }
            for id in Self.ids {
                try commit(catalog, catalog.set(catalog.product(id), Self.product(&random)))
            }
            try look()
            for _ in 0..<150 {
                catalog.advance(milliseconds: .random(in: 1..<Self.grid, using: &random))
                try look()
                try step(catalog, &random)
                try look()
            }
            for _ in 0..<2 {
                for id in Self.ids {
                    let timeline = try #require(
                        try catalog.catalog.priceHistory(org: TestCatalog.org, productID: id))
                    let expected = try #require(seen[id])
                    let told = timeline.changes.map {
                        Seen(base: $0.baseAfter, price: $0.priceAfter)
                    }
                    #expect(told == Array(expected.dropFirst().suffix(told.count)), "\(id)")
                    // Only the changes of base prices are bounded so closely.
                    let bases = zip(expected, expected.dropFirst()).filter { $0.base != $1.base }
                    if bases.count < CatalogLimits.baseChangesMax / 2 {
                        #expect(told.count == expected.count - 1, "\(id)")
                    }
                    #expect(timeline.base == expected.last?.base)
                    #expect(timeline.price == expected.last?.price)
                    for (change, before) in zip(timeline.changes, timeline.changes.dropFirst()) {
                        #expect(change.priceAfter == before.priceBefore)
                        #expect(change.time < before.time)
                    }
                }
                try catalog.reopen()
            }
        }
    }

    private func step(_ catalog: TestCatalog, _ random: inout SeededRandom) throws {
        let rule = catalog.rule("r\(Int.random(in: 0..<5, using: &random))")
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1:
            let id = Self.ids.randomElement(using: &random) ?? ""
            try commit(catalog, catalog.set(catalog.product(id), Self.product(&random)))
        case 2, 3:
            try commit(catalog, DocumentWrite(key: rule, mutation: .delete))
        case 4, 5, 6, 7:
            try commit(catalog, catalog.set(rule, Self.rule(catalog.now, &random)))
        default: break
        }
    }

    /// A commit at the time that the catalog's clock shows.
    private func commit(_ catalog: TestCatalog, _ write: DocumentWrite) throws {
        try catalog.store.commit([write], at: catalog.now * 1000)
    }

    private static func product(_ random: inout SeededRandom) -> Fields {
        productFields(
            "Product", Double(Int.random(in: 1...40, using: &random)),
            category: Bool.random(using: &random) ? "Flower" : "Edibles",
            brand: Bool.random(using: &random) ? "Acme" : nil)
    }

    private static func rule(_ now: Int64, _ random: inout SeededRandom) -> Fields {
        let kinds: [(String, Value)] = [
            ("percent", "20"), ("amount", "5"), ("fixed_price", "12.5"), ("bogo", "50"),
            ("percent", "bad"),
        ]
        let scopes: [[String: [Value]]] = [
            ["categories": ["Flower"]], ["brands": ["Acme"]], ["products": ["alleaves_2"]],
            ["categories": ["Edibles"], "products": [1]], ["products": ["own"]], [:],
        ]
        let kind = kinds.randomElement(using: &random) ?? kinds[0]
        var more: [String: Value] = [
            "priority": .integer(.random(in: 0...2, using: &random)),
            "active": .boolean(Int.random(in: 0..<6, using: &random) > 0),
        ]
        let slot = now / grid
        if Bool.random(using: &random) {
            let start = slot + .random(in: -2...5, using: &random)
            more["startDate"] = time(start)
            if Bool.random(using: &random) {
                more["endDate"] = time(start + .random(in: 1...5, using: &random))
            }
        }
        return ruleFields(
            kind.0, kind.1, scopes.randomElement(using: &random) ?? [:], more: more)
    }

    private static func time(_ slot: Int64) -> Value {
        .timestamp(Timestamp(microseconds: slot * grid * 1000))
    }

    /// Changes beyond those that are kept: what is told is right, and says since when.
    @Test func aLongHistoryIsCutAndSaysSo() throws {
        try withCatalog { catalog in
            for number in 0..<200 {
                try catalog.put(
                    catalog.product("own"), productFields("Own", Double(number + 1)))
            }
            let timeline = try #require(
                try catalog.catalog.priceHistory(org: TestCatalog.org, productID: "own"))
            #expect(timeline.changes.count == CatalogLimits.baseChangesMax - 1)
            #expect(timeline.changes.last?.baseAfter == 20_000)
            #expect(timeline.changes.allSatisfy { $0.baseAfter == $0.baseBefore + 100 })
            #expect(timeline.changes.allSatisfy { $0.time > timeline.exactSince })
        }
    }

    @Test func rulesWithoutEndAreCutAndWhatIsToldStaysRight() throws {
        try withCatalog { catalog in
            try catalog.put(catalog.product("own"), productFields("Own", 100))
            for number in 0..<(CatalogLimits.ruleChangesMax + 700) {
                try catalog.put(
                    catalog.rule("r"),
                    ruleFields(
                        "percent", .integer(Int64(number % 50) + 1), ["products": ["own"]]))
            }
            var kept = 0
            let prefix = ColumnKey.prefix(ColumnKey.ruleChangeKind, org: TestCatalog.org)
            try catalog.store.scanAuxiliary(.columns, prefix: prefix) { _, _ in
                kept += 1
                return true
            }
            #expect(kept <= CatalogLimits.ruleChangesMax)
            let timeline = try #require(
                try catalog.catalog.priceHistory(org: TestCatalog.org, productID: "own"))
            #expect(timeline.changes.count > kept - 2)
            for change in timeline.changes {
                let step = change.priceBefore - change.priceAfter
                #expect(step == 100 || step == -4900)
                #expect(change.reason == .rule && change.rule?.id == "r")
            }
        }
    }

    @Test func aDeletedProductLeavesNoHistory() throws {
        try withCatalog { catalog in
            for price in [1.0, 2.0] {
                try catalog.put(catalog.product("own"), productFields("Own", price))
            }
            try catalog.delete(catalog.product("own"))
            #expect(
                try catalog.catalog.priceHistory(org: TestCatalog.org, productID: "own") == nil)
            try catalog.put(catalog.product("own"), productFields("Own", 3))
            let again = try #require(
                try catalog.catalog.priceHistory(org: TestCatalog.org, productID: "own"))
            #expect(again.changes.isEmpty && again.price == 300)
        }
    }
}
