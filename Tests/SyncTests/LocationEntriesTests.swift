import FirestoreModel
import MirrorTree
import PointOfSale
import TestSupport
import Testing

@testable import Sync

/// What a product says of each location of a tenant with several, and what of them all.
@Suite struct LocationEntriesTests {
    private func row(
        _ batch: Int, price: String? = nil, units: String = "5",
        _ more: [InventoryField: String] = [:], flags: [InventoryFlag: String] = [:]
    ) -> Shelf.Row {
        var fields: [InventoryField: String] = [
            .idItem: "7", .idBatch: "\(batch)", .name: "Thing", .category: "Category > Flower",
            .available: units, .onHand: units,
        ]
        fields[.otdAdultUse] = price
        fields.merge(more) { $1 }
        return Shelf.Row(fields: fields, flags: flags)
    }

    private func made(_ shelves: [Shelf]) throws -> ShelfDocuments {
        try #require(try shelves.documents()["7"])
    }

    @Test func theCheapestLocationWithStockNamesThePrice() throws {
        let product = try made([
            Shelf(id: "a", rows: [row(1, price: "20")]),
            Shelf(id: "b", rows: [row(2, price: "15", units: "0")]),
            Shelf(id: "c", rows: [row(3, price: "18"), row(4, price: "9", units: "0")]),
        ])
        for fields in [product.canonical, product.shown] {
            #expect(fields["price"] == 18.0 && fields["priceLocation"] == "c")
            #expect(fields["priceSource"] == "otd_adult_use")
            #expect(fields["stock"] == 10 && fields["onHand"] == 10 && fields["inStock"] == true)
        }
        #expect(product.canonical["priceOtdAdultUse"] == 18.0)
        #expect(product.entry("b")?["price"] == 15.0)
        #expect(product.entry("b")?["inStock"] == false)
        #expect(product.shown["locations"]?.mapValue?.keys == ["a", "b", "c"])
        #expect(
            product.shownEntry("c") == [
                "inStock": true, "onHand": 5, "price": 18.0, "priceSource": "otd_adult_use",
                "stock": 5,
            ])
    }

    @Test func withoutStockAnywhereTheCheapestDoes() throws {
        let product = try made([
            Shelf(id: "a", rows: [row(1, price: "20", units: "0")]),
            Shelf(id: "b", rows: [row(2, price: "15", units: "0")]),
        ])
        #expect(product.shown["price"] == 15.0 && product.shown["priceLocation"] == "b")
        #expect(product.shown["inStock"] == false)
    }

    @Test func ofEqualPricesTheFirstLocationIsNamed() throws {
        let shelves = ["c", "a", "b"].map {
            Shelf(id: $0, rows: [row($0 == "a" ? 1 : 2, price: "20")])
        }
        #expect(try made(shelves).shown["priceLocation"] == "a")
    }

    @Test func aLocationWithoutAPriceNamesNone() throws {
        let product = try made([
            Shelf(id: "a", rows: [row(1)]),
            Shelf(id: "b", rows: [row(2, price: "15", units: "0")]),
        ])
        #expect(product.shown["price"] == 15.0 && product.shown["priceLocation"] == "b")
        #expect(product.shownEntry("a")?["price"] == nil)
        #expect(product.shownEntry("a")?["priceSource"] == "none")
        let none = try made([Shelf(id: "a", rows: [row(1)]), Shelf(id: "b", rows: [row(2)])])
        #expect(none.shown["price"] == nil && none.shown["priceLocation"] == nil)
        #expect(none.shown["priceSource"] == "none" && none.shown["stock"] == 10)
    }

    @Test func unreadableAmountsAtOneLocationMakeUpNoPriceThere() throws {
        let product = try made([
            Shelf(id: "a", rows: [row(1, price: "$2", [.costOfGood: "1"])]),
            Shelf(id: "b", rows: [row(2, units: "3", [.costOfGood: "10"])]),
        ])
        #expect(product.entry("a")?["price"] == nil)
        #expect(product.entry("b")?["price"] == 22.0)
        #expect(product.shown["price"] == 22.0 && product.shown["priceLocation"] == "b")
        #expect(product.shown["priceSource"] == "cost_markup")
    }

    @Test func whatExpiredAtOneLocationIsSoldAtTheOther() throws {
        let rules = StockRules(today: CalendarDate("2026-06-01".utf8))
        let past: [InventoryField: String] = [.dateExpire: "2026-05-31"]
        let last: [InventoryField: String] = [.dateExpire: "2026-06-01"]
        let product = try made([
            Shelf(id: "a", rows: [row(1, price: "5", past)], rules: rules),
            Shelf(id: "b", rows: [row(2, price: "9", units: "2", last)], rules: rules),
        ])
        #expect(product.shownEntry("a")?["expired"] == true)
        #expect(product.shownEntry("a")?["stock"] == 0)
        #expect(product.shownEntry("a")?["expirationDate"] == "2026-05-31")
        #expect(product.shownEntry("b")?["expired"] == nil)
        #expect(product.shown["expired"] == nil && product.shown["stock"] == 2)
        #expect(product.shown["expirationDate"] == "2026-06-01")
        #expect(product.shown["priceLocation"] == "b")
        // A location that sells what has expired judges its own rows alone.
        let selling = StockRules(sellsExpired: true, today: rules.today)
        let other = try made([
            Shelf(id: "a", rows: [row(1, price: "5", past)], rules: rules),
            Shelf(id: "b", rows: [row(2, price: "9", past)], rules: selling),
        ])
        #expect(other.shownEntry("a")?["stock"] == 0 && other.shownEntry("b")?["stock"] == 5)
        #expect(other.shownEntry("b")?["expired"] == true && other.shown["price"] == 9.0)
    }

    @Test func eachLocationHasItsOwnBasisAndChannel() throws {
        let prices: [InventoryField: String] = [.retailAdultUse: "9", .otdMedicalUse: "7"]
        let product = try made([
            Shelf(id: "a", rows: [row(1, price: "10", prices)]),
            Shelf(
                id: "b", rows: [row(2, price: "10", prices)], terms: PriceTerms(channel: .medical)),
            Shelf(
                id: "c", rows: [row(3, price: "10", prices)], terms: PriceTerms(basis: .retail)),
        ])
        #expect(product.entry("a")?["price"] == 10.0 && product.entry("b")?["price"] == 7.0)
        #expect(product.entry("c")?["price"] == 9.0)
        #expect(product.entry("c")?["priceBasis"] == "retail")
        #expect(product.canonical["priceLocation"] == "b" && product.canonical["price"] == 7.0)
        #expect(product.canonical["priceSource"] == "otd_medical_use")
        #expect(product.canonical["priceBasis"] == "otd")
    }

    @Test func whatOneLocationOversoldIsNotTakenFromTheOther() throws {
        let product = try made([
            Shelf(id: "a", rows: [row(1, price: "10", units: "-3")]),
            Shelf(id: "b", rows: [row(2, price: "10", units: "4")]),
        ])
        #expect(product.entry("a")?["stock"] == 0 && product.entry("b")?["stock"] == 4)
        #expect(product.shown["stock"] == 4)
    }

    @Test func aLocationThatDeletedAnItemDoesNotCarryIt() throws {
        let deleted: [InventoryFlag: String] = [.deleted: "true"]
        let product = try made([
            Shelf(id: "a", rows: [row(1, price: "3", flags: deleted)]),
            Shelf(id: "b", rows: [row(2, price: "8")]),
        ])
        #expect(product.shown["locations"]?.mapValue?.keys == ["b"])
        #expect(product.shown["isActive"] == true && product.shown["price"] == 8.0)
        let none = try made([
            Shelf(id: "a", rows: [row(1, price: "3", flags: deleted)]),
            Shelf(id: "b", rows: [row(2, price: "8", flags: deleted)]),
        ])
        #expect(none.shown["locations"] == nil && none.shown["isActive"] == false)
    }

    @Test func entriesOfManyBatchesShareTheirRoom() throws {
        let product = try made([
            Shelf(id: "a", rows: (0..<200).map { row($0, price: "3") }),
            Shelf(id: "b", rows: (0..<20).map { row(1_000 + $0, price: "3") }),
        ])
        #expect(product.canonical["batches"]?.arrayValue?.count == 220)
        #expect(product.entry("a")?["batches"]?.arrayValue?.count == 75)
        #expect(product.entry("a")?["batchesOmitted"] == 125)
        #expect(product.entry("b")?["batchesOmitted"] == nil)
        #expect(product.entry("a")?["stock"] == 1000 && product.shown["stock"] == 1100)
        // Left to the next sync.
        #expect(StockExpiry(today: 1 << 20).changes(product.canonical) == nil)
    }

    @Test func aTenantWithOneLocationHasNoMap() throws {
        let alone = try #require(
            try Shelf(id: "a", rows: [row(1, price: "20")]).documents()["7"])
        #expect(alone.shown["locations"] == nil && alone.canonical["priceLocation"] == nil)
        // One of a tenant with another at another POS has.
        let product = try made([Shelf(id: "a", rows: [row(1, price: "20")])])
        var fields = product.canonical
        for key in ["locations", "priceLocation"] { fields[key] = nil }
        #expect(fields == alone.canonical && product.shownEntry("a")?["price"] == 20.0)
    }

    /// Nothing that only staff may see is in the public map.
    @Test func thePublicMapHasPublicFields() throws {
        let rules = StockRules(today: CalendarDate("2026-06-01".utf8))
        let product = try made([
            Shelf(
                id: "a",
                rows: [row(1, price: "20", [.costOfGood: "4", .dateExpire: "2026-01-01"])],
                rules: rules)
        ])
        let entry = try #require(product.shownEntry("a"))
        let known = Set(ProductSchema.publicPerLocation.map(\.rawValue))
        #expect(Set(entry.keys).isSubset(of: known))
        let canonical = try #require(product.entry("a"))
        #expect(canonical["cost"] == 4.0 && canonical["batches"]?.arrayValue?.count == 1)
    }

    @Test func theSourceHashKnowsWhatIsWhereAndOnWhichTerms() throws {
        var shelves = [
            Shelf(id: "a", rows: [row(1, price: "20")]), Shelf(id: "b", rows: [row(2)]),
        ]
        func hash() throws -> UInt64 {
            shelves.maker.sourceHash(try #require(try shelves.inventory().items.first))
        }
        let first = try hash()
        #expect(try hash() == first)
        shelves[1].terms = PriceTerms(channel: .medical)
        let second = try hash()
        let rows = shelves[0].rows
        shelves[0].rows = shelves[1].rows
        shelves[1].rows = rows
        let third = try hash()
        shelves[1].id = "c"
        let fourth = try hash()
        #expect(Set([first, second, third, fourth]).count == 4)
    }

    /// The bytes of both documents, field by field.
    @Test func aProductOfTwoLocationsIsStoredLikeThis() throws {
        let rules = StockRules(today: CalendarDate("2026-06-01".utf8))
        let shelves = [
            Shelf(
                id: "main",
                rows: [
                    row(
                        1, price: "39.55",
                        [.retailAdultUse: "35", .costOfGood: "12.345", .dateExpire: "2026-07-01"]),
                    row(2, price: "39.55", units: "1.5", [.dateExpire: "2026-05-01"]),
                ], rules: rules),
            Shelf(
                id: "north",
                rows: [row(3, price: "36", units: "2", [.areaType: "Retail", .idArea: "9"])],
                rules: rules, terms: PriceTerms(basis: .retail)),
        ]
        let item = try #require(try shelves.inventory().items.first)
        let made = shelves.maker.make(item)
        Golden.expect(
            try "canonical\n" + text(made.canonical) + "\npublic\n" + text(made.public),
            is: "Sync/productOfTwoLocations.txt")
    }

    private func text(_ bytes: [UInt8]) throws -> String {
        let fields = try Fields(mapValueBytes: bytes)
        let lines = fields.map { "\($0.key): \(String(decoding: $0.value.json, as: UTF8.self))\n" }
        let digits = bytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        let rows = stride(from: 0, to: digits.count, by: 40).map {
            digits[$0..<min($0 + 40, digits.count)].joined() + "\n"
        }
        return lines.joined() + rows.joined()
    }
}
