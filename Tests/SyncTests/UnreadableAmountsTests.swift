import FirestoreModel
import Testing

@testable import Sync

/// Quantities, prices and dates of the inventory that are there and cannot be read: hazard D47 of
/// Protocol/alleaves.md.
@Suite struct UnreadableAmountsTests {
    private static func row(_ item: Int, batch: Int? = nil, _ members: String) -> String {
        #"{"id_item":\#(item),"id_batch":\#(batch ?? item),"item":"I\#(item)","category":"Flower","#
            + #""status":"open",\#(members)}"#
    }

    private static let good = #""available":10,"on_hand":10,"price_otd_adult_use":100"#

    private func serve(_ mirror: TestMirror, _ rows: [String]) {
        mirror.pos.override("/inventory/search", body: "[\(rows.joined(separator: ","))]")
    }

    private func product(_ mirror: TestMirror, _ item: Int) throws -> Fields {
        try #require(try mirror.document("products", "acme_alleaves_\(item)"))
    }

    @Test(arguments: [
        #""available":"1,000","on_hand":10,"price_otd_adult_use":100"#,
        #""available":10,"on_hand":[10],"price_otd_adult_use":100"#,
        #""available":10,"on_hand":10,"price_otd_adult_use":"$100","cost_of_good":5"#,
        #""available":10,"on_hand":10,"price_otd_adult_use":"1.000,00","price_retail":7"#,
        #""available":"ten","on_hand":"ten","price_otd_adult_use":{}"#,
    ])
    func aProductStaysAsItWasWhereAnAmountCannotBeRead(members: String) throws {
        try withMirror { (mirror) throws in
            serve(mirror, [Self.row(1, Self.good), Self.row(2, Self.good)])
            mirror.sync(.products)
            let before = try product(mirror, 1)
            serve(mirror, [Self.row(1, members), Self.row(2, Self.good)])
            let report = mirror.sync(.products)
            #expect(report.allWarnings.contains { $0.contains("1 products stay as they were") })
            #expect(report.deactivated == 0)
            #expect(try product(mirror, 1) == before)
            serve(mirror, [Self.row(1, #""available":3,"on_hand":3,"price_otd_adult_use":90"#)])
            mirror.sync(.products)
            #expect(try product(mirror, 1)["stock"]?.integerValue == 3)
        }
    }

    @Test func aNewProductGetsNoPriceThatIsMadeUp() throws {
        try withMirror { (mirror) throws in
            let stock = #""available":4,"on_hand":4,"#
            serve(
                mirror,
                [
                    Self.row(1, stock + #""price_otd_adult_use":"$9","cost_of_good":5"#),
                    Self.row(2, stock + #""cost_of_good":5"#),
                    Self.row(3, stock + #""cost_of_good":"5 USD""#),
                ])
            mirror.sync(.products)
            #expect(try product(mirror, 1)["price"] == nil)
            #expect(try product(mirror, 2)["price"] != nil)
            #expect(try product(mirror, 3)["price"] == nil)
        }
    }

    @Test(arguments: [
        "\"01/02/2025\"", "\"Dec 25, 2020\"", "\"0000-00-00\"", "\"soon\"", "{}", "20201225",
    ])
    func whatMayHaveExpiredIsNotSold(date: String) throws {
        try withMirror { (mirror) throws in
            serve(
                mirror,
                [
                    Self.row(1, Self.good + #","date_expire":\#(date)"#),
                    Self.row(2, Self.good + #","date_expire":null,"expiration_date":"""#),
                    Self.row(
                        3, Self.good + #","date_expire":\#(date),"expiration_date":"2030-01-01""#),
                ])
            let report = mirror.sync(.products)
            #expect(try product(mirror, 1)["inStock"] == false)
            #expect(try product(mirror, 2)["inStock"] == true)
            #expect(try product(mirror, 3)["inStock"] == true)
            #expect(report.allWarnings.contains { $0.contains("date of expiry cannot be read") })
        }
    }

    /// What only a batch that has gone said of an item goes with it.
    @Test func anExpiryGoesWithItsBatch() throws {
        try withMirror { (mirror) throws in
            serve(mirror, [Self.row(1, batch: 3, Self.good + #","date_expire":"2031-05-05""#)])
            mirror.sync(.products)
            #expect(try product(mirror, 1)["expirationDate"] == "2031-05-05")
            serve(mirror, [Self.row(1, batch: 33, Self.good)])
            mirror.sync(.products)
            #expect(try product(mirror, 1)["expirationDate"] == nil)
        }
    }

    /// Two locations that the POS cannot tell apart get the same answer: its stock counts once.
    @Test(arguments: [("MAIN", "WEST"), ("1000", "1000"), ("1000", "2000")])
    func whatIsAskedTwiceCountsOnce(first: String, second: String) throws {
        try withMirror { (mirror) throws in
            for (id, posID) in [("main", first), ("second", second)] {
                try mirror.put(
                    ["locations", id], mirror.location(config: ["locationId": .string(posID)]))
            }
            serve(mirror, [Self.row(1, Self.good), Self.row(2, Self.good)])
            let report = mirror.sync(.products)
            let isSame = first == second || Int(first) == nil
            #expect(try product(mirror, 1)["stock"]?.integerValue == (isSame ? 10 : 20))
            #expect(report.warnings.contains { $0.contains("count once") } == isSame)
        }
    }
}
