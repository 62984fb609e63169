import Testing

@testable import Alleaves
@testable import PointOfSale

@Suite struct DecimalNumberTests {
    @Test(arguments: [
        ("0", 0), ("35", 3500), ("39.55", 3955), ("19.775", 1978), ("19.774999", 1977),
        ("0.005", 1), ("0.00499999999999999999999", 0), ("-19.775", -1978), ("1e2", 10_000),
        ("12.5E+1", 12_500), ("1250e-3", 125), (" 7.5 ", 750), ("+3", 300), (".5", 50),
        ("5.", 500), ("007", 700), ("1234567890123456.78", 123_456_789_012_345_678),
        ("0e999999", 0), ("1e-999999999999", 0), ("33.3349999999999999999999999", 3333),
    ])
    func numbersBecomeCentsHalfAwayFromZero(_ text: String, _ cents: Int64) {
        #expect(DecimalNumber(text: text)?.scaled(2) == cents)
    }

    @Test(arguments: ["1e17", "1e400", "99999999999999999999", "9e999999999999999999999"])
    func whatDoesNotFitIsAbsent(_ text: String) {
        #expect(DecimalNumber(text: text) != nil)
        #expect(DecimalNumber(text: text)?.scaled(2) == nil)
    }

    @Test(arguments: ["", " ", "-", ".", "e5", "1e", "1e+", "12a", "1 2", "NaN", "0x10", "1,000"])
    func otherTextIsNoNumber(_ text: String) {
        #expect(DecimalNumber(text: text) == nil)
    }

    @Test(arguments: [
        ("39.55", 3955), ("0.01", 1), ("1000000", 100_000_000), ("1000000.00", 100_000_000),
        ("180.8", 18080), ("11.3049", 1130),
    ])
    func pricesAreCents(_ text: String, _ cents: Int64) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(RowNumber.value(number, .money) == cents)
    }

    @Test(arguments: ["0", "0.00", "0.004", "-1", "1000000.01", "1000000.001", "1e9", "1e300"])
    func absurdPricesAreAbsent(_ text: String) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(RowNumber.value(number, .money) == nil)
    }

    @Test(arguments: [
        ("3", 3000), ("2.5", 2500), ("0.0005", 1), ("0", 0), ("-5", -5000), ("-0.5", -500),
    ])
    func quantitiesAreThousandths(_ text: String, _ thousandths: Int64) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(RowNumber.value(number, .quantity) == thousandths)
    }

    @Test(arguments: ["-1e12", "1e12", "1e300"])
    func absurdQuantitiesAreAbsent(_ text: String) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(RowNumber.value(number, .quantity) == nil)
    }

    @Test(arguments: [
        ("1018", 1018), ("1018.0", 1018), ("1e3", 1000),
        ("9007199254740993", 9_007_199_254_740_993),
    ])
    func idsAreWholeNumbers(_ text: String, _ id: Int64) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(RowNumber.value(number, .identifier) == id)
    }

    @Test(arguments: ["0", "-5", "1.5", "1e30"])
    func otherNumbersAreNoIDs(_ text: String) throws {
        let number = try #require(DecimalNumber(text: text))
        #expect(RowNumber.value(number, .identifier) == nil)
    }
}
