import Testing

@testable import Pricing

@Suite struct BasePriceTests {
    /// All six fields, each with a price of its own.
    private let full = PriceFields(
        otdAdultUse: 1, otd: 2, otdMedicalUse: 5, retailAdultUse: 3, retail: 4,
        retailMedicalUse: 6, cost: 100)

    @Test(arguments: [
        (PriceBasis.otd, PriceChannel.adult, [1, 2, 3, 4, 5, 6] as [Int64]),
        (.retail, .adult, [3, 4, 1, 2, 6, 5]),
        (.otd, .medical, [5, 6, 1, 2, 3, 4]),
        (.retail, .medical, [6, 5, 3, 4, 1, 2]),
    ])
    func theFirstPriceAboveZeroWins(basis: PriceBasis, channel: PriceChannel, order: [Int64]) {
        var fields = full
        for expected in order {
            let price = BasePrice(fields, category: "x", basis: basis, channel: channel)
            #expect(price.cents == expected)
            #expect(Int64(price.source.rawValue) == expected)
            fields.clear(expected)
        }
        let last = BasePrice(fields, category: "x", basis: basis, channel: channel)
        #expect(last.source == .costMarkup)
        #expect(last.cents == 220)
    }

    @Test(arguments: [0, -5, 100_000_001, Int64.max, Int64.min])
    func zeroNegativeAndAbsurdPricesAreAbsent(cents: Int64) {
        let price = BasePrice(PriceFields(otdAdultUse: cents, retail: 300), category: "Flower")
        #expect(price.cents == 300)
        #expect(price.source == .retail)
        #expect(BasePrice(PriceFields(cost: cents), category: "x").source == .none)
    }

    @Test(arguments: [
        ("Category > Flower", 220), ("vape", 200), ("Category > Concentrate", 200),
        ("edible", 230), ("pre roll", 210), ("Beverages", 240), ("tincture", 230),
        ("topical", 230), ("Gift Cards", 220), ("", 220),
    ])
    func costIsMarkedUpByCategory(category: String, cents: Int64) {
        let price = BasePrice(PriceFields(cost: 100), category: category)
        #expect(price.cents == cents)
        #expect(price.source.name == "cost_markup")
    }

    @Test func markupRoundsHalfAwayFromZero() {
        // 1.25 × 2.2 = 2.75; 1.15 × 2.1 = 2.415; 0.15 × 2.3 = 0.345.
        #expect(BasePrice(PriceFields(cost: 125), category: "Flower").cents == 275)
        #expect(BasePrice(PriceFields(cost: 115), category: "joint").cents == 242)
        #expect(BasePrice(PriceFields(cost: 15), category: "candy").cents == 35)
        #expect(BasePrice(PriceFields(cost: 1), category: "Flower").cents == 2)
    }

    @Test func aMarkupAboveTheLimitIsNoPrice() {
        let price = BasePrice(PriceFields(cost: 100_000_000), category: "Flower")
        #expect(price == BasePrice(PriceFields(), category: "Flower"))
        #expect(price.cents == 0)
        #expect(price.source == .none)
    }

    @Test func retailPriceIsTheFirstRetailFieldAboveZero() {
        #expect(BasePrice.retailPrice(full) == 3)
        #expect(BasePrice.retailPrice(PriceFields(otd: 9, retail: 4, retailMedicalUse: 6)) == 4)
        #expect(BasePrice.retailPrice(PriceFields(otd: 9, retail: 0, retailMedicalUse: 6)) == 6)
        #expect(BasePrice.retailPrice(full, channel: .medical) == 6)
        #expect(BasePrice.retailPrice(PriceFields(otd: 9, cost: 5)) == nil)
    }

    @Test func sourceNamesAreTheContracts() {
        #expect(
            PriceSource.allCases.map(\.name) == [
                "none", "otd_adult_use", "otd", "retail_adult_use", "retail", "otd_medical_use",
                "retail_medical_use", "cost_markup",
            ])
    }
}


extension PriceFields {
    fileprivate mutating func clear(_ value: Int64) {
        if otdAdultUse == value { otdAdultUse = 0 }
        if otd == value { otd = nil }
        if otdMedicalUse == value { otdMedicalUse = 0 }
        if retailAdultUse == value { retailAdultUse = nil }
        if retail == value { retail = 0 }
        if retailMedicalUse == value { retailMedicalUse = nil }
    }
}
