import Testing

@testable import FeedMapping

@Suite struct FeedNumberTests {
    @Test(arguments: [
        ("45", 4_500), ("45.00", 4_500), ("$45.00", 4_500), ("$1,234.50", 123_450),
        ("1,000,000", 100_000_000), ("US$ 5", 500), ("5 USD", 500),
        ("5.00 usd", 500), ("$5 USD", 500), ("US$5", 500), ("US $5", 500), ("USD 5", 500),
        ("-$5.25", -525),
        ("$-5.25", -525), (".5", 50), ("0.005", 1), ("-0.005", -1), ("0.0049", 0),
        ("1e2", 10_000), ("1.5E+1", 1_500),
    ])
    func cents(_ text: String, _ cents: Int64) {
        #expect(FeedNumber.decimal(text, [.currency])?.scaled(2) == cents)
    }

    @Test func whatANumberCountsIsNotForgotten() {
        #expect(FeedNumber.decimal("12%", [.percent])?.scaled(2) == 1_200)
        #expect(FeedNumber.decimal("12%", [.currency]) == nil)
        #expect(FeedNumber.decimal("$4") == nil)
        #expect(FeedNumber.decimal("4 USD", [.percent]) == nil)
        #expect(FeedNumber.decimal("$5%", [.currency, .percent]) == nil)
    }

    @Test(arguments: ["5 CAD", "CA$5", "CAD 5", "5 EUR", "€5", "$$5", "usd"])
    func anotherCurrencyIsNone(_ text: String) {
        #expect(FeedNumber.decimal(text, [.currency]) == nil)
    }

    @Test(arguments: [
        "0,500", "00,123", "", "call", "1,23", "1,2345", "1.234,50", "--5", "$", "5-10", "1 000",
        "1,,000", ",5",
        "12a", "1.2.3", "1e99", "1234567890123456789", "+5",
    ])
    func noNumbers(_ text: String) { #expect(FeedNumber.decimal(text) == nil) }

    @Test func commaAsTheMark() {
        let mark = UInt8(ascii: ",")
        #expect(FeedNumber.decimal("1.234,50", mark: mark)?.scaled(2) == 123_450)
        #expect(FeedNumber.decimal("12,5", mark: mark)?.scaled(1) == 125)
        #expect(FeedNumber.decimal("12.5", mark: mark) == nil)
    }

    @Test func productsAreExact() {
        let ounce = FeedMeasure.weight.factor(.ounces).value
        let eighth = FeedDecimal("0.125".utf8)
        #expect(ounce.flatMap { eighth?.times($0) }?.scaled(9) == 3_543_690_391)
        #expect(ounce.flatMap { eighth?.times($0) }?.scaled(3) == 3_544)
        let big = FeedDecimal("99999999999999999".utf8)
        #expect(big.flatMap { $0.times($0) } == nil)
        #expect(FeedDecimal("-12.50".utf8)?.text == "-12.5")
        #expect(FeedDecimal("0.05".utf8)?.text == "0.05")
        #expect(FeedDecimal("100".utf8)?.text == "100")
    }

    @Test(arguments: [
        ("MM/DD/YYYY", "3/4/2026", "2026-03-04"), ("DD.MM.YYYY", "24.12.2026", "2026-12-24"),
        ("MM/DD/YYYY", "03/04/2026 10:00", "2026-03-04"), ("YYYYMMDD", "20260304", "2026-03-04"),
    ])
    func days(_ pattern: String, _ text: String, _ day: String) {
        #expect(FeedDatePattern(pattern)?.date(text) == day)
    }

    @Test func noDays() {
        #expect(FeedDatePattern("MM/YYYY") == nil)
        #expect(FeedDatePattern("MM/DD/YYYY")?.date("2026-03-04") == nil)
        #expect(FeedDatePattern("MM/DD/YYYY")?.date("3/4/26") == nil)
        #expect(FeedDatePattern("MM/DD/YYYY")?.date("3/4/2026x") == nil)
    }
}
