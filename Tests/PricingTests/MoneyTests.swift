import Decimals
import Randomness
import TestSupport
import Testing

@testable import Pricing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("0", 0), ("5", 500), ("5.00", 500), ("19.99", 1_999), ("39.55", 3_955), (" 7.5 ", 750),
        ("+3", 300), (".5", 50), ("5.", 500), ("0.005", 1), ("0.0049", 0), ("1.005", 101),
        ("2.675", 268), ("1e2", 10_000), ("1.5E+1", 1_500), ("150e-1", 1_500), ("1e-400", 0),
        ("0.00000000000000000000000000001", 0), ("0.30000000000000004", 30), ("-0", 0),
        ("-0.0", 0), ("1000000", 100_000_000), ("1000000.00", 100_000_000),
        ("000000000000000000000000012.34", 1_234), ("0e9999999999999", 0),
        ("19.994999999999997", 1_999), ("19.995", 2_000), ("0.0e5", 0),
    ])
    func decimalTextBecomesCentsRoundedHalfAwayFromZero(text: String, cents: Int64) {
        #expect(Money.cents(text) == cents)
        #expect(Money.cents(Array(text.utf8)) == cents)
    }

    @Test(arguments: [
        "", " ", ".", "-", "+", "e5", "1e", "1e+", "1e5x", "1.2.3", "--1", "1 2", "abc", "NaN",
        "Infinity", "-inf", "null", "true", "0x10", "$5", "5,00", "1_000", "-1", "-0.01", "-0.001",
        "1000000.01", "1e7", "1e400", "99999999999999999999999", "1e9999999999999999999999",
        String(repeating: "1", count: 65), "\u{0}5", "５",
    ])
    func whatIsNoPriceIsAbsent(text: String) {
        #expect(Money.cents(text) == nil)
    }

    @Test(arguments: [
        (0, "0"), (5, "0.05"), (50, "0.50"), (500, "5"), (450, "4.50"), (1_999, "19.99"),
        (100_000_000, "1000000"), (-1_905, "-19.05"),
    ])
    func centsAreWrittenAsPeopleWriteThem(cents: Int64, text: String) {
        #expect(Money.text(cents) == text)
    }

    @Test func everyCentSurvivesTextAndBack() {
        for cents in Int64(0)...20_000 {
            #expect(Money.cents(Money.text(cents)) == cents)
        }
    }

    @Test(arguments: [
        ("12.5", 125_000), ("100", 1_000_000), ("33.33335", 333_334), ("-12.5", -125_000),
        ("-0.00005", -1), ("0.00004", 0), ("1e-4", 1),
    ])
    func percentsAreScaledToTenThousandths(text: String, units: Int64) {
        #expect(DecimalNumber(text: text)?.scaled(4) == units)
    }

    @Test(arguments: [
        (200_000, "20"), (125_000, "12.5"), (333_333, "33.3333"), (1, "0.0001"), (0, "0"),
        (-125_000, "-12.5"),
    ])
    func scaledNumbersAreWrittenWithoutTrailingZeros(units: Int64, text: String) {
        #expect(DecimalNumber.text(units, scale: 4) == text)
    }

    @Test func resultsThatDoNotFitAreAbsent() {
        #expect(DecimalNumber(text: "999999999999999999")?.scaled(0) == 999_999_999_999_999_999)
        #expect(DecimalNumber(text: "9999999999999999999")?.scaled(0) == nil)
        #expect(DecimalNumber(text: "1e18")?.scaled(0) == 1_000_000_000_000_000_000)
        #expect(DecimalNumber(text: "1e19")?.scaled(0) == nil)
        #expect(DecimalNumber(text: "-1e19")?.scaled(0) == nil)
    }

    @Test(arguments: Seeds.of([7] as [UInt64]))
    func randomBytesNeverTrap(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("0123456789.eE+- x".utf8)
        var numbers = 0
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...24, using: &random)
            let text = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            if let cents = Money.cents(text) {
                numbers += 1
                #expect((0...PricingLimits.priceCentsMax).contains(cents))
            }
        }
        #expect(numbers > 0)
    }
}
