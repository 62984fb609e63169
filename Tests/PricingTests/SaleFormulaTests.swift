import Randomness
import TestSupport
import Testing

@testable import Pricing

/// The formula without cases against the kinds that it stands for.
@Suite struct SaleFormulaTests {
    private static let unitsMax = PricingLimits.percentUnitsMax
    private static let priceMax = PricingLimits.priceCentsMax

    @Test(
        arguments: [
            DiscountKind.percent(1), .percent(500), .percent(125_000), .percent(333_333),
            .percent(500_000), .percent(unitsMax), .amount(1), .amount(450), .amount(priceMax),
            .fixedPrice(0), .fixedPrice(1999), .fixedPrice(priceMax - 1), .bogo(1), .bogo(255_000),
            .bogo(unitsMax),
        ], Seeds.of([7] as [UInt64]))
    func pricesAreThoseOfTheKind(_ kind: DiscountKind, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let formula = SaleFormula(kind)
        let lowest = kind.savingThreshold
        var bases = [lowest, lowest + 1, 3955, Self.priceMax - 1, Self.priceMax]
        bases += (0..<500).map { _ in Int64.random(in: 1...Self.priceMax, using: &random) }
        bases += (0..<500).map { _ in Int64.random(in: 1...10_000, using: &random) }
        for base in bases {
            guard let expected = kind.salePrice(base: base) else { continue }
            #expect(formula.price(base: Int32(base)) == expected, "\(kind) of \(base)")
            let bogo = kind.bogoUnitPrice(base: base) ?? 0
            #expect(formula.bogoUnitPrice(base: Int32(base)) == bogo, "\(kind) of \(base)")
        }
    }

    @Test(arguments: [
        DiscountKind.percent(1), .percent(125_000), .percent(333_333), .percent(999_999),
        .percent(unitsMax), .amount(1), .amount(450), .fixedPrice(0), .fixedPrice(1999),
        .bogo(255_000),
    ])
    func theLowestBaseIsWhereThePriceIsReachedFirst(_ kind: DiscountKind) {
        let formula = SaleFormula(kind)
        for wanted in [-5, 0, 1, 2, 3, 449, 450, 1999, 2000, 4321, Int64(Int32.max) + 1] {
            let lowest = formula.lowestBase(reaching: wanted)
            if lowest <= Int64(Int32.max) {
                #expect(formula.price(base: Int32(lowest)) >= wanted, "\(kind) \(wanted)")
                #expect(
                    lowest == 0 || formula.price(base: Int32(lowest - 1)) < wanted,
                    "\(kind) \(wanted)")
            } else {
                #expect(formula.price(base: .max) < wanted, "\(kind) \(wanted)")
            }
        }
        #expect(SaleFormula.none.lowestBase(reaching: 777) == 777)
    }

    @Test func withoutARuleThePriceStays() {
        for base in [0, 1, 3955, Int32(Self.priceMax)] {
            #expect(SaleFormula.none.price(base: base) == Int64(base))
            #expect(SaleFormula.none.bogoUnitPrice(base: base) == 0)
        }
    }
}
