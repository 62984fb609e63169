import Testing

@testable import Alleaves
@testable import PointOfSale

@Suite struct InventoryGroupingTests {
    @Test func stockCostAndExpiryAreThoseOfTheSellableRows() throws {
        let inventory = try Rows.parse(
            Rows.list([
                Rows.row(
                    item: 5, batch: 1,
                    [
                        "on_hand": "3", "available": "2", "cost_of_good": "10.00",
                        "date_expire": "\"2027-05-01\"",
                    ]),
                Rows.row(item: 4, batch: 9),
                Rows.row(
                    item: 5, batch: 2,
                    [
                        "on_hand": "1", "available": "0", "cost_of_good": "10.10",
                        "date_expire": "\"2026-01-01\"",
                    ]),
                Rows.row(
                    item: 5, batch: 3,
                    [
                        "on_hand": "7", "available": "7", "area_type": "\"damaged \"",
                        "date_expire": "\"2026-01-02\"", "cost_of_good": "99",
                    ]),
                Rows.row(item: 5, batch: 4, ["deleted": "true"]),
                Rows.row(item: 5, batch: 5, ["qc_hold": "true"]),
                Rows.row(item: 5, batch: 6, ["status": "\"closed\""]),
            ]))
        #expect(inventory.items.map(\.idItem) == ["4", "5"])
        let item = inventory.items[1]
        #expect(item.stockThousandths == 2000)
        #expect(item.onHandThousandths == 4000)
        // (3 × 10.00 + 1 × 10.10) / 4 = 10.025
        #expect(item.costCents == 1003)
        #expect(item.expiry?.description == "2027-05-01")
        #expect(item.batches.map(\.idBatch) == ["1", "2", "3", "4", "5", "6"])
        #expect(item.batches.map(\.isSellable) == [true, true, false, false, false, false])
        #expect(inventory.batchIDs == [1, 2, 3, 4, 5, 6, 9].map { .number($0) })
    }

    @Test func aRowWithoutAreaAndStatusIsSellable() throws {
        let row = Rows.row(item: 1, batch: 1, ["area_type": "null", "status": "null"])
        #expect(try Rows.parse(Rows.list([row])).items.first?.stockThousandths == 3000)
    }

    @Test func withoutUnitsOnHandTheFirstCostCounts() throws {
        let rows = [
            Rows.row(item: 1, batch: 1, ["on_hand": "0", "cost_of_good": "null"]),
            Rows.row(item: 1, batch: 2, ["on_hand": "0", "cost_of_good": "3.335"]),
            Rows.row(item: 1, batch: 3, ["on_hand": "0", "cost_of_good": "9"]),
        ]
        #expect(try Rows.parse(Rows.list(rows)).items.first?.costCents == 334)
    }

    /// All prices are those of one row, the lowest batch in stock that names any; a dearer kind of
    /// price in another batch's row does not count.
    @Test func pricesAreThoseOfOneRowAndTextsOfTheFirstThatHasThem() throws {
        let none: KeyValuePairs = [
            "price_otd_adult_use": "0", "price_retail_adult_use": "null", "brand": "\"  \"",
        ]
        let rows = [
            Rows.row(item: 1, batch: 1, none),
            Rows.row(
                item: 1, batch: 2,
                ["price_otd_adult_use": "0", "price_retail_adult_use": "0", "price_otd": "33"]),
            Rows.row(item: 1, batch: 3, ["price_otd_adult_use": "40", "available": "0"]),
        ]
        for order in [rows, rows.reversed()] {
            let inventory = try Rows.parse(Rows.list(order))
            let item = try #require(inventory.items.first)
            #expect(item.prices == InventoryPrices(otd: 3300))
            #expect(item.brand == "Acme  Farms")
            #expect(inventory.findings.prices.count == 1)
        }
    }

    @Test func theHashIgnoresTheOrderOfRowsAndSeesEveryUsedField() throws {
        let first = Rows.row(item: 1, batch: 1, ["on_hand": "9"])
        let second = Rows.row(item: 1, batch: 2)
        let other = Rows.row(item: 2, batch: 3)
        let forward = try Rows.parse(Rows.list([first, second, other]))
        let backward = try Rows.parse(Rows.list([other, second, first]))
        #expect(Rows.hashes(forward) == Rows.hashes(backward))
        for (key, value) in [
            ("available", "1"), ("item", "\"y\""), ("price_otd", "1"), ("area", "\"Back\""),
            ("cost_of_good", "12.346"), ("deleted", "true"), ("date_expire", "null"),
            ("is_product", "null"), ("image_url", "\"x\""), ("status", "null"),
        ] {
            let changed = try Rows.parse(Rows.list([Rows.row(item: 1, batch: 1, [key: value])]))
            let plain = try Rows.parse(Rows.list([Rows.row(item: 1, batch: 1)]))
            #expect(Rows.hashes(changed) != Rows.hashes(plain), "\(key)")
        }
        let unused = Rows.row(item: 1, batch: 1, ["metrc_item_id": "\"z\"", "total_rows": "7"])
        #expect(
            Rows.hashes(try Rows.parse(Rows.list([unused])))
                == Rows.hashes(try Rows.parse(Rows.list([Rows.row(item: 1, batch: 1)]))))
    }

    @Test func theHashIsTheSameInEveryRun() throws {
        let item = try #require(
            try Rows.parse("[{\"id_item\":1,\"item\":\"a long enough name\"}]").items.first)
        #expect(item.contentHash == 8_496_048_647_032_284_092)
    }

    @Test func inventoriesOfTwoLocationsAreSummed() throws {
        let one = try Rows.parse(
            Rows.list([
                Rows.row(
                    item: 1, batch: 1,
                    ["price_otd_adult_use": "null", "price_retail_adult_use": "null"])
            ]))
        let two = try Rows.parse(
            Rows.list([
                Rows.row(item: 1, batch: 2, ["item": "\"Other\"", "price_otd_adult_use": "20"]),
                Rows.row(item: 2, batch: 3, ["total_rows": "9", "brand": "\"Second\""]),
            ]))
        var builder = InventoryBuilder()
        builder.add(one)
        builder.add(two)
        let both = try builder.build()
        #expect(both.rowCount == 3 && both.isShort)
        #expect(both.items.map(\.stockThousandths) == [6000, 3000])
        #expect(both.items[0].name == "Acme - Gummies  10pk - Item 1")
        #expect(both.items[0].prices == InventoryPrices(otdAdultUse: 2000, retailAdultUse: 3500))
        #expect(both.items[1].brand == "Second")
        #expect(both.itemIndex("2") == 1 && both.itemIndex("3") == nil)
    }

    @Test func batchDetailsFillWhatRowsLack() throws {
        let inventory = try Rows.parse(
            Rows.list([Rows.row(item: 1, batch: 1, ["date_expire": "null", "thc_mg": "5"])]))
        var details = BatchDetails(idBatch: "1")
        details.expiry = CalendarDate("2027-03-04".utf8)
        details.productionDate = CalendarDate("2026-03-04T00:00:00Z".utf8)
        details.barcode = "BAR"
        details.strainType = "hybrid"
        details.effects = ["calm"]
        details.terpenes = [.init(name: "Limonene", percentageThousandths: 1200)]
        details.thcMilligramsThousandths = 9_000
        details.cbdMilligramsThousandths = 8_000
        var builder = InventoryBuilder()
        builder.add(inventory)
        builder.add([details])
        builder.add([POSArea(idArea: "1001", name: "Sales floor")])
        let enriched = try builder.build()
        let item = try #require(enriched.items.first)
        #expect(item.expiry?.description == "2027-03-04")
        #expect(item.packageDate?.description == "2026-03-04")
        #expect(item.sku == "BAR" && item.strainType == "hybrid" && item.effects == ["calm"])
        #expect(item.terpenes == details.terpenes)
        #expect(item.thcMilligramsThousandths == 5_000)
        #expect(item.cbdMilligramsThousandths == 8_000)
        #expect(item.batches.first?.area == "Sales floor")
        #expect(Rows.hashes(enriched) != Rows.hashes(inventory))
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20260101", "2026-01-01x", "", "x",
    ])
    func otherTextIsNoDate(_ text: String) { #expect(CalendarDate(text.utf8) == nil) }

    @Test func datesOrderAndPrint() throws {
        let leap = try #require(CalendarDate("2028-02-29T23:59:59".utf8))
        let early = try #require(CalendarDate("0099-01-02".utf8))
        #expect(leap.description == "2028-02-29" && early.description == "0099-01-02")
        #expect(early < leap && leap.year == 2028 && leap.month == 2 && leap.day == 29)
    }
}
