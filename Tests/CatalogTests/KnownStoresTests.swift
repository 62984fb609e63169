import DocumentStore
import FirestoreModel
import MirrorMessages
import MirrorTree
import StatusCodes
import Testing

@testable import Catalog

/// What menus show of documents that speak of locations which the tenant has no more, or not of
/// the one that was there alone.
@Suite struct KnownStoresTests {
    private func locate(_ location: String, _ mirror: TestCatalog) throws {
        try mirror.put(
            mirror.key(["locations", location]),
            [
                "orgId": .string(TestCatalog.org),
                "posConfig": .map(["provider": "alleaves", "status": "active"]),
            ])
    }

    private func leave(_ location: String, _ mirror: TestCatalog) throws {
        try mirror.delete(mirror.key(["locations", location]))
    }

    /// Says how many items each location's last listing had.
    private func note(
        _ items: [String: Int64], earlier: String? = nil, _ mirror: TestCatalog
    ) throws {
        var fields = Fields([
            (
                PositionField.locations,
                .map(Fields(items.map { ($0.key, .map(["items": .integer($0.value)])) }))
            )
        ])
        fields[PositionField.earlier] = earlier.map { .string($0) }
        try mirror.put(
            DocumentKey(
                mirror: TenantPath.integration(org: TestCatalog.org, .products)), fields)
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

    private func half(_ mirror: TestCatalog, _ locations: [String], _ id: String = "r") throws {
        try mirror.put(
            mirror.rule(id),
            ruleFields(
                "percent", 50,
                ["categories": ["Flower"], "locationIds": locations.map { .string($0) }]))
    }

    private func menu(_ mirror: TestCatalog) -> [String: Int64]? { menu("", mirror) }

    /// Sale price, else price, in cents, by document id; nil for a catalog that is not there.
    private func menu(_ location: String, _ mirror: TestCatalog) -> [String: Int64]? {
        guard
            let generation = try? mirror.catalog.store(TestCatalog.org, location: location)
                .generation
        else { return nil }
        var prices: [String: Int64] = [:]
        for id in generation.activeProducts(idPrefix: "") where generation.hasProduct(id: id) {
            guard let item = try? item(id, generation) else { continue }
            prices[id] = item.salePriceCents ?? item.priceCents
        }
        return prices
    }

    private func item(_ id: String, _ generation: Generation?) throws -> MenuItem {
        var bytes: [UInt8] = []
        let isFound = Array(id.utf8).withUnsafeBytes {
            generation?.appendProduct($0, to: &bytes) ?? false
        }
        try #require(isFound)
        return try MenuItem(wireBytes: bytes)
    }

    /// Before and after a restart.
    private func twice(_ mirror: TestCatalog, _ body: () throws -> Void) throws {
        try body()
        try mirror.reopen()
        try body()
    }

    @Test func whatOnlyAGoneLocationHadIsOnNoMenu() throws {
        try withCatalog { mirror in
            for location in ["a", "c"] { try locate(location, mirror) }
            try mirror.put(mirror.product("alleaves_1"), product(["a": 10], "a"))
            try mirror.put(mirror.product("alleaves_2_1"), product(["c": 70], "c"))
            try half(mirror, ["a"])
            let before = ["alleaves_1": Int64(500), "alleaves_2_1": 7000]
            #expect(menu(mirror) == before)
            try leave("c", mirror)
            try twice(mirror) { () throws in
                #expect(menu(mirror) == ["alleaves_1": 500])
                #expect(menu("a", mirror) == ["alleaves_1": 500])
                let generation = try #require(mirror.generation)
                #expect(generation.onSaleCount == 1 && generation.activeCount == 1)
                #expect(throws: Status.self) { try generation.explain("alleaves_2_1") }
                // Its document is active still, so a sync finds it.
                #expect(
                    Set(generation.activeProducts(idPrefix: "alleaves_")) == Set(before.keys))
            }
            // Whoever writes to it meanwhile.
            try mirror.put(mirror.product("alleaves_2_1"), product(["c": 60], "c"))
            #expect(menu(mirror) == ["alleaves_1": 500])
            try locate("c", mirror)
            try twice(mirror) { () throws in
                #expect(menu(mirror) == ["alleaves_1": 500, "alleaves_2_1": 6000])
            }
        }
    }

    @Test func whatAGoneLocationHadBesidesOthersIsTheOthers() throws {
        try withCatalog { mirror in
            for location in ["a", "b", "c"] { try locate(location, mirror) }
            let one = product(["a": 12, "b": 11, "c": 8], "c")
            try mirror.put(mirror.product("alleaves_1"), one)
            try half(mirror, ["b", "c"])
            #expect(menu(mirror) == ["alleaves_1": 400])
            try leave("c", mirror)
            try twice(mirror) { () throws in
                let shown = try item("alleaves_1", mirror.generation)
                #expect(shown.priceCents == 1100 && shown.salePriceCents == 550)
                #expect(shown.stock == 6 && shown.priceLocationId == "b")
                #expect(menu("a", mirror) == ["alleaves_1": 1200])
            }
            try leave("b", mirror)
            try twice(mirror) { () throws in
                let shown = try item("alleaves_1", mirror.generation)
                #expect(shown.priceCents == 1200 && shown.salePriceCents == nil)
                #expect(shown.stock == 3)
            }
            for location in ["b", "c"] { try locate(location, mirror) }
            try twice(mirror) { () throws in
                let shown = try item("alleaves_1", mirror.generation)
                #expect(shown.salePriceCents == 400)
            }
        }
    }

    @Test func anInactiveLocationIsGoneAndAnUnreadableOneIsNot() throws {
        try withCatalog { mirror in
            for location in ["a", "c"] { try locate(location, mirror) }
            try mirror.put(mirror.product("alleaves_1"), product(["a": 10], "a"))
            try mirror.put(mirror.product("alleaves_2"), product(["c": 70], "c"))
            try note(["a": 1, "c": 1], earlier: "", mirror)
            let both = ["alleaves_1": Int64(1000), "alleaves_2": 7000]
            let key = mirror.key(["locations", "c"])
            let org = Value.string(TestCatalog.org)
            let kept: [Fields] = [
                ["orgId": org, "posConfig": "text"], ["orgId": org, "posConfig": .array([1])],
                ["orgId": org, "posConfig": .map(["status": " Active "])],
                ["orgId": org, "posConfig": .map(["status": 1])],
                ["orgId": 7, "posConfig": .map(["status": "active"])],
            ]
            for fields in kept {
                try mirror.put(key, fields)
                try twice(mirror) { () throws in #expect(menu(mirror) == both, "\(fields)") }
            }
            for fields in [
                ["orgId": org, "posConfig": .map(["status": "inactive"])], ["orgId": org],
                ["orgId": "other", "posConfig": .map(["status": "active"])],
            ] as [Fields] {
                try mirror.put(key, fields)
                try twice(mirror) { () throws in
                    #expect(menu(mirror) == ["alleaves_1": 1000], "\(fields)")
                }
            }
        }
    }

    /// Its products name no location: they were written while it was the only one.
    @Test func aSecondLocationTakesNothingFromTheFirst() throws {
        try withCatalog { mirror in
            try locate("a", mirror)
            try mirror.put(mirror.product("alleaves_1"), productFields("One", 10))
            try mirror.put(mirror.product("alleaves_2"), productFields("Two", 30))
            try mirror.put(mirror.product("own"), productFields("Own", 8, category: "Edibles"))
            try note(["a": 2], mirror)
            try half(mirror, ["a"])
            let first = ["alleaves_1": Int64(500), "alleaves_2": 1500, "own": 800]
            #expect(menu(mirror) == first && menu("a", mirror) == first)
            try locate("b", mirror)
            try twice(mirror) { () throws in
                #expect(menu(mirror) == first && menu("a", mirror) == first)
                #expect(menu("b", mirror) == nil)
            }
            // The first one's login fails, and the second is read.
            try mirror.put(mirror.product("alleaves_2_1"), product(["b": 70], "b"))
            try note(["a": 2, "b": 1], earlier: "a", mirror)
            try mirror.put(mirror.product("alleaves_1"), productFields("Renamed", 12))
            try twice(mirror) { () throws in
                var both = first
                both["alleaves_1"] = 600
                #expect(menu("a", mirror) == both)
                both["alleaves_2_1"] = 7000
                #expect(menu(mirror) == both)
                #expect(menu("b", mirror) == ["alleaves_2_1": 7000, "own": 800])
            }
            // A sync of both names it.
            try mirror.put(mirror.product("alleaves_1"), product(["a": 10, "b": 4], "b"))
            try twice(mirror) { () throws in
                #expect(menu("a", mirror)?["alleaves_1"] == 500)
                #expect(menu("a", mirror)?["alleaves_2"] == 1500)
                #expect(menu(mirror)?["alleaves_1"] == 400)
            }
            try leave("b", mirror)
            try twice(mirror) { () throws in #expect(menu("a", mirror) == first) }
        }
    }

    @Test func aStoreThatWasProvedEmptyHasAnEmptyMenu() throws {
        try withCatalog { mirror in
            for location in ["a", "b"] { try locate(location, mirror) }
            try mirror.put(mirror.product("alleaves_1"), product(["a": 10], "a"))
            try mirror.put(mirror.product("own"), productFields("Own", 5))
            #expect(menu("b", mirror) == nil)
            try note(["a": 1, "b": 0], earlier: "", mirror)
            try twice(mirror) { () throws in #expect(menu("b", mirror) == ["own": 500]) }
            try mirror.put(mirror.product("alleaves_1"), product(["a": 10, "b": 9], "b"))
            #expect(menu("b", mirror) == ["own": 500, "alleaves_1": 900])
            // Removed by a sync: no moment without a menu.
            try mirror.put(mirror.product("alleaves_1"), product(["a": 10], "a"))
            #expect(menu("b", mirror) == ["own": 500])
            try twice(mirror) { () throws in #expect(menu("b", mirror) == ["own": 500]) }
        }
    }

    @Test func anOnlyStoreThatWasProvedEmptyHasAnEmptyMenu() throws {
        try withCatalog { mirror in
            try locate("a", mirror)
            #expect(menu(mirror) == nil)
            try note(["a": 0], mirror)
            try twice(mirror) { () throws in
                #expect(menu(mirror) == [:] && menu("a", mirror) == [:])
            }
        }
    }

    /// A rule that names a product by the POS's own id means one thing at every store.
    @Test func anOwnIDMeansThePrimaryAccountsItemAtEveryStore() throws {
        try withCatalog { mirror in
            for location in ["a", "c"] { try locate(location, mirror) }
            var second = product(["c": 70], "c")
            second["externalId"] = "1"
            try mirror.put(mirror.product("alleaves_2_1"), second)
            try mirror.put(
                mirror.rule("r"), ruleFields("percent", 50, ["products": ["1"]]))
            // There is no other.
            try twice(mirror) { () throws in #expect(menu("c", mirror) == ["alleaves_2_1": 3500]) }
            try mirror.put(mirror.product("alleaves_1"), product(["a": 10], "a"))
            try twice(mirror) { () throws in
                #expect(menu(mirror) == ["alleaves_1": 500, "alleaves_2_1": 7000])
                #expect(menu("a", mirror) == ["alleaves_1": 500])
                #expect(menu("c", mirror) == ["alleaves_2_1": 7000])
                let lines = try mirror.catalog.store(TestCatalog.org, location: "c").generation
                    .explain("alleaves_2_1").rules
                #expect(lines.isEmpty)
            }
            var gone = product(["a": 10], "a")
            gone["isActive"] = false
            try mirror.put(mirror.product("alleaves_1"), gone)
            try twice(mirror) { () throws in #expect(menu("c", mirror) == ["alleaves_2_1": 3500]) }
            try mirror.put(mirror.product("alleaves_1"), product(["a": 10], "a"))
            #expect(menu("c", mirror) == ["alleaves_2_1": 7000])
            // By the id of its document it is meant itself.
            try mirror.put(
                mirror.rule("r"), ruleFields("percent", 50, ["products": ["alleaves_2_1"]]))
            #expect(menu("c", mirror) == ["alleaves_2_1": 3500])
        }
    }
}
