import Testing

@testable import Pricing

@Suite struct BasePriceTests {
    /// All six fields, each with a price of its own.
    private let full = PriceFields(
        otdAdultUse: 1, otd: 2, otdMedicalUse: 5, retailAdultUse: 3, retail: 4,
        retailMedicalUse: 6, cost: UnitCost(tenThousandths: 10_000))

    @Test(arguments: [
        (PriceBasis.otd, PriceChannel.adult, [1, 2, 3, 4, 5, 6] as [Int64]),
        (.retail, .adult, [3, 4, 1, 2, 6, 5]),
        (.otd, .medical, [5, 6, 1, 2, 3, 4]),
        (.retail, .medical, [6, 5, 3, 4, 1, 2]),
    ])
    func theFirstPriceAboveZeroWins(basis: PriceBasis, channel: PriceChannel, order: [Int64]) {
        var fields = full
        for expected in order {
            let price = BasePrice(fields, family: .other, basis: basis, channel: channel)
            #expect(price.cents == expected)
            #expect(Int64(price.source.rawValue) == expected)
            fields.clear(expected)
        }
        let last = BasePrice(fields, family: .other, basis: basis, channel: channel)
        #expect(last.source == .costMarkup)
        #expect(last.cents == 220)
    }

    @Test(arguments: [0, -5, 100_000_001, Int64.max, Int64.min])
    func zeroNegativeAndAbsurdPricesAreAbsent(cents: Int64) {
        let price = BasePrice(PriceFields(otdAdultUse: cents, retail: 300), family: .flower)
        #expect(price.cents == 300)
        #expect(price.source == .retail)
    }

    @Test(arguments: [0, -5, Int64.min, 10_000_000_001, .max])
    func aCostThatIsNoneMakesNoPrice(tenThousandths: Int64) {
        let cost = UnitCost(tenThousandths: tenThousandths)
        #expect(BasePrice(PriceFields(cost: cost), family: .other).source == .none)
    }

    /// `Vape Pens` took the mark-up of nothing in particular.
    @Test(arguments: [
        ("Category > Flower", 220), ("vape", 200), ("Category > Concentrate", 200),
        ("edible", 230), ("pre roll", 210), ("Beverages", 240), ("tincture", 230),
        ("topical", 230), ("Gift Cards", 220), ("", 220), ("Vape Pens", 200),
        ("Infused Pre-Rolls", 210), ("Flower > Infused > Gummies", 220), ("Steak > Foil", 220),
        ("Accessories > Cones", 220), ("House > Edibles", 230),
    ])
    func costIsMarkedUpByTheFamilyOfTheCategory(category: String, cents: Int64) {
        let price = price(10_000, CategoryPath(category).family)
        #expect(price.cents == cents)
        #expect(price.source.name == "cost_markup")
    }

    private func price(_ tenThousandths: Int64, _ family: CategoryFamily) -> BasePrice {
        let cost = UnitCost(tenThousandths: tenThousandths)
        return BasePrice(PriceFields(cost: cost), family: family)
    }

    @Test func markupRoundsHalfAwayFromZero() {
        // 1.25 × 2.2 = 2.75; 1.15 × 2.1 = 2.415; 0.15 × 2.3 = 0.345.
        #expect(price(12_500, .flower).cents == 275)
        #expect(price(11_500, .preRolls).cents == 242)
        #expect(price(1_500, .edibles).cents == 35)
        #expect(price(100, .flower).cents == 2)
    }

    /// 12.345 × 2.3 is 28.3935; rounded to 12.35 first it was 28.405, and 28.41.
    @Test func aPriceFromCostIsRoundedOnceAtTheEnd() {
        #expect(price(123_450, .edibles).cents == 2839)
        #expect(price(81_250, .other).cents == 1788)
        #expect(price(20, .flower).source == .none)
        for tenThousandths in stride(from: Int64(1), to: 300_000, by: 7) {
            // Tenths of 1/10,000: 1,000 of them are a cent.
            let exact = tenThousandths * 22
            #expect(price(tenThousandths, .flower).cents == (exact + 500) / 1000)
        }
    }

    /// Two units at 1.00 and one at 1.01 cost 1.003333… each; times 2.2 that is 2.207333….
    @Test func aMeanOfCostsIsNotRoundedBeforeItIsMarkedUp() {
        func price(_ total: UInt128, _ quantity: UInt64, _ family: CategoryFamily) -> Int64 {
            let cost = UnitCost(total: total, quantity: quantity)
            return BasePrice(PriceFields(cost: cost), family: family).cents
        }
        #expect(price(30_100, 3, .flower) == 221)
        // 5.0022727… × 2.2 = 11.005 exactly: the mean's every digit decides.
        #expect(price(1_100_500, 22, .flower) == 1101)
        #expect(price(1_100_499, 22, .flower) == 1100)
        // The same for quantities in 1/1,000, and for sums near the end of what fits.
        #expect(price(1_100_500_000, 22_000, .flower) == 1101)
        #expect(UnitCost(total: .max, quantity: .max) == nil)
        #expect(UnitCost(total: 5, quantity: 0) == nil)
        let most = UInt128(PricingLimits.priceCentsMax) * 100
        #expect(UnitCost(total: most * UInt128(UInt64.max), quantity: .max)?.cents == 100_000_000)
    }

    @Test func aMarkupAboveTheLimitIsNoPrice() {
        #expect(price(10_000_000_000, .flower) == BasePrice(PriceFields(), family: .flower))
        #expect(price(10_000_000_000, .flower).source == .none)
    }

    @Test func retailPriceIsTheFirstRetailFieldAboveZero() {
        #expect(BasePrice.retailPrice(full) == 3)
        #expect(BasePrice.retailPrice(PriceFields(otd: 9, retail: 4, retailMedicalUse: 6)) == 4)
        #expect(BasePrice.retailPrice(PriceFields(otd: 9, retail: 0, retailMedicalUse: 6)) == 6)
        #expect(BasePrice.retailPrice(full, channel: .medical) == 6)
        let cost = UnitCost(tenThousandths: 500)
        #expect(BasePrice.retailPrice(PriceFields(otd: 9, cost: cost)) == nil)
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
