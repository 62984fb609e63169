import FirestoreModel
import JSON
import MirrorMessages
import Testing

@testable import CommandLine

@Suite struct FormattingTests {
    @Test(arguments: [
        ("19.99", 1999), ("$19.99", 1999), ("19", 1900), ("19.9", 1990), (".5", 50), ("0", 0),
        ("0.05", 5), ("1000000000.00", 100_000_000_000),
    ])
    func dollarsBecomeCents(text: String, cents: Int64) {
        #expect(Dollars.cents(text) == cents)
    }

    @Test(arguments: [
        "", "$", ".", "1.", "1.999", "-1", "+1", "1,50", "1e3", "1.2.3", "١", "1 ", "0x1",
        "1000000001", "99999999999999999999",
    ])
    func whatIsNoPriceIsRefused(text: String) {
        #expect(Dollars.cents(text) == nil)
    }

    @Test(arguments: [
        (1999, "$19.99"), (5, "$0.05"), (0, "$0.00"), (-250, "-$2.50"),
        (123_456_789, "$1,234,567.89"), (Int64.min, "-$92,233,720,368,547,758.08"),
    ])
    func centsBecomeDollars(cents: Int64, text: String) {
        #expect(Dollars.text(cents) == text)
    }

    @Test(arguments: [
        (12.0, "12"), (1.5, "1.5"), (0.25, "0.25"), (0, "0"), (-3.5, "-3.5"), (1234.0, "1,234"),
        (0.999, "1"), (2.001, "2"),
    ])
    func quantitiesAreShort(value: Double, text: String) {
        #expect(NumberText.quantity(value) == text)
    }

    @Test func oddQuantitiesAreShownAsTheyAre() {
        #expect(NumberText.quantity(.nan) == "nan")
        #expect(NumberText.quantity(.infinity) == "inf")
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1500, "1.5 KB"), (999_960, "1.0 MB"),
        (2_000_000_000, "2.0 GB"), (Int64.max, "9.2 EB"),
    ])
    func bytesHaveAUnit(count: Int64, text: String) {
        #expect(NumberText.bytes(count) == text)
    }

    @Test(arguments: [
        (0.42, "0.4 ms"), (845.4, "845 ms"), (12_340, "12.3 s"), (245_000, "4 min 05 s"),
        (10_920_000, "3 h 02 min"), (792_000_000, "9 d 04 h"), (-1, "-"), (.nan, "-"),
    ])
    func durationsHaveAUnit(milliseconds: Double, text: String) {
        #expect(NumberText.duration(milliseconds: milliseconds) == text)
    }

    @Test func controlCharactersAreShownInsteadOfObeyed() {
        #expect(PlainText.escaped("a\u{1B}[31mb\n\t\u{9B}") == "a\\x1b[31mb\\n\\t\\x9b")
        #expect(PlainText.escaped("safe\u{202E}txt") == "safe\\u{202e}txt")
        #expect(PlainText.escaped("crème brûlée 🍋") == "crème brûlée 🍋")
    }

    @Test func controlCharactersInJSONStayJSON() throws {
        let text = PlainText.escapedJSON("{\"a\":\"x\u{9B}31m\u{202E}\"}")
        #expect(text == #"{"a":"x\u009b31m\u202e"}"#)
        #expect(try JSONParser.parse(Array(text.utf8))["a"] == .string("x\u{9B}31m\u{202E}"))
    }

    @Test func widthCountsColumns() {
        #expect(PlainText.width("abc") == 3)
        #expect(PlainText.width("日本") == 4)
        #expect(PlainText.width("e\u{301}") == 1)
        #expect(PlainText.shortened("abcdef", to: 4) == "abc…")
        #expect(PlainText.shortened("日本語", to: 4) == "日…")
        #expect(PlainText.shortened("abcd", to: 4) == "abcd")
    }

    @Test func jsonIsIndentedWithoutTouchingItsStrings() {
        let compact = #"{"a":[1,{"b":"x,{}:\"y\\"}],"c":{},"d":[]}"#
        let expected = """
            {
              "a": [
                1,
                {
                  "b": "x,{}:\\"y\\\\"
                }
              ],
              "c": {},
              "d": []
            }
            """
        #expect(PrettyJSON.text(compact) == expected)
    }

    @Test func momentsHaveNoFractions() {
        let time = WireTimestamp(microseconds: 1_700_000_000_123_456)
        // In whatever zone the tests run, with its name.
        let text = InstantText.text(time)
        #expect(text.wholeMatch(of: /2023-11-1[45] \d\d:\d\d:20 \S+/) != nil, "\(text)")
        #expect(InstantText.text(nil) == "-")
    }
}
