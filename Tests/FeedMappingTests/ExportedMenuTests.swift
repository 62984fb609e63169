import TestSupport
import Testing

@testable import FeedMapping

@Suite struct ExportedMenuTests {
    private func read(
        _ menu: ExportedMenu, rowsMax: Int = .max
    ) throws -> (products: [FeedProduct], report: FeedReport) {
        let mapping = try FeedMapping(text: Array(menu.mapping.utf8), .products)
        let format = try #require(FeedFormat(named: menu.format))
        var products: [FeedProduct] = []
        let report = FeedReader.products(
            Array(menu.text.utf8), format, mapping, rowsMax: rowsMax
        ) { products.append($0) }
        return (products, report)
    }

    @Test(arguments: ExportedMenu.all.map(\.name))
    func isWhole(_ name: String) throws {
        let menu = try #require(ExportedMenu.all.first { $0.name == name })
        let report = try read(menu).report
        #expect(report.incompleteness == nil)
        #expect(report.fault == nil)
        #expect(report.missingPaths == [])
    }

    @Test func variantsOfAnECommerceMenu() throws {
        let (products, report) = try read(.ecommerce)
        #expect(products.map(\.id) == ["88-1-1/8oz", "88-1-1oz", "88-2-each"])
        let eighth = try #require(products.first)
        #expect(eighth.name == "Marsh Light 1/8oz")
        #expect(eighth.brand == "Reed & Sons")
        #expect(eighth.category == "FLOWER > PREMIUM")
        #expect(eighth.strainType == "Sativa")
        #expect(eighth.effects == ["ENERGETIC", "HAPPY"])
        #expect(eighth.images == ["https://img.example/marsh.jpg"])
        #expect(eighth.priceCents == 4_200)
        #expect(eighth.salePriceCents == 3_360)
        #expect(eighth.thcThousandths == 24_000)
        #expect(eighth.thcMilligramsThousandths == nil)
        #expect(eighth.stocks == [.init(store: nil, available: 9_000, onHand: nil)])
        let drops = try #require(products.last)
        #expect(drops.category == "TINCTURES")
        #expect(drops.strainType == nil)
        #expect(drops.thcThousandths == nil)
        #expect(drops.thcMilligramsThousandths == 300_000)
        #expect(drops.cbdMilligramsThousandths == 15_000)
        #expect(drops.medicalPriceCents == 3_800)
        #expect(products.map(\.unreadable) == [[], [], []])
        #expect((report.rows, report.entries, report.leftOut) == (3, 3, 1))
        #expect(report.total == 3)
    }

    @Test func weightsOfAnAggregatorsMenu() throws {
        let (products, report) = try read(.aggregator)
        #expect(products.map(\.id) == ["x-7~1g", "x-7~3.5g", "x-8~unit"])
        #expect(products.map(\.priceCents) == [1_100, 3_550, 1_425])
        #expect(products.map(\.name) == ["Bog Myrtle 1 g", "Bog Myrtle 1/8 oz", "Quick Lozenge"])
        #expect(products.map(\.weightThousandths) == [1_000, 3_500, nil])
        #expect(products[0].category == "Flower > Hybrid")
        #expect(products[2].images == [])
        #expect((report.rows, report.total, report.leftOut) == (3, 3, 3))
    }

    @Test func sizesAndSalesOfNestedVariants() throws {
        let (products, report) = try read(.nestedVariants)
        #expect(products.map(\.id) == ["41-9", "41-10"])
        #expect(products[0].weightThousandths == 2_500)
        #expect(products[1].weightThousandths == nil)
        #expect(products[0].salePriceCents == 2_400)
        #expect(products[0].saleName == "Alder week")
        #expect(products[0].thcThousandths == 26_100)
        #expect(products[0].effects == ["New", "Local"])
        #expect(products[1].sku == nil)
        #expect(report.emptyRows == 1)
        #expect(report.unreadable.isEmpty)
    }

    @Test func centsUnitsAndDatesOfARetailList() throws {
        let (products, report) = try read(.retail)
        #expect(products.map(\.id) == ["t-1", "t-3"])
        #expect(products[0].priceCents == 2_150)
        #expect(products[0].thcMilligramsThousandths == 100_000)
        #expect(products[0].expirationDate == "2026-11-30")
        #expect(products[1].priceCents == nil)
        #expect(products[1].unreadable == [.price])
        #expect(report.leftOut == 1)
        #expect(
            report.findings == ["price: 1 value cannot be read; row 3 (t-3): ask"])
    }

    @Test func storesOfASpreadsheet() throws {
        let (products, report) = try read(.spreadsheet)
        #expect(products.map(\.id) == ["TK1", "TK2"])
        #expect(products[0].name == "Sedge, 3.5g")
        #expect(products[1].name == "The \"Big\" Papers - King")
        #expect(products[0].priceCents == 104_500)
        #expect(products[0].salePriceCents == 3_600)
        #expect(products[0].category == "Flower > Hybrid")
        #expect(
            products[0].stocks == [
                .init(store: "Hill", available: 3_000, onHand: nil),
                .init(store: "Quay", available: 12_000, onHand: nil),
            ])
        #expect(products[1].stocks == [.init(store: "Hill", available: -2_000, onHand: nil)])
        #expect(products.map(\.isCannabis) == [true, false])
        #expect((report.rows, report.leftOut) == (3, 1))
    }

    @Test func theFirstRowsAlone() throws {
        let (products, report) = try read(.spreadsheet, rowsMax: 1)
        #expect(products.map(\.id) == ["TK1"])
        #expect(report.isTruncated)
        #expect(report.rows == 1)
    }
}
