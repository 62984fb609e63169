import Foundation
import Testing

@testable import AlleavesSimulator

@Suite struct JSONTests {
    @Test(arguments: [
        "null", "[]", "{}", "[1,2.50,-0.1,1e5,1E-2]", #"{"a":{"b":[true,false]},"a":1}"#,
        #"["\"\\\n","é","😀"]"#,
    ])
    func textsComeBackAsTheyWere(text: String) throws {
        #expect(try JSONParser.parse(Array(text.utf8)).bytes == Array(text.utf8))
    }

    @Test(arguments: [
        "", " ", "[", "]", "[1,]", "{", #"{"a"}"#, #"{"a":}"#, "{a:1}", "01", "1.", "-", ".5",
        "1e", "tru", "nul", #"""#, #""\x""#, #""\u12""#, #""\u12zz""#, "\"\u{1}\"", "[1]x", "+1",
    ])
    func brokenTextsThrow(text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func escapesAreRead() throws {
        let text = #""\u00e9\ud83d\ude00\ud83dx\/\b\f\r\t""#
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(value == .string("é😀\u{FFFD}x/\u{8}\u{C}\r\t"))
    }

    @Test func depthIsBounded() throws {
        let fine = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        #expect(try JSONParser.parse(Array(fine.utf8)).elements?.count == 1)
        let deep = Array(repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError.self) { try JSONParser.parse(deep) }
    }

    @Test func randomBytesNeverTrap() {
        var random = SplitMix64(seed: 3)
        let alphabet = Array(#"{}[]",:0123456789.eE+-\utrefalsn "#.utf8)
        var parsed = 0
        for _ in 0..<20_000 {
            let bytes = (0..<random.between(1, 12)).map { _ in
                alphabet[random.below(alphabet.count)]
            }
            let own = try? JSONParser.parse(bytes)
            let foundation = try? JSONSerialization.jsonObject(
                with: Data(bytes), options: .fragmentsAllowed)
            if own != nil { parsed += 1 }
            // Whatever we accept, an independent parser accepts too, but for huge exponents.
            let hasExponent = bytes.contains { $0 | 0x20 == UInt8(ascii: "e") }
            #expect(own == nil || foundation != nil || hasExponent)
        }
        #expect(parsed > 0)
    }

    @Test(arguments: [
        (0, "0"), (5, "0.05"), (10, "0.1"), (100, "1"), (3_955, "39.55"), (18_080, "180.8"),
        (-250, "-2.5"), (Int.max, "92233720368547758.07"),
    ])
    func decimalsPrintAsJavaScriptDoes(cents: Int, text: String) {
        let buffer = ByteBuffer()
        buffer.cents(cents)
        #expect(String(decoding: buffer.array, as: UTF8.self) == text)
    }

    @Test(arguments: [0, 9, 10, 99, 100, 12_345, Int.max, Int.min, -1])
    func integersPrintInFull(value: Int) {
        let buffer = ByteBuffer()
        buffer.integer(value)
        #expect(String(decoding: buffer.array, as: UTF8.self) == String(value))
    }

    @Test func daysAgreeWithTheCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for days in stride(from: -10_000, through: 40_000, by: 37) {
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(days) * 86_400))
            let day = CivilDate(days: days)
            #expect(day.parts.year == parts.year && day.parts.month == parts.month)
            #expect(day.parts.day == parts.day)
            #expect(CivilDate(day.text) == day)
        }
        #expect(CivilDate("2026-13-01") == nil && CivilDate("26-1-1") == nil)
    }
}
