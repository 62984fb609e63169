import Decimals
import Testing

@testable import Alleaves
@testable import PointOfSale

@Suite struct NumberConversionTests {
    @Test(arguments: [
        ("39.55", 3955), ("0.01", 1), ("1000000", 100_000_000), ("1000000.00", 100_000_000),
        ("180.8", 18080), ("11.3049", 1130),
    ])
    func pricesAreCents(_ text: String, _ cents: Int64) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(NumberConversion.value(number, .money) == cents)
    }

    @Test(arguments: ["0", "0.00", "0.004", "-1", "1000000.01", "1000000.001", "1e9", "1e300"])
    func absurdPricesAreAbsent(_ text: String) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(NumberConversion.value(number, .money) == nil)
    }

    @Test(arguments: [
        ("3", 3000), ("2.5", 2500), ("0.0005", 1), ("0", 0), ("-5", -5000), ("-0.5", -500),
    ])
    func quantitiesAreThousandths(_ text: String, _ thousandths: Int64) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(NumberConversion.value(number, .quantity) == thousandths)
    }

    @Test(arguments: ["-1e12", "1e12", "1e300"])
    func absurdQuantitiesAreAbsent(_ text: String) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(NumberConversion.value(number, .quantity) == nil)
    }

    @Test(arguments: [
        ("1018", 1018), ("1018.0", 1018), ("1e3", 1000),
        ("9007199254740993", 9_007_199_254_740_993),
    ])
    func idsAreWholeNumbers(_ text: String, _ id: Int64) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(NumberConversion.value(number, .identifier) == id)
    }

    @Test(arguments: ["0", "-5", "1.5", "1e30"])
    func otherNumbersAreNoIDs(_ text: String) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(NumberConversion.value(number, .identifier) == nil)
    }
}
