import JSON
import Randomness
import TestSupport
import Testing

@testable import Alleaves
@testable import PointOfSale

@Suite struct InventoryParserTests {
    private static let sample = Rows.list([
        Rows.row(item: 11, batch: 1, ["item": "\"Caf\\u00e9 \\ud83d\\ude00 \\\"x\\\" é\""]),
        "\n " + Rows.row(item: 7, batch: 2, ["brand": "null"]),
        Rows.row(item: 11, batch: 3) + "\r\n",
    ])

    @Test func fieldsOfARowAreDecoded() throws {
        let inventory = try Rows.parse(Rows.list([Rows.row(item: 11, batch: 1)]))
        let item = try #require(inventory.items.first)
        #expect(item.idItem == "11")
        #expect(item.name == "Acme - Gummies  10pk - Item 11")
        #expect(item.brand == "Acme  Farms")
        #expect(item.category == "Category > Edibles")
        #expect(item.vendor == "Acme Vendor")
        #expect(item.sku == nil)
        #expect(item.uom == "Each")
        #expect(item.prices == InventoryPrices(otdAdultUse: 3955, retailAdultUse: 3500))
        #expect(item.costCents == 1235)
        #expect(item.stockThousandths == 3000)
        #expect(item.onHandThousandths == 4000)
        #expect(item.expiry?.description == "2027-02-10")
        #expect(item.weightThousandths == 3500)
        #expect(item.isProduct && item.isCannabis == true && item.isAdultUse == true)
        #expect(!item.isDeleted)
        #expect(item.thcThousandths == nil)
        let batch = try #require(item.batches.first)
        #expect(batch.idBatch == "1" && batch.idArea == "1001" && batch.area == "Front Room")
        #expect(batch.received?.description == "2025-07-01")
        #expect(batch.costCents == 1235 && batch.isSellable)
    }

    @Test func bytesOfATextAreGivenWithoutAString() throws {
        let item = try #require(
            try Rows.parse(Rows.list([Rows.row(item: 11, batch: 1)])).items.first)
        #expect(item.withBytes(of: .brand) { Array($0) } == Array("Acme  Farms".utf8))
        #expect(item.withBytes(of: .strain) { $0.isEmpty })
    }

    @Test func licencesAreNotKept() throws {
        let inventory = try Rows.parse(Rows.list([Rows.row(item: 11, batch: 1)]))
        let kept = UnsafeBufferPointer(start: inventory.rows.bytes, count: inventory.rows.byteCount)
        let text = String(decoding: kept, as: UTF8.self)
        #expect(text.contains("Gummies"))
        #expect(!text.contains("LIC-1"))
    }

    @Test func idsAndNumbersMayBeStrings() throws {
        let row = Rows.row(
            item: 1, batch: 2,
            [
                "id_item": "\"77\"", "available": "\"2.5\"", "price_otd_adult_use": "\" 39.555 \"",
                "sku": "12345", "deleted": "\"false\"", "is_product": "0", "thc": "\"21.25\"",
            ])
        let item = try #require(try Rows.parse(Rows.list([row])).items.first)
        #expect(item.idItem == "77")
        #expect(item.stockThousandths == 2500)
        #expect(item.prices.otdAdultUse == 3956)
        #expect(item.sku == "12345")
        #expect(!item.isProduct)
        #expect(item.thcThousandths == 21_250)
    }

    @Test(arguments: ["null", "\"\"", "\"n/a\"", "true", "[1]", "{\"a\":1}", "-5", "1e300", "0"])
    func unusablePricesAreAbsent(_ value: String) throws {
        let row = Rows.row(item: 1, batch: 2, ["price_otd_adult_use": value])
        let item = try #require(try Rows.parse(Rows.list([row])).items.first)
        #expect(item.prices == InventoryPrices(retailAdultUse: 3500))
    }

    @Test(arguments: ["null", "\"\"", "\"x\"", "0", "-1", "1.5", "{}"])
    func rowsWithoutAnItemIDAreCountedOnly(_ value: String) throws {
        let rows = [Rows.row(item: 1, batch: 2, ["id_item": value]), Rows.row(item: 3, batch: 4)]
        let inventory = try Rows.parse(Rows.list(rows))
        #expect(inventory.rowCount == 2)
        #expect(inventory.rowsWithoutItem == 1)
        #expect(inventory.items.map(\.idItem) == ["3"])
    }

    @Test(arguments: [
        "[]", " [ ] ", "{\"data\":[]}", "{\"total\":{\"a\":[1]},\"items\":[],\"x\":1}",
    ])
    func anEmptyListIsAnEmptyInventory(_ text: String) throws {
        let inventory = try Rows.parse(text)
        #expect(inventory.rowCount == 0 && inventory.items.isEmpty && !inventory.isShort)
    }

    @Test(arguments: ["{\"data\":%}", "{\"page\":1, \"items\" : % , \"more\":null}", " %\n"])
    func everyEnvelopeIsAccepted(_ envelope: String) throws {
        let text = envelope.split(separator: "%", omittingEmptySubsequences: false)
            .joined(separator: Self.sample)
        let inventory = try Rows.parse(text)
        #expect(Rows.hashes(inventory) == Rows.hashes(try Rows.parse(Self.sample)))
        #expect(inventory.items.map(\.idItem) == ["7", "11"])
    }

    @Test func everySplitGivesTheSame() throws {
        let bytes = Array("{\"x\":[1,2],\"data\":\(Self.sample)}".utf8)
        let expected = Rows.hashes(try Rows.parse(bytes, pieces: []))
        for split in 0...bytes.count {
            #expect(Rows.hashes(try Rows.parse(bytes, pieces: [split])) == expected, "\(split)")
        }
        let single = try Rows.parse(bytes, pieces: Array(0..<bytes.count))
        #expect(Rows.hashes(single) == expected)
    }

    @Test func everyTruncationFails() {
        let bytes = Array(Self.sample.utf8)
        for length in 0..<bytes.count {
            #expect(Rows.fault(Array(bytes[..<length])) == .truncated, "\(length)")
        }
    }

    @Test func everyTruncationOfAnEnvelopeFails() {
        let bytes = Array("{\"n\":12,\"data\":[{\"id_item\":1}],\"s\":\"\\u00e9\"}".utf8)
        for length in 0..<bytes.count {
            #expect(Rows.fault(Array(bytes[..<length])) == .truncated, "\(length)")
        }
    }

    @Test(arguments: [
        "7", "\"x\"", "null", "{}", "{\"n\":\"x\"}", "{\"data\":null}", "{\"data\":{}}",
        "[1]", "[null]", "[[]]", "[,{\"a\":1}]", "[{\"a\":1},]", "{\"data\":[],\"items\":[]}",
        "<html>",
    ])
    func otherShapesAreRefused(_ text: String) {
        #expect(Rows.fault(text) == .unexpectedShape)
    }

    @Test(arguments: ["[] x", "[]]", "[],[]", "{\"data\":[]}{}", "[]\u{0}x"])
    func trailingBytesAreRefused(_ text: String) {
        #expect(Rows.fault(text) == .trailingBytes)
    }

    @Test(arguments: [
        "[{\"a\":01}]", "[{\"a\":1.}]", "[{\"a\":.5}]", "[{\"a\":+1}]", "[{\"a\":1e}]",
        "[{\"a\":-}]",
        "[{\"a\":nul}]", "[{\"a\":truth}]", "[{\"a\":fals}]", "[{\"a\":NaN}]", "[{a:1}]",
        "[{\"a\" 1}]", "[{\"a\":1 \"b\":2}]", "[{\"a\":1,}]", "[{,}]",
        "[{\"a\":[1,]}]", "[{\"a\":[,1]}]", "[{\"a\":[1}]}]", "[{\"a\":{\"b\"}}]",
        "[{\"a\":\"\\x\"}]", "[{\"a\":\"\\u12g4\"}]", "[{\"a\":\"tab\there\"}]",
        "[{\"a\":\"nul\u{0}\"}]", "[{\"a\":1}{\"a\":1}]", "[{\"id_item\":0x1}]",
        "[{\"item\":'x'}]",
    ])
    func malformedJSONIsRefused(_ text: String) {
        #expect(Rows.fault(text) == .unexpectedByte)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
            [0xE2, 0x82], [0xC3, 0x28],
        ] as [[UInt8]])
    func badUTF8SpoilsItsRowInUsedAndUnusedStrings(_ bad: [UInt8]) throws {
        let good = Rows.row(item: 1, batch: 1)
        for key in ["item", "unused", "brand", "status"] {
            let text =
                Array("[\(good),{\"id_item\":2,\"\(key)\":\"abc".utf8) + bad
                + Array("\",\"available\":3,\"on_hand\":3,\"deleted\":true},\(good)]".utf8)
            let inventory = try Rows.parse(text, pieces: [])
            #expect(inventory.items.map(\.hasSpoiltRows) == [false, true])
            #expect(inventory.items.map(\.hasUnreadableAmounts) == [false, true])
            #expect(inventory.items[1].name == nil && inventory.items[1].brand == nil)
            #expect(
                inventory.unreadable.texts == [
                    "inventory: 1 row has bytes that are not UTF-8 and changes nothing, for"
                        + " example 2"
                ])
        }
    }

    /// In a key as well, however often it comes, and wherever the answer is cut into pieces.
    @Test(arguments: [1, 2, 3, 7, 4096])
    func badUTF8InAKeySpoilsEveryRowThatHasIt(piece: Int) throws {
        let row = { (item: Int) in
            Array("{\"id_item\":\(item),\"price_ot".utf8) + [0xE2, 0x82]
                + Array("d\":5,\"item\":\"a\"}".utf8)
        }
        let rows = [row(1), row(2), Array(Rows.row(item: 3, batch: 3).utf8)]
        let text = Array("[".utf8) + rows.joined(separator: [0x2C]) + Array("]".utf8)
        let parser = InventoryParser()
        for start in stride(from: 0, to: text.count, by: piece) {
            try text[start..<min(start + piece, text.count)].withUnsafeBytes { bytes in
                try parser.feed(bytes)
            }
        }
        let inventory = try parser.finish()
        #expect(inventory.items.map(\.hasSpoiltRows) == [true, true, false])
    }

    /// What is said beside the rows belongs to none of them; what is no string has no end.
    @Test func badUTF8OutsideOfARowsStringsIsRefused() {
        let row = Rows.row(item: 1, batch: 1)
        let tail = { (text: String) in Array(text.utf8) }
        #expect(
            Rows.fault(tail("{\"data\":[\(row)],\"status\":\"") + [0xFF] + tail("\"}"))
                == .invalidUTF8)
        #expect(
            Rows.fault(tail("[\(row),{\"id_item\":1") + [0xFF] + tail("}]")) == .unexpectedByte)
        #expect(Rows.fault(tail("[\(row)") + [0xFF] + tail(",\(row)]")) == .unexpectedByte)
    }

    @Test(arguments: [
        ("\\ud800", "\u{FFFD}"), ("\\udc00x", "\u{FFFD}x"), ("\\ud800\\ud800", "\u{FFFD}\u{FFFD}"),
        ("\\ud800\\u0041", "\u{FFFD}A"), ("\\ud83d\\ude00", "😀"), ("\\u0041\\n\\/b", "A\n/b"),
        ("a\\u0000b", "a\u{0}b"),
    ])
    func escapesBecomeUTF8(_ escaped: String, _ name: String) throws {
        let row = Rows.row(item: 1, batch: 1, ["item": "\"\(escaped)\""])
        #expect(try Rows.parse(Rows.list([row])).items.first?.name == name)
    }

    @Test func keysMayBeEscaped() throws {
        let inventory = try Rows.parse("[{\"id\\u005fitem\":5,\"\\u0069tem\":\"x\"}]")
        #expect(inventory.items.first?.idItem == "5")
        #expect(inventory.items.first?.name == "x")
    }

    @Test func nestingIsBounded() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try Rows.parse("[{\"id_item\":1,\"x\":\(deep)}]").items.count == 1)
        #expect(Rows.fault("[{\"x\":[\(deep)]}]") == .tooDeep)
        let bomb = "[{\"x\":" + String(repeating: "{\"a\":", count: 500_000)
        #expect(Rows.fault(bomb) == .tooDeep)
    }

    @Test func longTextsAreCutOnACharacterBoundary() throws {
        let name = "a" + String(repeating: "é", count: 600_000)
        let row = Rows.row(item: 1, batch: 1, ["item": "\"\(name)\""])
        let item = try #require(try Rows.parse(Rows.list([row])).items.first)
        #expect(item.name == "a" + String(repeating: "é", count: 499))
    }

    @Test func theLastOfEqualKeysCounts() throws {
        let text = "[{\"id_item\":1,\"item\":\"a\",\"item\":\"b\",\"brand\":\"x\",\"brand\":null}]"
        let item = try #require(try Rows.parse(text).items.first)
        #expect(item.name == "b" && item.brand == nil)
    }

    @Test func rowsMayDifferInTheirKeysAndTheirWhiteSpace() throws {
        let text = """
            [{"id_item":1,"item":"a","x":1,"brand":"A","on_hand":1},
             {"id_item":2,"brand":"B","on_hand":2},
             { "on_hand" : 3 , "id_item" : 3 , "new" : {"id_item":9} , "item" : "c" },
             {}, {"id_item": 4,"item": "d","x": [],"brand": "D","on_hand": 4},
             {"id_item":5,"item":"e","x":1,"brand":"E","on_hand":5}]
            """
        let items = Array(try Rows.parse(text).items)
        #expect(items.map(\.idItem) == ["1", "2", "3", "4", "5"])
        #expect(items.map(\.name) == ["a", nil, "c", "d", "e"])
        #expect(items.map(\.brand) == ["A", "B", nil, "D", "E"])
        #expect(items.map(\.onHandThousandths) == [1000, 2000, 3000, 4000, 5000])
    }

    @Test func longKeysAreReadWithoutPrediction() throws {
        let key = String(repeating: "k", count: 300)
        let row = "{\"id_item\":1,\"\(key)\":\"v\",\"item\":\"a\"}"
        let inventory = try Rows.parse(Rows.list([row, row, row]))
        #expect(inventory.rowCount == 3 && inventory.items.first?.name == "a")
    }

    @Test func fewerRowsThanTheTotalIsShort() throws {
        let row = Rows.row(item: 1, batch: 1, ["total_rows": "2"])
        #expect(try Rows.parse(Rows.list([row])).isShort)
        #expect(try !Rows.parse(Rows.list([row, row])).isShort)
    }

    @Test func aFailedParserStaysFailed() {
        let parser = InventoryParser()
        let bad = Array("[x".utf8)
        bad.withUnsafeBytes { bytes in
            #expect(throws: JSONFault.self) { try parser.feed(bytes) }
            #expect(throws: JSONFault.self) { try parser.feed(bytes) }
        }
        #expect(throws: JSONFault(.unexpectedShape, offset: 1)) { try parser.finish() }
    }

    /// Seeded: damages a valid answer, and expects the same verdict however the bytes arrive.
    @Test(arguments: Seeds.of([7] as [UInt64]))
    func damagedBytesNeverTrapAndSplitsDoNotChangeTheVerdict(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = Array(Self.sample.utf8)
        var faults = 0
        for _ in 0..<3_000 {
            var mutated = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<mutated.count, using: &random)
                mutated[index] = UInt8.random(in: 0...255, using: &random)
            }
            let fault = Rows.fault(mutated)
            if fault != nil { faults += 1 }
            let first = Int.random(in: 0...mutated.count, using: &random)
            let second = Int.random(in: first...mutated.count, using: &random)
            #expect(Rows.fault(mutated, pieces: [first, second]) == fault)
        }
        #expect(faults > 300)
    }
}
