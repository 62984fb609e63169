import AlleavesSimulator
import FirestoreModel
import MirrorMessages
import Testing

/// Values in the inventory that no one expects.
@Suite struct OddValueTests {
    @Test(arguments: [
        ("\"35.50\"", 3550), ("35.5", 3550), ("39.55", 3955), ("null", 0), ("-5", 0),
        ("1e300", 0), ("\"\"", 0), ("\"free\"", 0), ("true", 0), ("0", 0), ("[35]", 0),
        ("{\"cents\":1}", 0), ("\"12.345\"", 1235), ("1e1", 1000), ("-1e300", 0),
        ("99999999999999999999999999", 0), ("\"NaN\"", 0),
    ])
    func aPriceIsReadOrCountsAsAbsent(price: String, cents: Int) throws {
        try withDaemon { daemon in
            let good = Row(id: "1", price: "20")
            daemon.pos.override(
                "/inventory/search", body: inventory([good, Row(id: "2", price: price)]))
            #expect(try daemon.sync(.products).created == 2)
            let menu = try daemon.menu()
            #expect(menu["alleaves_1"]?.priceCents == 2000)
            #expect(menu["alleaves_2"]?.priceCents == Int64(cents))
            #expect(menu["alleaves_2"]?.name == "Blue Dream")
            #expect(menu["alleaves_2"]?.priceSource == (cents > 0 ? "otd_adult_use" : "none"))
            #expect(try daemon.status().status == "success")
        }
    }

    @Test func anAbsurdPriceOfAKnownProductTakesNoSaleAlong() throws {
        try withDaemon { daemon in
            daemon.pos.addDiscount(json: rule("fixed_price", "10", #""categories":["Flower"]"#))
            daemon.pos.override("/inventory/search", body: inventory([Row(price: "35")]))
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            #expect(try daemon.menu()["alleaves_1"]?.salePriceCents == 1000)
            daemon.pos.override("/inventory/search", body: inventory([Row(price: "1e300")]))
            #expect(try daemon.sync(.products).updated == 1)
            let item = try #require(try daemon.menu()["alleaves_1"])
            #expect(item.priceCents == 0)
            #expect(!item.isOnSale)
            #expect(item.salePriceCents == nil)
        }
    }

    @Test func aNameOfAMegabyteIsCutAndItsNeighboursArrive() throws {
        try withDaemon { daemon in
            let long = String(repeating: "é", count: 524_288)
            daemon.pos.override(
                "/inventory/search",
                body: inventory([
                    Row(id: "1"), Row(id: "2", name: "\"\(long)\""), Row(id: "3"),
                ]))
            #expect(try daemon.sync(.products).created == 3)
            let menu = try daemon.menu()
            let name = try #require(menu["alleaves_2"]?.name)
            #expect(name.allSatisfy { $0 == "é" })
            #expect((100...1_000).contains(name.utf8.count))
            #expect(menu["alleaves_3"]?.name == "Blue Dream")
            #expect(try daemon.sync(.products).unchanged == 3)
        }
    }

    @Test func idsAsStringsAreTheSameItems() throws {
        try withDaemon { daemon in
            let rows = [Row(id: "1"), Row(id: "2"), Row(id: "3")]
            daemon.pos.override("/inventory/search", body: inventory(rows))
            #expect(try daemon.sync(.products).created == 3)
            let strings = rows.map { row in
                var row = row
                row.id = "\"\(row.id)\""
                row.available = "\"\(row.available)\""
                return row
            }
            daemon.pos.override("/inventory/search", body: inventory(strings))
            let reply = try daemon.sync(.products)
            #expect(reply.created == 0)
            #expect(reply.updated == 0)
            #expect(reply.unchanged == 3)
        }
    }

    @Test func rowsWithoutAUsableIdAreLeftOutAndSaid() throws {
        try withDaemon { daemon in
            daemon.pos.override(
                "/inventory/search",
                body: inventory([Row(id: "1"), Row(id: "null"), Row(id: "\"abc\"")]))
            let reply = try daemon.sync(.products)
            #expect(reply.created == 1)
            #expect(try daemon.menu().count == 1)
            #expect(reply.warnings.contains { $0.contains("2 rows") }, "\(reply.warnings)")
        }
    }

    @Test func stockIsTheSumOfTheRowsThatMayBeSold() throws {
        try withDaemon { daemon in
            daemon.pos.override(
                "/inventory/search",
                body: inventory([
                    Row(available: "4"), Row(available: "2.5"),
                    Row(available: "8", more: #","area_type":"Damaged""#),
                    Row(available: "16", more: #","qc_hold":true"#),
                    Row(available: "32", more: #","deleted":true"#),
                ]))
            #expect(try daemon.sync(.products).posProductsCount == 1)
            let item = try #require(try daemon.menu()["alleaves_1"])
            #expect(item.stock == 6.5)
            #expect(item.inStock)
        }
    }

    @Test func textsWithControlsAndHalfCharactersDoNoHarm() throws {
        try withDaemon { daemon in
            daemon.pos.override(
                "/inventory/search",
                body: inventory([
                    Row(id: "1", name: #""tab\tnew\nline \u0000 \u2028""#),
                    Row(id: "2", name: #""\ud83d\ude00 \ud83d half""#),
                    Row(id: "3", name: #""Category > Trap""#, category: #""""#),
                ]))
            #expect(try daemon.sync(.products).created == 3)
            #expect(try daemon.menu().count == 3)
            #expect(try daemon.productBytes().count == 6)
            let run = try daemon.posmirror("menu", "acme", "--all", "--json")
            #expect(run.end == .exit(0))
            #expect(try daemon.sync(.products).unchanged == 3)
        }
    }
}
