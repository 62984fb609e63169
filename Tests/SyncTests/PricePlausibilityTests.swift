import Catalog
import FirestoreModel
import HTTPTransport
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
        ("a thousandth", #""price_otd_adult_use":0.025"#, "4 times or more"),
        ("less than a cent", #""price_otd_adult_use":0.002"#, "have none any more"),
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

    /// Where nothing is known yet, an inventory is judged by itself.
    @Test(arguments: [
        (#""price_otd_adult_use":0"#, "of 60 new products in stock, 60 have no price"),
        (#""cost_of_good":5"#, "0 have no price and 60 only a mark-up on cost"),
    ])
    func aFirstInventoryWithoutPricesIsNotBelieved(members: String, reason: String) throws {
        try withMirror { (mirror) throws in
            serve(mirror) { _ in members }
            for _ in 0..<2 {
                let report = mirror.engine.run(.products, org: TestMirror.org)
                #expect(report.error.contains(reason), "\(report.error)")
                #expect(try prices(mirror).allSatisfy { $0 == nil })
            }
            let accepted = mirror.engine.run(
                .products, org: TestMirror.org, acceptsRemovals: true)
            #expect(accepted.error.isEmpty && accepted.created == Self.items)
            // Accepted once, it is what is known.
            #expect(mirror.sync(.products).error.isEmpty)
        }
    }

    @Test func aFirstInventoryOfWhichAFewHaveNoPriceIsBelieved() throws {
        try withMirror { (mirror) throws in
            serve(mirror) { $0 % 3 == 0 ? #""price_otd_adult_use":0"# : Self.regular($0) }
            #expect(mirror.sync(.products).created == Self.items)
        }
    }

    /// A department that lost its prices is a third of the menu, and wrong all the same.
    @Test(arguments: ["0", "0.21", "2000"])
    func aDepartmentThatLostItsPricesIsNotBelieved(price: String) {
        let families: [CategoryFamily] = [.flower, .edibles, .vapes]
        let prices = { (cents: Int64) -> BasePrice in
            var fields = PriceFields()
            fields.otd = cents > 0 ? cents : nil
            return BasePrice(fields, family: .flower, basis: .otd, channel: .adult)
        }
        for cleared in [44, 45, 50] {
            var judged = PricePlausibility()
            for family in families {
                for item in 0..<50 {
                    let isWrong = family == .edibles && item < cleared
                    let now = isWrong ? Int64((Double(price) ?? 0) * 100) : 2100
                    judged.add(
                        before: KnownPrice(cents: 2100, source: .otd), now: prices(now),
                        family: family)
                }
            }
            // Most of a department may be cleared out.
            #expect((judged.doubt == nil) == (cleared <= 45), "\(cleared)")
            if let doubt = judged.doubt { #expect(doubt.hasPrefix("of 50 prices of Edibles")) }
        }
    }

    @Test func aSmallShopsPricesAreGuardedToo() {
        let none = BasePrice(PriceFields(), family: .flower, basis: .otd, channel: .adult)
        var regular = PriceFields()
        regular.otd = 100
        let same = BasePrice(regular, family: .flower, basis: .otd, channel: .adult)
        for lost in 0...12 {
            var prices = PricePlausibility()
            for item in 0..<12 {
                prices.add(
                    before: KnownPrice(cents: 100, source: .otd), now: item < lost ? none : same)
            }
            #expect((prices.doubt != nil) == (lost > 9), "\(lost)")
        }
    }

    private static func rows(_ members: String) -> String {
        (1...items).map { item in
            #"{"id_item":\#(item),"id_batch":\#(item),"item":"I\#(item)","category":"Flower","#
                + #""status":"open","available":10,"on_hand":10,\#(members)}"#
        }.joined(separator: ",")
    }

    /// A store that comes later has no prices to compare with.
    @Test func aSecondLocationWithoutPricesIsNotBelieved() throws {
        try withMirror { (mirror) throws in
            serve(mirror, Self.regular)
            mirror.sync(.products)
            try mirror.put(
                ["locations", "west"], mirror.location(config: ["locationId": "2000"]))
            mirror.transport.answerInstead { request in
                guard request.path == "/api/inventory/search" else { return nil }
                let isWest = String(decoding: request.body, as: UTF8.self).contains("2000")
                let body =
                    isWest
                    ? Self.rows(#""price_otd_adult_use":0"#)
                    : Self.rows(#""price_otd_adult_use":21"#)
                return HTTPResponse(
                    head: HTTPResponseHead(status: 200), body: Array("[\(body)]".utf8))
            }
            let report = mirror.engine.run(.products, org: TestMirror.org)
            #expect(report.error.contains("of 60 new products in stock, 60 have no price"))
            let product = try #require(try mirror.document("products", "acme_alleaves_1"))
            #expect(product["price"] == .double(21) && product["stock"] == 10)
        }
    }

    /// The guard on counts holds for a small shop as for a large one.
    @Test(arguments: [(10, 1), (10, 2), (49, 9), (49, 10), (9, 1)])
    func aSmallShopDoesNotLoseItsProductsWithoutAWord(before: Int, after: Int) throws {
        try withMirror { (mirror) throws in
            let rows = (1...before).map { item in
                #"{"id_item":\#(item),"id_batch":\#(item),"item":"I\#(item)","category":"Flower","#
                    + #""status":"open","available":10,"on_hand":10,"price_otd_adult_use":20}"#
            }
            let serve = { (count: Int) in
                mirror.pos.override(
                    "/inventory/search",
                    body: "[\(rows.prefix(count).joined(separator: ","))]")
            }
            serve(before)
            mirror.sync(.products)
            serve(after)
            let isDoubted = before >= 10 && after * 5 < before
            let first = mirror.sync(.products)
            #expect(first.incomplete.map(\.code) == (isDoubted ? [.shrunk] : []))
            #expect(first.productsCount == (isDoubted ? before : after))
            if isDoubted {
                // Another number is another doubt; the same one is believed.
                serve(1)
                let isOther = after != 1
                let second = mirror.sync(.products)
                #expect(second.incomplete.isEmpty == !isOther)
                #expect(second.productsCount == (isOther ? before : 1))
                #expect(mirror.sync(.products).productsCount == 1)
                serve(before)
                #expect(mirror.sync(.products).productsCount == before)
                serve(1)
                #expect(mirror.sync(.products).productsCount == before)
            }
            let accepted = mirror.engine.run(
                .products, org: TestMirror.org, acceptsRemovals: true)
            #expect(accepted.productsCount == (isDoubted ? 1 : after))
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
