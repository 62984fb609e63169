import Foundation
import JSON
import Randomness
import TestSupport
import Testing

@Suite struct JSONParserTests {
    private static func parse(
        _ text: String, _ options: JSONParser.Options = .init()
    ) throws(JSONFault) -> JSONValue {
        try JSONParser.parse(Array(text.utf8), options)
    }

    private static func fault(
        _ bytes: [UInt8], _ options: JSONParser.Options = .init()
    ) -> JSONFault? {
        do throws(JSONFault) {
            _ = try JSONParser.parse(bytes, options)
            return nil
        } catch {
            return error
        }
    }

    /// Every object around bytes that are not UTF-8 is marked, and no other.
    @Test func bytesThatAreNotUTF8AreMarkedWhereThatIsAskedFor() throws {
        let text =
            Array(#"[{"a":"x"#.utf8) + [0xC3, 0x22] + Array(#"},{"a":"y","b":{"#.utf8)
            + [0x22, 0xFF, 0x22] + Array(#":[{"c":"d"}]}},{"a":"\u00e9é"}]"#.utf8)
        #expect(Self.fault(text)?.kind == .invalidUTF8)
        #expect(Self.fault(text, .lenient)?.kind == .invalidUTF8)
        let entries = try #require(try JSONParser.parse(text, .marking).array)
        #expect(entries.map(\.isSpoilt) == [true, true, false])
        #expect(entries[0]["a"] == .string("x\u{FFFD}"))
        #expect(entries[1]["b"]?.isSpoilt == true)
        #expect(entries[1]["b"]?["\u{FFFD}"]?.array?.map(\.isSpoilt) == [false])
        #expect(entries[2]["a"] == .string("éé"))
        // Members that are not kept count as well; what is no string is refused.
        let left = try JSONParser.parse(text, .marking, keeping: { $0 == "q" })
        #expect(left.array?.map(\.isSpoilt) == [true, true, false])
        #expect(Self.fault(Array("[1".utf8) + [0xFF] + Array("]".utf8), .marking) != nil)
        #expect(Self.fault(Array("[\"a".utf8) + [0xC3], .marking)?.kind == .truncated)
    }

    @Test(arguments: [
        ("", 0), ("7", 81), ("[1,2,3]", 4 * 80 + 7), ("[[],{},[{}]]", 8 * 80 + 12),
        (#"{"a,":",[{"}"#, 6 * 80 + 12),
    ])
    func aTextSaysWhatItsValuesMayTake(text: String, bytes: Int) {
        #expect(JSONParser.treeBytesMax(Array(text.utf8)) == bytes)
    }

    @Test func valuesAreDecoded() throws {
        let value = try Self.parse(
            #" {"a":[1,-2.50e1,true,false,null,"x\n\u00e9"],"b":{},"c":[]} "#)
        #expect(
            value["a"]?.array == [
                .number("1"), .number("-2.50e1"), .bool(true), .bool(false), .null,
                .string("x\né"),
            ])
        #expect(value["b"]?.members?.isEmpty == true && value["c"]?.array?.isEmpty == true)
    }

    @Test(arguments: [
        "", " ", "{", "[", "]", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "tru", "nul",
        "\"\u{1}\"", "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "1 2", "'a'",
        "NaN", "[1 2]", "-", "{\"a\" 1}", "{1:2}", "\"abc", "{\"a\"}", "{\"a\":}", "{a:1}", "\"",
        "\"\\u12\"", "\"\\u12zz\"", "[1]x", "1\u{B}", "1\u{0}", "[}", "{]",
    ])
    func malformedTextIsRefused(text: String) {
        #expect(throws: JSONFault.self) { try Self.parse(text) }
    }

    @Test(
        arguments: [
            ("[1,x]", .unexpectedByte, 3), ("[1", .truncated, 2), ("{\"a\":1}}", .trailingBytes, 7),
            ("\"a\\ud800\"", .loneSurrogate, 0), ("[\"\\udfff\\ud83d\"]", .loneSurrogate, 1),
        ] as [(String, JSONFault.Kind, Int)])
    func faultsSayWhatAndWhere(text: String, kind: JSONFault.Kind, offset: Int) {
        #expect(Self.fault(Array(text.utf8)) == JSONFault(kind, offset: offset))
    }

    @Test(
        arguments: [
            ([0x22, 0xC3, 0x22], .invalidUTF8, 2),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], .invalidUTF8, 2),
            ([0x22, 0xF5, 0x22], .invalidUTF8, 1), ([0x22, 0xC0, 0x80, 0x22], .invalidUTF8, 1),
            ([0xFF, 0xFE, 0x31, 0x00], .wrongEncoding, 0), ([0x31, 0x00], .wrongEncoding, 1),
        ] as [([UInt8], JSONFault.Kind, Int)])
    func bytesThatAreNotUTF8AreRefused(bytes: [UInt8], kind: JSONFault.Kind, offset: Int) {
        #expect(Self.fault(bytes) == JSONFault(kind, offset: offset))
    }

    @Test func everyTruncationFails() {
        let bytes = Array(#"{"a":[1.5e3,{"b":"é\u00e9\ud83d\ude00"}],"c":null}"#.utf8)
        for length in 0..<bytes.count {
            #expect(Self.fault(Array(bytes[..<length]))?.kind == .truncated, "\(length)")
        }
    }

    @Test func aByteOrderMarkIsReadPastOnce() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try JSONParser.parse(mark + Array(" 7".utf8)) == .number("7"))
        #expect(throws: JSONFault.self) { try JSONParser.parse(mark + mark + [0x37]) }
        #expect(throws: JSONFault.self) { try JSONParser.parse(Array(mark[..<2])) }
    }

    @Test func escapesAreRead() throws {
        let value = try Self.parse(#""\u00e9\ud83d\ude00x\/\b\f\r\t\ufffd""#)
        #expect(value == .string("é😀x/\u{8}\u{C}\r\t\u{FFFD}"))
        let loose = try Self.parse(#""\ud83dx\udc00\ud83d\u0041""#, .lenient)
        #expect(loose == .string("\u{FFFD}x\u{FFFD}\u{FFFD}A"))
    }

    @Test func zerosBehindTheValueArePaddingWhereThatIsAllowed() throws {
        #expect(try Self.parse("[1]\u{0} \u{0}", .lenient) == .array([.number("1")]))
        #expect(throws: JSONFault.self) { try Self.parse("[\u{0}1]", .lenient) }
    }

    @Test func nestingIsBounded() throws {
        let most = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try Self.parse(most).array?.count == 1)
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(Self.fault(deep) == JSONFault(.tooDeep, offset: 64))
        var options = JSONParser.Options()
        options.depthMax = 2
        #expect(try Self.parse(#"{"a":[1]}"#, options)["a"] == .array([.number("1")]))
        #expect(Self.fault(Array("[[[1]]]".utf8), options) == JSONFault(.tooDeep, offset: 2))
        options.depthMax = JSONLimits.readDepthMax
        #expect(Self.fault(deep, options) == JSONFault(.tooDeep, offset: JSONLimits.readDepthMax))
    }

    @Test func valuesAreBounded() throws {
        var options = JSONParser.Options()
        options.valuesMax = 3
        #expect(try Self.parse("[1,2]", options).array?.count == 2)
        #expect(Self.fault(Array("[1,2,3]".utf8), options) == JSONFault(.tooLarge, offset: 5))
    }

    @Test func droppedMembersAreCheckedAllTheSame() throws {
        let kept = try JSONParser.parse(
            Array(#"{"a":1,"b":{"a":[2,{}]}}"#.utf8), keeping: { $0 == "a" })
        #expect(kept == .object([.init("a", .number("1"))]))
        for text in [#"{"a":1,"b":{x}}"#, "{\"b\":" + String(repeating: "[", count: 100_000)] {
            #expect(throws: JSONFault.self) {
                try JSONParser.parse(Array(text.utf8), keeping: { $0 == "a" })
            }
        }
    }

    @Test func valuesAreReadOneAtATime() throws {
        let text = Array(#"[{"a":1},2, "x"]"#.utf8)
        let padded = text + [UInt8](repeating: 0, count: JSONScanner.padding)
        let values: [JSONValue] = try padded.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(start: try #require(buffer.baseAddress), count: text.count)
            var values: [JSONValue] = []
            repeat {
                scanner.cursor += 1
                scanner.skipWhitespace()
                values.append(try JSONParser.next(&scanner))
            } while scanner.cursor.pointee == UInt8(ascii: ",")
            return values
        }
        #expect(values == [.fields(["a": .number("1")]), .number("2"), .string("x")])
    }

    @Test(arguments: Seeds.of([3] as [UInt64]))
    func randomBytesNeverTrapAndAgreeWithFoundation(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array(#"{}[]",:0123456789.eE+-\utrefalsn "#.utf8)
        var parsed = 0
        for _ in 0..<20_000 {
            let bytes = (0...random.below(12)).map { _ in alphabet[random.below(alphabet.count)] }
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
}
