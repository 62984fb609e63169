import Randomness
import TestSupport
import Testing

@testable import FeedMapping

@Suite struct CSVReaderTests {
    private func rows(
        _ text: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")
    ) throws -> [CSVReader.Row] {
        var reader = try CSVReader(text, delimiter: delimiter)
        var rows: [CSVReader.Row] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    private func rows(_ text: String) throws -> [CSVReader.Row] { try rows(Array(text.utf8)) }

    @Test(arguments: [
        ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
        ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
        ("a\rb\r", [["a"], ["b"]]),
        ("\u{FEFF}a,b\n", [["a", "b"]]),
        ("\"a, \"\"b\"\"\",c\n", [["a, \"b\"", "c"]]),
        ("\"line\r\nbreak\",x\n", [["line\r\nbreak", "x"]]),
        ("\n\na,,\n\n\n,,\n", [["a", "", ""], ["", "", ""]]),
        ("5\" pipe,\"\"\n", [["5\" pipe", ""]]),
        ("\"a\"  ,b\n", [["a", "b"]]),
        ("", []),
        ("\u{FEFF}", []),
    ])
    func readsRows(_ text: String, _ wanted: [[String]]) throws {
        #expect(try rows(text) == wanted.map { .fields($0) })
    }

    @Test func faultyRowsAreToldApartAndTheOthersStay() throws {
        #expect(
            try rows("a,b\n\"x\"y,z\nc,d\n")
                == [.fields(["a", "b"]), .faulty(.quote), .fields(["c", "d"])])
        let bad = Array("a,b\n".utf8) + [0xC3, 0x28, 0x2C, 0x31, 0x0A] + Array("c,d\n".utf8)
        #expect(
            try rows(bad) == [.fields(["a", "b"]), .faulty(.encoding), .fields(["c", "d"])])
    }

    @Test func whatEndsInQuotesIsCutOff() throws {
        let fault = #expect(throws: FeedFault.self) { try rows("a,b\n1,\"two\n3,4\n") }
        #expect(fault?.kind == .cutOff)
        #expect(fault?.message == "a quote of line 2 is never closed")
    }

    @Test func sizesAreBounded() {
        let long = [UInt8](repeating: 0x61, count: FeedLimits.fieldBytesMax + 1)
        #expect(throws: FeedFault.self) { try rows(long) }
        #expect(throws: FeedFault.self) { try rows([0x22] + long + [0x22]) }
        let wide = [UInt8](repeating: 0x2C, count: FeedLimits.columnsMax)
        #expect(throws: FeedFault.self) { try rows(wide) }
    }

    @Test func otherEncodingsAreTold() {
        for mark in [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]] {
            let fault = #expect(throws: FeedFault.self) { try rows(mark + [0x61, 0]) }
            #expect(fault?.kind == .encoding)
        }
    }

    @Test func otherDelimiters() throws {
        #expect(
            try rows(Array("a;b,c\n".utf8), delimiter: UInt8(ascii: ";"))
                == [.fields(["a", "b,c"])])
    }

    /// Tables of any texts, written as RFC 4180 says, come back as they were.
    @Test(arguments: Seeds.of(0..<200)) func tablesComeBack(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let pieces = ["a", ",", "\"", "\n", "\r\n", " ", "é", "🌿", "1.5", ""]
        let width = 1 + random.below(5)
        var table: [[String]] = []
        for _ in 0..<random.below(8) {
            table.append(
                (0..<width).map { _ in
                    (0..<random.below(4)).map { _ in pieces[random.below(pieces.count)] }.joined()
                })
        }
        var text = ""
        for row in table {
            let fields = row.map { field -> String in
                let mustQuote = field.contains { "\",\n\r\r\n".contains($0) } || width == 1
                guard mustQuote || random.below(3) == 0 else { return field }
                return "\"" + field.replacing("\"", with: "\"\"") + "\""
            }
            text += fields.joined(separator: ",") + ["\n", "\r\n"][random.below(2)]
        }
        #expect(try rows(text) == table.map { .fields($0) }, "\(text.debugDescription)")
    }

    @Test(arguments: Seeds.of([11] as [UInt64]))
    func noiseNeverTraps(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = Array("\",\r\na\u{FEFF}é;".utf8) + [0xFF]
        for _ in 0..<5_000 {
            let noise = (0..<random.below(40)).map { _ in bytes[random.below(bytes.count)] }
            _ = try? rows(noise)
        }
    }
}
