import JSON
import Randomness
import TestSupport
import Testing

@testable import Alleaves
@testable import PointOfSale
@testable import Pricing

/// Inventories as a store's own books read them.
@Suite struct StoreBooksTests {
    private func build(
        _ rows: [String], _ rules: StockRules = StockRules(), areas: [POSArea] = [],
        batches: [BatchDetails] = []
    ) throws -> Inventory {
        var builder = InventoryBuilder()
        builder.add(try Rows.parse(Rows.list(rows)), rules: rules)
        builder.add(batches)
        builder.add(areas)
        return try builder.build()
    }

    private func day(_ text: String) -> CalendarDate? { CalendarDate(text.utf8) }

    // MARK: - Several rows of one item

    @Test func theRowOfTheLowestBatchInStockNamesThePrice() throws {
        let rows = [
            Rows.row(item: 1, batch: 12, ["price_otd_adult_use": "12", "brand": "\"B\""]),
            Rows.row(item: 1, batch: 9, ["price_otd_adult_use": "9", "available": "0"]),
            Rows.row(item: 1, batch: 11, ["price_otd_adult_use": "11", "item": "\"N\""]),
            Rows.row(item: 2, batch: 8, ["price_otd_adult_use": "8", "available": "0"]),
            Rows.row(item: 2, batch: 7, ["price_otd_adult_use": "7", "area_type": "\"Vault\""]),
            Rows.row(item: 3, batch: 1), Rows.row(item: 3, batch: 2),
        ]
        for order in [rows, rows.reversed()] {
            let inventory = try build(order)
            #expect(inventory.items.map(\.prices.otdAdultUse) == [1100, 700, 3955])
            #expect(inventory.items[0].name == "N")
            #expect(inventory.findings.prices.count == 2)
            #expect(inventory.findings.prices.example == "1")
            #expect(inventory.findings.names.count == 1 && inventory.findings.brands.count == 1)
            #expect(inventory.findings.texts.contains { $0.contains("several prices") })
        }
    }

    /// The row counts before the field: 40.00 is the price of a batch that is not there.
    @Test func oneRowNamesAllPricesOfAnItem() throws {
        func row(
            _ item: Int, _ batch: Int, _ available: Int, _ prices: [String: String]
        ) -> String {
            Rows.row(
                item: item, batch: batch,
                [
                    "available": "\(available)", "on_hand": "\(available)",
                    "price_otd": prices["otd"] ?? "0",
                    "price_otd_adult_use": prices["otd_adult_use"] ?? "0",
                    "price_retail_adult_use": prices["retail_adult_use"] ?? "0",
                    "price_otd_medical_use": prices["otd_medical_use"] ?? "0",
                ])
        }
        let rows = [
            row(1, 11, 5, ["otd": "33"]), row(1, 12, 5, ["otd_adult_use": "40"]),
            row(2, 22, 5, ["otd": "33"]), row(2, 21, 0, ["otd_adult_use": "40"]),
            row(3, 31, 5, ["otd_adult_use": "50"]),
            row(3, 32, 5, ["otd_adult_use": "50", "retail_adult_use": "45"]),
            row(4, 41, 5, [:]), row(4, 42, 0, ["otd_adult_use": "7"]),
            row(5, 51, 5, ["otd_medical_use": "9"]), row(5, 52, 0, ["otd_adult_use": "10"]),
            row(6, 61, 5, [:]),
        ]
        for order in [rows, rows.reversed()] {
            let inventory = try build(order)
            #expect(
                inventory.items.map(\.prices) == [
                    .init(otd: 3300), .init(otd: 3300), .init(otdAdultUse: 5000),
                    .init(otdAdultUse: 700), .init(otdMedicalUse: 900), .init(),
                ])
            #expect(inventory.findings.prices.count == 3)
        }
    }

    @Test(arguments: Seeds.of([20_261] as [UInt64]))
    func noOrderOfTheRowsChangesAnything(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let values = ["0", "5", "-3", "null", "\"7\""]
        let rows = (0..<120).map { _ in
            let batch = Int.random(in: 1...9, using: &random)
            let area = ["1001", "1002", "null"].randomElement(using: &random) ?? "null"
            return Rows.row(
                item: Int.random(in: 1...6, using: &random), batch: batch,
                [
                    "id_area": area, "id_batch": batch == 9 ? "null" : "\(batch)",
                    "available": values.randomElement(using: &random) ?? "0",
                    "on_hand": values.randomElement(using: &random) ?? "0",
                    "price_otd_adult_use": "\(Int.random(in: 0...4, using: &random))",
                    "item": "\"name \(Int.random(in: 0...3, using: &random))\"",
                    "area_type": Bool.random(using: &random) ? "\"Retail\"" : "\"Waste\"",
                ])
        }
        let first = try build(rows)
        for _ in 0..<20 {
            let other = try build(rows.shuffled(using: &random))
            #expect(Rows.hashes(other) == Rows.hashes(first))
            #expect(other.items.map(\.name) == first.items.map(\.name))
            #expect(other.items.map(\.prices) == first.items.map(\.prices))
            #expect(other.items.map(\.stockThousandths) == first.items.map(\.stockThousandths))
            #expect(other.items.map(\.batches) == first.items.map(\.batches))
            #expect(other.findings == first.findings)
        }
    }

    @Test func aBatchOfAnAreaThatComesTwiceCountsOnce() throws {
        let row = Rows.row(item: 1, batch: 5, ["available": "8"])
        let fewer = Rows.row(item: 1, batch: 5, ["available": "6"])
        let elsewhere = Rows.row(item: 1, batch: 5, ["available": "1", "id_area": "1009"])
        let nameless = Rows.row(item: 2, batch: 0, ["id_batch": "null", "available": "2"])
        for rows in [[row, fewer, row, elsewhere], [fewer, row, elsewhere, row]] {
            let inventory = try build(rows + [nameless, nameless])
            #expect(inventory.items.map(\.stockThousandths) == [7000, 4000])
            #expect(inventory.findings.duplicateRows == 2)
            #expect(inventory.rowCount == 6 && inventory.rowsWithoutItem == 0)
            #expect(inventory.findings.texts.contains { $0.contains("a row twice") })
        }
    }

    @Test func theSameBatchOfTwoStoresIsTwoRows() throws {
        var builder = InventoryBuilder()
        for _ in 0..<2 { builder.add(try Rows.parse(Rows.list([Rows.row(item: 1, batch: 5)]))) }
        let both = try builder.build()
        #expect(both.items.map(\.stockThousandths) == [6000])
        #expect(both.findings.duplicateRows == 0)
    }

    @Test func oversoldBatchesAreInTheSumWhichIsNeverBelowZero() throws {
        let inventory = try build([
            Rows.row(item: 1, batch: 1, ["available": "12", "on_hand": "12"]),
            Rows.row(item: 1, batch: 2, ["available": "-5", "on_hand": "\"-4.5\""]),
            Rows.row(item: 2, batch: 3, ["available": "2", "on_hand": "0"]),
            Rows.row(item: 2, batch: 4, ["available": "-7", "on_hand": "-1"]),
        ])
        #expect(inventory.items.map(\.stockThousandths) == [7000, 0])
        #expect(inventory.items.map(\.onHandThousandths) == [7500, 0])
        #expect(inventory.findings.oversold.count == 1)
        #expect(inventory.findings.oversold.example == "2")
        #expect(inventory.items[0].batches.map(\.availableThousandths) == [12_000, -5000])
    }

    // MARK: - What cannot be read

    @Test(arguments: [
        ("true", true), ("\"True\"", true), ("\"YES\"", true), ("1", true), ("1.0", true),
        ("\" y \"", true), ("\"on\"", true), ("\"1.0\"", true), ("\"maybe\"", true),
        ("2", true), ("[]", true), ("{\"a\":1}", true), ("\"null\"", true), ("false", false),
        ("\"No\"", false), ("0.0", false), ("\"\"", false), ("null", false), ("\"f\"", false),
    ])
    func aHoldIsReadEverywhereAndAnUnreadableOneHolds(_ value: String, _ isHeld: Bool) throws {
        for flag in ["qc_hold", "deleted"] {
            let inventory = try build([Rows.row(item: 1, batch: 1, [flag: value])])
            #expect(inventory.items.first?.stockThousandths == (isHeld ? 0 : 3000))
            #expect(inventory.items.first?.isProduct == true)
        }
        let product = try build([Rows.row(item: 1, batch: 1, ["is_product": value])])
        #expect(product.items.count == 1)
    }

    @Test func anUnreadableFlagIsCountedAndHidesNoProduct() throws {
        let inventory = try build([
            Rows.row(item: 3, batch: 1, ["deleted": "\"perhaps\"", "is_product": "[1]"])
        ])
        let item = try #require(inventory.items.first)
        #expect(!item.isDeleted && item.isProduct && item.stockThousandths == 0)
        #expect(
            inventory.unreadable.entries.keys.sorted() == [
                "inventory.deleted", "inventory.is_product",
            ])
        #expect(inventory.unreadable.entries["inventory.deleted"]?.example == "3")
    }

    @Test func unreadableValuesAreCountedByFieldAndNeverAbsentInSilence() throws {
        let rows = [
            Rows.row(item: 1, batch: 1, ["on_hand": "\"1,000\"", "available": "true"]),
            Rows.row(item: 2, batch: 2, ["on_hand": "\"lots\"", "price_otd": "\"$20.00\""]),
            Rows.row(item: 3, batch: 3, ["date_expire": "\"03/04/2026\"", "brand": "[\"x\"]"]),
            Rows.row(item: 4, batch: 4, ["available": "1e300", "id_area": "-4"]),
            Rows.row(item: 5, batch: 5, ["price_otd": "-1", "thc": "0", "on_hand": "\" \""]),
        ]
        let found = try build(rows).unreadable
        let counts = found.entries.mapValues(\.count)
        #expect(
            counts == [
                "inventory.on_hand": 2, "inventory.available": 2, "inventory.price_otd": 1,
                "inventory.date_expire": 1, "inventory.brand": 1, "inventory.id_area": 1,
            ])
        #expect(found.entries["inventory.on_hand"]?.example == "1")
        let secret = found.texts.joined()
        #expect(!secret.contains("lots") && !secret.contains("20.00"))
        // A row that was begun in one piece and ended in another is counted once.
        let bytes = Array(Rows.list(rows).utf8)
        for end in stride(from: 1, to: bytes.count, by: 37) {
            let parsed = try Rows.parse(bytes, pieces: [end])
            #expect(parsed.unreadable == found)
        }
    }

    @Test(arguments: ["null", "0", "-61", "\"abc\"", "true", "1018.5", "\"\"", "{}"])
    func rowsWithoutAnItemAreCounted(_ id: String) throws {
        let inventory = try build([
            Rows.row(item: 1, batch: 1), Rows.row(item: 0, batch: 2, ["id_item": id]),
        ])
        #expect(inventory.rowsWithoutItem == 1 && inventory.items.count == 1)
        #expect(inventory.rowCount == 2)
    }

    @Test(arguments: ["\"1018\"", "1018.0", "\" 1018 \"", "\"1018.0\"", "1.018e3"])
    func idsAreTheSameInEveryForm(_ id: String) throws {
        let row = Rows.row(item: 0, batch: 0, ["id_item": id, "id_batch": id, "id_area": id])
        let item = try #require(try build([row]).items.first)
        #expect(item.idItem == "1018" && item.batches.first?.idBatch == "1018")
        #expect(item.batches.first?.idArea == "1018")
    }

    @Test(arguments: [
        ("\"2026-02-10\"", "2026-02-10"), ("\"2026-02-10T10:00:00\"", "2026-02-10"),
        ("\"2026-02-10T10:00:00.123\"", "2026-02-10"),
        ("\"2026-02-10T10:00:00.123Z\"", "2026-02-10"), ("1770681600", "2026-02-10"),
        ("\"1770681600\"", "2026-02-10"), ("1770681600000", "2026-02-10"),
        ("\"Tue, 10 Feb 2026 05:00:00 GMT\"", "2026-02-10"), ("\"10 Feb 2026\"", "2026-02-10"),
        ("4102444800", "2100-01-01"), ("951782400", "2000-02-29"),
    ])
    func datesOfEveryKnownFormAreRead(_ value: String, _ date: String) throws {
        let inventory = try build([Rows.row(item: 1, batch: 1, ["date_expire": value])])
        #expect(inventory.items.first?.expiry?.description == date)
        #expect(inventory.unreadable.isEmpty)
    }

    @Test(arguments: [
        "\"03/04/2026\"", "\"2026-02-30\"", "20260210", "0", "\"soon\"", "true", "[]", "-5",
        "\"30 Feb 2026\"", "\"Tue, 10 Foo 2026 05:00:00 GMT\"", "1e30",
    ])
    func otherDatesAreUnreadable(_ value: String) throws {
        let inventory = try build([Rows.row(item: 1, batch: 1, ["date_expire": value])])
        #expect(inventory.items.first?.expiry == nil)
        #expect(inventory.unreadable.entries["inventory.date_expire"]?.count == 1)
    }

    // MARK: - What may be sold

    @Test(arguments: [
        ("\"Retail\"", true), ("\" retail \"", true), ("\"RETAIL\"", true), ("null", true),
        ("\"\"", true), ("\"Scrap\"", false), ("\"quarantine\"", false), ("\"Waste\"", false),
        ("\"Destruction\"", false), ("\"Returns\"", false), ("\"Vault\"", false),
        ("\"Damaged\"", false), ("\"Retail 2\"", false), ("\"Lagerhaus\"", false),
        ("7", false), ("true", false), ("{}", false),
    ])
    func onlyRetailAndUnsetAreasSell(_ type: String, _ isSold: Bool) throws {
        let inventory = try build([Rows.row(item: 1, batch: 1, ["area_type": type])])
        #expect(inventory.items.first?.stockThousandths == (isSold ? 3000 : 0))
        #expect(inventory.findings.heldBackByArea.values.reduce(0, +) == (isSold ? 0 : 3000))
    }

    @Test func moreTypesOfAreasSellWhereTheOperatorSaysSo() throws {
        let rows = ["Vault", "cold  room", "Scrap"].enumerated().map {
            Rows.row(item: $0 + 1, batch: $0 + 1, ["area_type": "\"\($1)\""])
        }
        let rules = StockRules(sellableAreas: ["VAULT", "Cold Room "])
        let inventory = try build(rows, rules)
        #expect(inventory.items.map(\.stockThousandths) == [3000, 3000, 0])
        #expect(inventory.findings.heldBackByArea == ["Scrap": 3000])
        #expect(
            inventory.findings.texts.contains {
                $0.hasPrefix("3 units lie in areas of type Scrap")
            })
    }

    @Test func theTypeOfAnAreaMayStandInTheListOfAreasOnly() throws {
        let unset = ["area_type": "null"] as KeyValuePairs
        let rows = [
            Rows.row(item: 1, batch: 1, unset),
            Rows.row(item: 2, batch: 2, ["area_type": "null", "id_area": "1002"]),
            Rows.row(item: 3, batch: 3, ["area_type": "\"Retail\"", "id_area": "1002"]),
            Rows.row(item: 4, batch: 4, ["area_type": "null", "id_area": "null"]),
        ]
        let areas = [
            POSArea(idArea: "1001", name: "Floor", type: "retail"),
            POSArea(idArea: "1002", name: "Back", type: "Quarantine"),
        ]
        let inventory = try build(rows, areas: areas)
        #expect(inventory.items.map(\.stockThousandths) == [3000, 0, 0, 3000])
        #expect(inventory.findings.heldBackByArea == ["Quarantine": 6000])
    }

    @Test(arguments: [
        ("2026-11-28", 3000, false), ("2026-11-29", 3000, false), ("2026-11-30", 0, true),
        ("2027-01-01", 0, true),
    ])
    func aBatchSellsOnItsLastDayAndNotOnTheNext(
        _ today: String, _ stock: Int64, _ isExpired: Bool
    ) throws {
        let row = Rows.row(item: 1, batch: 1, ["date_expire": "\"2026-11-29\""])
        let item = try #require(
            try build([row], StockRules(today: day(today))).items.first)
        #expect(item.stockThousandths == stock && item.isExpired == isExpired)
        #expect(item.expiry?.description == "2026-11-29")
        let sold = try #require(
            try build([row], StockRules(sellsExpired: true, today: day(today))).items.first)
        #expect(sold.stockThousandths == 3000 && sold.isExpired == isExpired)
        #expect(item.cost?.cents(tenths: 1000) == 123_450 && sold.costCents == 1235)
    }

    @Test func whatHasExpiredHidesNoFresherBatch() throws {
        let rows = [
            Rows.row(item: 1, batch: 1, ["date_expire": "\"2026-11-01\"", "available": "4"]),
            Rows.row(item: 1, batch: 2, ["date_expire": "\"2026-12-24\"", "available": "2"]),
            Rows.row(item: 1, batch: 3, ["date_expire": "null", "available": "1"]),
        ]
        let inventory = try build(rows, StockRules(today: day("2026-11-29")))
        let item = try #require(inventory.items.first)
        #expect(item.stockThousandths == 3000 && !item.isExpired)
        #expect(item.expiry?.description == "2026-12-24")
        #expect(inventory.findings.expiredThousandths == 4000)
        #expect(Rows.hashes(inventory) != Rows.hashes(try build(rows)))
    }

    // MARK: - Kept for audit

    @Test func tagsAndLabelsAreKeptByBatch() throws {
        var details = BatchDetails(idBatch: "3")
        details.tag = "TAG-3"
        details.packageDate = day("2026-05-06")
        let rows = [
            Rows.row(
                item: 1, batch: 1,
                [
                    "metrc_package_label": "\"1A4-1\"", "batch": "\"B-1\"", "location": "\"Store\"",
                    "id_location": "1000", "package_date": "\"2026-04-05\"",
                ]),
            Rows.row(item: 1, batch: 2, ["metrc_tag": "\"TAG-2\"", "tag": "null"]),
            Rows.row(
                item: 1, batch: 3,
                [
                    "metrc_package_label": "\"\"", "tag": "\"TAG-A\"",
                    "batch_tag": "\"\(String(repeating: "x", count: 500))\"",
                ]),
            Rows.row(item: 2, batch: 3, ["id_area": "7"]),
        ]
        let inventory = try build(rows, batches: [details])
        let batches = inventory.items[0].batches
        #expect(batches.map(\.tag) == ["1A4-1", "TAG-2", "TAG-A"])
        #expect(batches[0].label == "B-1" && batches[0].packageLabel == "1A4-1")
        #expect(batches[0].location == "Store" && batches[0].idLocation == "1000")
        #expect(batches.map { $0.packaged?.description } == ["2026-04-05", nil, "2026-05-06"])
        #expect(inventory.items[1].batches.first?.tag == "TAG-3")
    }

    @Test func unreadableBatchesAreasAndLocationsAreCounted() throws {
        let batch = try #require(
            BatchDetails(
                try JSONParser.parse(
                    Array(
                        #"{"id_batch":"9.0","date_expire":"1/2/26","thc_mg":"ND","tag":{},"#.utf8)
                        + Array(#""terpenes":[{"name":"A","percentage":"x"}],"id_area":"0"}"#.utf8),
                    .lenient)))
        #expect(batch.idBatch == "9" && batch.expiry == nil && batch.idArea == nil)
        #expect(
            batch.unreadable.entries.keys.sorted() == [
                "batches.date_expire", "batches.tag", "batches.terpenes", "batches.thc_mg",
            ])
        let area = try #require(
            POSArea(
                try JSONParser.parse(
                    Array(#"{"id_area":"5","name":"X","area_type":[]}"#.utf8), .lenient)))
        #expect(area.unreadable.entries.keys.sorted() == ["areas.area_type"])
        let held = try build([Rows.row(item: 1, batch: 1, ["id_area": "5"])], areas: [area])
        #expect(held.items.first?.stockThousandths == 0)
        #expect(held.unreadable.count == 1)
        let location = try #require(
            POSLocation(
                try JSONParser.parse(
                    Array(#"{"id_location":"1000","retail":"yep"}"#.utf8), .lenient)))
        #expect(location.isRetail == nil)
        #expect(location.unreadable.entries.keys.sorted() == ["locations.retail"])
    }

    // MARK: - Bytes around the answer

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    @Test func aByteOrderMarkIsReadPast() throws {
        let body = Array(Rows.list([Rows.row(item: 1, batch: 1)]).utf8)
        for padding in [[], [0x0A], [0x00], [0x0D, 0x0A, 0x00, 0x00]] as [[UInt8]] {
            let bytes = Self.mark + body + padding
            for end in [0, 1, 2, 3, 4, 9, bytes.count - 1] {
                #expect(try Rows.parse(bytes, pieces: [end]).items.count == 1)
            }
            let every = Array(0...bytes.count)
            #expect(try Rows.parse(bytes, pieces: every).items.count == 1)
            #expect(try JSONParser.parse(bytes, .lenient).array?.count == 1)
        }
        #expect(Rows.fault(Self.mark) == .truncated)
        #expect(Rows.fault(Array(Self.mark.prefix(2))) == .truncated)
        #expect(Rows.fault(Self.mark + Self.mark + body) != nil)
        #expect(
            try JSONParser.parse(Self.mark + Array("{\"token\":1}".utf8), .lenient)["token"] != nil)
    }

    @Test func answersInUTF16AreRefusedInWords() throws {
        let text = Array("[]".utf16)
        let little = text.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = text.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        for bytes in [little, big, [0xFF, 0xFE] + little, [0xFE, 0xFF] + big] {
            #expect(Rows.fault(bytes) == .wrongEncoding)
            let fault = #expect(throws: JSONFault.self) { try JSONParser.parse(bytes, .lenient) }
            #expect(fault?.description.contains("UTF-16") == true)
        }
    }
}
