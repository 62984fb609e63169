import Foundation
import Testing

/// What the ground floor has is nowhere else: one generator, one calendar, one table of codes, one
/// JSON, one way to trim, cut, encode and search.
extension HouseRules {
    /// A text by which a second implementation would be known, and where the one is.
    struct SingleHome: CustomTestStringConvertible, Sendable {
        let sign: String
        let home: String
        var testDescription: String { "\(sign) only in \(home)" }

        /// Signs are spelt in two halves, so that this file does not break its own rule.
        init(_ first: String, _ second: String, _ home: String) {
            sign = first + second
            self.home = "Sources/\(home)/"
        }
    }

    static let homes: [SingleHome] = [
        // The finaliser of SplitMix64; the golden ratio before it has other uses.
        SingleHome("0xBF58_476D", "_1CE4_E5B9", "Randomness"),
        // Days of 400 years; Foundation's calendar, for time zones, has no need of them.
        SingleHome("146", "_097", "CivilTime"),
        // The last code of google.rpc.Code.
        SingleHome("unauthenticated", " = 16", "StatusCodes"),
        SingleHome("struct JSON", "Parser {", "JSON"),
        SingleHome("struct JSON", "Writer {", "JSON"),
        SingleHome("struct JSON", "Reader {", "JSON"), SingleHome("enum JSON", "Value", "JSON"),
        SingleHome("struct Decimal", "Number:", "Decimals"),
        SingleHome("enum Base", "64", "TextForms"),
        SingleHome("(\"0123456789", "abcdef\"", "TextForms"),
        SingleHome("(\"0123456789", "ABCDEF\"", "TextForms"),
        // A continuation byte of UTF-8.
        SingleHome("& 0xC0 ", "== 0x80", "TextForms"),
        SingleHome("0x200", "B", "TextForms"), SingleHome("clock_", "gettime", "LinuxSystem"),
        SingleHome("trimming", "Characters", "TextForms"),
        SingleHome("drop(while: ", "\\.isWhitespace)", "TextForms"),
        SingleHome("lastIndex(where: ", "{ !$0.isWhitespace", "TextForms"),
        SingleHome("first <", "= 0x20", "TextForms"), SingleHome("last <", "= 0x20", "TextForms"),
        // The step of a binary search.
        SingleHome("low = middle ", "+ 1", "Ordering"), SingleHome("high ", "= middle", "Ordering"),
    ]

    @Test(arguments: homes)
    func theGroundFloorsIdeasAreNowhereElse(_ single: SingleHome) {
        let found = violations { file, _, line in
            line.contains(single.sign) && !file.path.hasPrefix(single.home)
                && !file.path.hasSuffix("TidyTests/GroundFloor.swift")
        }
        #expect(found == [])
    }

    @Test func theGroundFloorStandsOnNothing() {
        let floor = [
            "CivilTime", "Decimals", "JSON", "Ordering", "Randomness", "StatusCodes", "TextForms",
        ]
        let found = violations(in: floor.map { "Sources/\($0)/" }) { _, _, line in
            guard line.hasPrefix("import ") else { return false }
            let module = String(line.dropFirst("import ".count))
            return module != "Glibc" && !floor.contains(module)
        }
        #expect(found == [])
    }

    /// A sentence may be reworded; what is decided by it would change without a word. RocksDB has
    /// nothing but its texts to tell its errors apart by.
    @Test func noDecisionHangsOnTheBeginningOfASentence() {
        let call = "hasPrefix" + "(\""
        let found = violations(in: ["Sources/"]) { file, _, line in
            guard !file.path.hasPrefix("Sources/RocksStore/"),
                let range = line.range(of: call)
            else { return false }
            let words = line[range.upperBound...].prefix { $0 != "\"" }.split(separator: " ")
            return words.count > 1 && words[0].allSatisfy(\.isLetter)
        }
        #expect(found == [])
    }
}
