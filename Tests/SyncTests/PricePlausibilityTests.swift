import Catalog
import FirestoreModel
import Pricing
import Testing

@testable import Sync

/// A POS that lost its prices is not believed: hazard of a column that is gone, of another unit, of
/// prices that are guessed from the cost.
@Suite struct PricePlausibilityTests {
    private static let items = 60

    private func serve(_ mirror: TestMirror, _ price: (Int) -> String) {
        let rows = (1...Self.items).map { item in
            #"{"id_item":\#(item),"id_batch":\#(item),"item":"I\#(item)","category":"Flower","#
                + #""status":"open","available":10,"on_hand":10,\#(price(item))}"#
        }
        mirror.pos.override("/inventory/search", body: "[\(rows.joined(separator: ","))]")
    }

    private static func regular(_ item: Int) -> String {
        #""price_otd_adult_use":\#(item + 20),"cost_of_good":5"#
    }

    private func prices(_ mirror: TestMirror) throws -> [Value?] {
        try (1...Self.items).map {
            try mirror.document("products", "acme_alleaves_\($0)")?["price"]
        }
    }

    @Test(arguments: [
        ("all gone, in stock at $0.00", #""price_otd_adult_use":0"#, "have none any more"),
        ("all gone but the cost", #""cost_of_good":5"#, "a mark-up on cost"),
        ("only medical ones left", #""price_otd_medical_use":18"#, "another kind of price"),
        ("a hundredth", #""price_otd_adult_use":0.25"#, "4 times or more"),
        ("cents for dollars", #""price_otd_adult_use":3000"#, "4 times or more"),
    ])
    func aPOSThatLostItsPricesIsNotBelieved(what: String, members: String, reason: String) throws {
        try withMirror { (mirror) throws in
            serve(mirror, Self.regular)
            #expect(mirror.sync(.products).error.isEmpty)
            let before = try prices(mirror)
            #expect(before.allSatisfy { $0 != nil })
            serve(mirror) { _ in members }
            for _ in 0..<2 {
                let report = mirror.engine.run(.products, org: TestMirror.org)
                #expect(report.error.contains(reason), "\(what): \(report.error)")
                #expect(report.error.contains("--accept-removals"))
                #expect(report.updated == 0)
                #expect(try prices(mirror) == before, "\(what)")
            }
            let accepted = mirror.engine.run(
                .products, org: TestMirror.org, acceptsRemovals: true)
            #expect(accepted.error.isEmpty && accepted.updated == Self.items)
            #expect(try prices(mirror) != before)
            #expect(mirror.sync(.products).error.isEmpty)
        }
    }

    /// Half off everything, and a third of the goods re-priced wildly, is what stores do.
    @Test func aSaleOfAllIsBelieved() throws {
        try withMirror { (mirror) throws in
            serve(mirror, Self.regular)
            mirror.sync(.products)
            serve(mirror) { item in
                let price = item % 3 == 0 ? Double(item) * 40 : Double(item + 20) / 2
                return #""price_otd_adult_use":\#(price),"cost_of_good":5"#
            }
            let report = mirror.sync(.products)
            #expect(report.error.isEmpty)
            #expect(report.updated == Self.items)
        }
    }

    @Test func aFewProductsProveNothing() {
        var prices = PricePlausibility()
        let none = BasePrice(PriceFields(), family: .flower, basis: .otd, channel: .adult)
        for _ in 1..<SyncLimits.suspiciousCountMin {
            prices.add(before: KnownPrice(cents: 100, source: .otd), now: none)
        }
        #expect(prices.doubt == nil)
        prices.add(before: nil, now: none)
        prices.add(before: KnownPrice(cents: 0, source: .none), now: none)
        #expect(prices.doubt == nil)
        prices.add(before: KnownPrice(cents: 100, source: .otd), now: none)
        #expect(prices.doubt != nil)
    }
}
