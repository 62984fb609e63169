import Decimals
import Randomness
import TestSupport
import Testing

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
        #expect(DecimalNumber(Array(text.utf8))?.scaled(2) == cents)
    }

    @Test(arguments: ["1e17", "1e400", "99999999999999999999", "9e999999999999999999999"])
    func whatDoesNotFitIsAbsent(_ text: String) {
        #expect(DecimalNumber(text: text) != nil)
        #expect(DecimalNumber(text: text)?.scaled(2) == nil)
    }

    @Test(arguments: [
        "", " ", "-", ".", "e5", "1e", "1e+", "12a", "1 2", "NaN", "0x10", "1,000", "1\0", "\0",
    ])
    func otherTextIsNoNumber(_ text: String) {
        #expect(DecimalNumber(text: text) == nil)
    }

    @Test func digitsThatWereNotKeptAreNotMadeUp() {
        let number = DecimalNumber(text: "1234567890123456789")
        #expect(number?.isTruncated == true && number?.scaled(0) == nil)
        // What is asked for was kept, and the digit that rounds too.
        #expect(number?.scaled(-2) == 12_345_678_901_234_568)
        #expect(DecimalNumber(text: "1000000000000000000")?.scaled(0) == 1_000_000_000_000_000_000)
    }

    @Test(arguments: [
        (0, 2, "0"), (5, 2, "0.05"), (100, 2, "1"), (-250, 2, "-2.5"), (125_000, 4, "12.5"),
        (7, 0, "7"), (.max, 2, "92233720368547758.07"), (.min, 2, "-92233720368547758.08"),
    ])
    func scaledNumbersPrintWithoutZerosAtTheEnd(_ value: Int64, _ scale: Int, _ text: String) {
        #expect(DecimalNumber.text(value, scale: scale) == text)
    }

    @Test(arguments: Seeds.of([11] as [UInt64]))
    func whatIsPrintedReadsBack(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<10_000 {
            let digits = random.below(18)
            let value = Int64(truncatingIfNeeded: random.next()) % 1_000_000_000_000_000_000
            let text = DecimalNumber.text(value, scale: digits)
            #expect(DecimalNumber(text: text)?.scaled(digits) == value, "\(text)")
        }
    }
}
