import DocumentStore
import FirestoreModel
import MirrorMessages
import StatusCodes
import TestSupport
import Testing

@testable import Catalog

/// The catalogs of a tenant's stores: what they hold, what survives, what is refused.
@Suite struct StoreCatalogTests {
    /// A tenant with the locations a and b, and the products 1 at both, 2 at b, and own at neither.
    private func withStores(_ body: (TestCatalog) throws -> Void) throws {
        try withCatalog { mirror in
            for location in ["a", "b"] { try locate(location, mirror) }
            try mirror.store.commit([
                mirror.set(mirror.product("alleaves_1"), product(["a": 12, "b": 10], "b")),
                mirror.set(mirror.product("alleaves_2"), product(["b": 30], "b")),
                mirror.set(mirror.product("own"), productFields("Own", 5)),
            ])
            try body(mirror)
        }
    }

    private func locate(_ location: String, _ mirror: TestCatalog) throws {
        try mirror.put(
            mirror.key(["locations", location]), ["orgId": .string(TestCatalog.org)])
    }

    private func product(_ prices: [String: Double], _ cheapest: String) -> Fields {
        var map = Fields()
        for (location, price) in prices {
            map[location] = .map(["price": .double(price), "inStock": true, "stock": 3])
        }
        return productFields(
            "One", prices[cheapest],
            more: [
                "locations": .map(map), "priceLocation": .string(cheapest), "inStock": true,
                "stock": .integer(Int64(3 * prices.count)),
            ])
    }

    private func store(_ location: String, _ mirror: TestCatalog) throws -> Generation {
        try mirror.catalog.store(TestCatalog.org, location: location).generation
    }

    private func item(_ id: String, _ generation: Generation?) throws -> MenuItem {
        var bytes: [UInt8] = []
        let isFound = Array(id.utf8).withUnsafeBytes {
            generation?.appendProduct($0, to: &bytes) ?? false
        }
        try #require(isFound)
        return try MenuItem(wireBytes: bytes)
    }

    @Test func aStoreShowsItsOwnPriceAndStock() throws {
        try withStores { mirror in
            let own = try item("alleaves_1", mirror.generation)
            #expect(own.priceCents == 1000 && own.stock == 6 && own.priceLocationId == "b")
            for round in 0..<2 {
                let (a, b) = (try store("a", mirror), try store("b", mirror))
                let at = try item("alleaves_1", a)
                #expect(at.priceCents == 1200 && at.stock == 3, "\(round)")
                #expect(at.priceLocationId.isEmpty)
                #expect(try item("alleaves_1", b).priceCents == 1000)
                #expect(a.activeCount == 2 && b.activeCount == 3)
                #expect(try item("own", a).priceCents == 500)
                try mirror.reopen()
            }
        }
    }

    /// Until the next sync the documents still say what was at a location that is gone: none of it
    /// is at the one that stays.
    @Test func theOnlyStoreThatStaysIsStillItself() throws {
        try withStores { mirror in
            try mirror.store.commit([
                DocumentWrite(key: mirror.key(["locations", "b"]), mutation: .delete)
            ])
            for _ in 0..<2 {
                let left = try store("a", mirror)
                #expect(try item("alleaves_1", left).priceCents == 1200)
                #expect(left.activeCount == 2)
                try mirror.reopen()
            }
            // The next sync of one location writes no map: then its menu is the tenant's.
            try mirror.store.commit([
                mirror.set(mirror.product("alleaves_1"), productFields("One", 12)),
                mirror.set(mirror.product("alleaves_2"), productFields("Two", 13)),
            ])
            #expect(try store("a", mirror).activeCount == 3)
            #expect(try item("alleaves_2", store("a", mirror)).priceCents == 1300)
        }
    }

    @Test func aRulePricesWhereItHolds() throws {
        try withStores { mirror in
            try mirror.put(
                mirror.rule("r"),
                ruleFields("percent", 50, ["categories": ["Flower"], "locationIds": ["a"]]))
            for _ in 0..<2 {
                #expect(try item("alleaves_1", store("a", mirror)).salePriceCents == 600)
                #expect(try item("own", store("a", mirror)).salePriceCents == 250)
                #expect(try item("alleaves_1", store("b", mirror)).salePriceCents == nil)
                // Its price is that of b, and an own product is at b too.
                #expect(mirror.generation?.onSaleCount == 0)
                let lines = try #require(try mirror.generation?.explain("alleaves_1").rules)
                #expect(lines.map(\.outcome) == [.otherStore])
                #expect(try store("b", mirror).explain("alleaves_1").rules.isEmpty)
                try mirror.reopen()
            }
            // The cheapest location is another now.
            try mirror.put(mirror.product("alleaves_1"), product(["a": 8, "b": 10], "a"))
            #expect(try item("alleaves_1", mirror.generation).salePriceCents == 400)
        }
    }

    /// Rules that all locations list hold everywhere, and a location that comes is one more.
    @Test func aRuleOfAllLocationsHoldsEverywhere() throws {
        try withStores { mirror in
            try mirror.put(
                mirror.rule("r"),
                ruleFields("percent", 50, ["products": ["own"], "locationIds": ["b", "a"]]))
            #expect(try item("own", mirror.generation).salePriceCents == 250)
            let before = try #require(mirror.generation?.rulesTime)
            try locate("c", mirror)
            #expect(try item("own", mirror.generation).salePriceCents == nil)
            #expect(try #require(mirror.generation?.rulesTime) > before)
            try mirror.delete(mirror.key(["locations", "c"]))
            #expect(try item("own", mirror.generation).salePriceCents == 250)
            let after = mirror.generation?.rulesTime
            try mirror.reopen()
            #expect(mirror.generation?.rulesTime == after)
        }
    }

    @Test func aStoreGoesWithItsLastProductAndComesBack() throws {
        try withStores { mirror in
            let said = Said()
            mirror.catalog.onPublish { _, location, generation in
                said.add("\(location) \(generation.activeCount)")
            }
            try mirror.put(mirror.product("alleaves_1"), product(["b": 10], "b"))
            #expect(throws: Status.noStoreYet("a", of: TestCatalog.org)) {
                try store("a", mirror)
            }
            #expect(said.all.contains("a 1"))
            #expect(try store("b", mirror).activeCount == 3)
            try mirror.reopen()
            #expect(throws: Status.noStoreYet("a", of: TestCatalog.org)) {
                try store("a", mirror)
            }
            try mirror.put(mirror.product("alleaves_1"), product(["a": 9, "b": 10], "a"))
            #expect(try item("alleaves_1", store("a", mirror)).priceCents == 900)
            #expect(try item("own", store("a", mirror)).priceCents == 500)
            // Without the map, as for a tenant with one location.
            try mirror.delete(mirror.key(["locations", "a"]))
            #expect(try item("alleaves_1", store("b", mirror)).priceCents == 1000)
            try mirror.put(mirror.product("alleaves_1"), productFields("One", 10))
            try mirror.put(mirror.product("alleaves_2"), productFields("Two", 30))
            #expect(try store("b", mirror) === mirror.generation)
        }
    }

    @Test func anOwnProductComesGoesAndBecomesThePOSs() throws {
        try withStores { mirror in
            try mirror.put(mirror.product("own"), productFields("Own", 7))
            #expect(try item("own", store("a", mirror)).priceCents == 700)
            try mirror.put(
                mirror.product("own"), productFields("Own", 7, more: ["externalId": "x"]))
            #expect(try store("a", mirror).activeCount == 1)
            try mirror.put(mirror.product("own"), productFields("Own", 8))
            #expect(try store("a", mirror).activeCount == 2)
            try mirror.delete(mirror.product("own"))
            #expect(try store("a", mirror).activeCount == 1)
            #expect(try store("b", mirror).activeCount == 2)
        }
    }

    @Test func aSaleOfAStoreEndsByTheClock() throws {
        try withStores { mirror in
            let end = Timestamp(microseconds: (mirror.now + 1_000) * 1_000)
            try mirror.put(
                mirror.rule("r"),
                ruleFields(
                    "percent", 50, ["categories": ["Flower"], "locationIds": ["a"]],
                    more: ["endDate": .timestamp(end)]))
            #expect(try store("a", mirror).onSaleCount == 2)
            #expect(mirror.catalog.advance() == mirror.now + 1_000)
            mirror.advance(milliseconds: 1_000)
            #expect(try store("a", mirror).onSaleCount == 0)
        }
    }

    @Test func aCursorBelongsToItsStore() throws {
        try withStores { mirror in
            var query = MenuQuery()
            query.limit = 1
            let first = try mirror.catalog.page(query, of: TestCatalog.org, location: "b")
            #expect(first.page.total == 3)
            query.cursor = first.page.nextCursor
            for location in ["", "a"] {
                #expect(throws: Status.invalidCursor) {
                    try mirror.catalog.page(query, of: TestCatalog.org, location: location)
                }
            }
            // The next page is of the state of the first.
            try mirror.put(mirror.product("alleaves_3"), product(["b": 1], "b"))
            let next = try mirror.catalog.page(query, of: TestCatalog.org, location: "b")
            #expect(next.version == first.version && next.page.total == 3)
        }
    }

    @Test func damagedRowsOfStoresAreDerivedAnew() throws {
        try withStores { mirror in
            let before = try item("alleaves_1", store("a", mirror))
            let key =
                ColumnKey.storePrefix(org: TestCatalog.org, location: "a")
                + Array("alleaves_1".utf8)
            let gone = ColumnKey.storePrefix(org: TestCatalog.org, location: "z") + [0x31]
            try mirror.store.derive(.columns, as: StoredRow.derivation, batchBytes: 100) {
                writer throws(Status) in
                try writer.put(key, [9, 9])
                try writer.put(gone, [9, 9])
            }
            try mirror.reopen()
            #expect(mirror.log.contains { $0.contains("a row cannot be read") })
            #expect(try item("alleaves_1", store("a", mirror)) == before)
            #expect(try mirror.store.auxiliary(.columns, gone) == nil)
        }
    }

    @Test func moreStoresThanThereMayBeAreRefused() throws {
        try withStores { mirror in
            let prices = (0..<CatalogLimits.storesMax).map { ("x\($0)", 1.0) }
            let many = product(Dictionary(uniqueKeysWithValues: prices), "x0")
            // Beside a and b.
            #expect(throws: Status.self) { try mirror.put(mirror.product("alleaves_3"), many) }
            let more = prices + [("y", 1)]
            let tooMany = product(Dictionary(uniqueKeysWithValues: more), "y")
            #expect(throws: Status.self) {
                try mirror.put(mirror.product("alleaves_3"), tooMany)
            }
            #expect(mirror.generation?.rowCount == 3)
            let generation = try store("b", mirror)
            #expect(generation.activeCount == 3)
        }
    }

    /// What is no location's entry is none: it names no store, and nothing traps.
    @Test func strangeMapsNameNoStore() throws {
        try withStores { mirror in
            let long = String(repeating: "x", count: 1_501)
            let maps: [Value] = [
                "text", .map([:]), .map(["a": 1, "b": .null]), .array([.map(["a": [:]])]),
                .map([long: .map(["price": 1])]),
            ]
            for map in maps {
                try mirror.put(
                    mirror.product("alleaves_1"),
                    productFields("One", 4, more: ["locations": map, "priceLocation": 7]))
                #expect(try item("alleaves_1", mirror.generation).priceCents == 400)
                #expect(throws: Status.noStoreYet("a", of: TestCatalog.org)) {
                    try store("a", mirror)
                }
                try mirror.reopen()
            }
        }
    }

    /// A row without stores is stored as before there were any.
    @Test func aRowOfNoStoreHasTheBytesOfBefore() throws {
        let fields = productFields("One", 10, brand: "Acme")
        let row = StoredRow(
            try DerivedRow(id: Array("x".utf8), fields: fields.mapValueBytes, updateTime: 0),
            sourceHash: 7)
        let item = row.item
        #expect(
            row.bytes
                == [2, 1, 0xE8, 3, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 6, 0, 4, 0]
                + Array("FlowerAcme".utf8) + item)
        var split = product(["a": 10], "a")
        split["locations"] = .map(["a": .map([:])])
        let own = StoredRow(
            try DerivedRow(id: Array("x".utf8), fields: split.mapValueBytes, updateTime: 0),
            sourceHash: 0)
        #expect(own.flags.contains(.ofStores) && own.store == Array("a".utf8))
        let bytes = own.bytes
        bytes.withUnsafeBytes { bytes in
            #expect(StoredRowView(bytes)?.store.elementsEqual("a".utf8) == true)
            let end = bytes.count - own.item.count
            for count in 0..<end {
                let cut = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                #expect(StoredRowView(cut) == nil)
            }
        }
    }
}
