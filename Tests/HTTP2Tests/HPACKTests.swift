import Randomness
import TestSupport
import Testing

@testable import HTTP2

@Suite struct HPACKTests {
    private func decode(
        _ bytes: [UInt8], _ decoder: inout HPACKDecoder
    ) throws -> [String] {
        var fields = FieldBlock()
        _ = try bytes.withUnsafeBytes { try decoder.decode($0, into: &fields) }
        return fields.pairs.map { "\($0.name): \($0.value)" }
    }

    private func fault(_ bytes: [UInt8]) -> HPACKFault? {
        var decoder = HPACKDecoder()
        var fields = FieldBlock()
        do throws(HPACKFault) {
            try bytes.withUnsafeBufferPointer { (bytes) throws(HPACKFault) in
                _ = try decoder.decode(UnsafeRawBufferPointer(bytes), into: &fields)
            }
            return nil
        } catch {
            return error
        }
    }

    // MARK: RFC 7541, appendix C

    @Test func numbersOfAppendixC1() throws {
        for (value, prefix, text) in [(10, 5, "0a"), (1337, 5, "1f9a0a"), (42, 8, "2a")] {
            var bytes: [UInt8] = []
            HPACKInteger.append(value, prefix: prefix, pattern: 0, to: &bytes)
            #expect(bytes == hex(text))
            var place = 0
            let read = try bytes.withUnsafeBytes {
                try HPACKInteger.read($0, &place, prefix: prefix)
            }
            #expect(read == value)
            #expect(place == bytes.count)
        }
    }

    @Test func fieldsOfAppendixC2() throws {
        let examples = [
            (
                "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
                "custom-key: custom-header", 55
            ),
            ("040c 2f73 616d 706c 652f 7061 7468", ":path: /sample/path", 0),
            ("1008 7061 7373 776f 7264 0673 6563 7265 74", "password: secret", 0),
            ("82", ":method: GET", 0),
        ]
        for (text, field, size) in examples {
            var decoder = HPACKDecoder()
            #expect(try decode(hex(text), &decoder) == [field])
            #expect(decoder.tableSize == size)
        }
    }

    struct Exchange: Sendable {
        let tableBytes: Int
        let blocks: [(text: String, fields: [String], tableSize: Int)]
    }

    private static let host = [
        ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com",
    ]
    private static let custom = [
        ":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com",
        "custom-key: custom-value",
    ]
    private static func answer(_ status: String) -> [String] {
        [
            ":status: \(status)", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT",
            "location: https://www.example.com",
        ]
    }
    private static let last = [
        ":status: 200", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:22 GMT",
        "location: https://www.example.com", "content-encoding: gzip",
        "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ]

    static let exchanges = [
        // C.3 and C.4
        Exchange(
            tableBytes: 4096,
            blocks: [
                ("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", host, 57),
                ("8286 84be 5808 6e6f 2d63 6163 6865", host + ["cache-control: no-cache"], 110),
                (
                    """
                    8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75
                    65
                    """, custom, 164
                ),
            ]),
        Exchange(
            tableBytes: 4096,
            blocks: [
                ("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", host, 57),
                ("8286 84be 5886 a8eb 1064 9cbf", host + ["cache-control: no-cache"], 110),
                ("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf", custom, 164),
            ]),
        // C.5 and C.6
        Exchange(
            tableBytes: 256,
            blocks: [
                (
                    """
                    4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
                    2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70
                    6c65 2e63 6f6d
                    """, answer("302"), 222
                ),
                ("4803 3330 37c1 c0bf", answer("307"), 222),
                (
                    """
                    88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d
                    54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049
                    5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e
                    3d31
                    """, last, 215
                ),
            ]),
        Exchange(
            tableBytes: 256,
            blocks: [
                (
                    """
                    4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
                    2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3
                    """, answer("302"), 222
                ),
                ("4883 640e ffc1 c0bf", answer("307"), 222),
                (
                    """
                    88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab
                    77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f
                    9587 3160 65c0 03ed 4ee5 b106 3d50 07
                    """, last, 215
                ),
            ]),
    ]

    @Test(arguments: exchanges.indices)
    func exchangesOfAppendixC3To6(_ index: Int) throws {
        var decoder = HPACKDecoder(tableBytesMax: Self.exchanges[index].tableBytes)
        for block in Self.exchanges[index].blocks {
            #expect(try decode(hex(block.text), &decoder) == block.fields)
            #expect(decoder.tableSize == block.tableSize)
        }
    }

    // MARK: What is wrong

    @Test func whatIsNoBlockIsAFault() {
        let cases: [(String, HPACKFault)] = [
            ("80", .noSuchEntry), ("be", .noSuchEntry), ("7e00", .noSuchEntry),
            ("0f2f00", .noSuchEntry), ("ff", .truncated), ("ff80", .truncated),
            ("ffffffffff0f", .numberTooLarge), ("ff808080808001", .numberTooLarge),
            ("ff80808080808080808080", .numberTooLarge), ("40", .truncated),
            ("4005616263", .truncated),
            ("00811f", .truncated), ("0001", .truncated), ("000161", .truncated),
            ("00016105", .truncated),
            // Padding: eight ones, a zero, EOS itself.
            ("0082 1fff 00", .huffman), ("0081 1e 00", .huffman),
            ("0084 ffff ffff 00", .huffman), ("0081 ff 00", .huffman),
            ("3fe21f", .tableSize), ("8220", .tableSize),
        ]
        for (text, fault) in cases { #expect(self.fault(hex(text)) == fault, "\(text)") }
        #expect(fault([]) == nil)
        #expect(fault(hex("3fe11f 20 82")) == nil, "sizes within the limit, one after the other")
        // `a` in five bits and three ones of padding, and an empty text.
        #expect(fault(hex("0081 1f 80")) == nil)
    }

    @Test func aSizeOfTheTableHoldsFromThereOn() throws {
        var decoder = HPACKDecoder()
        _ = try decode(Array(hex("4001 61 01 62 4001 63 01 64")), &decoder)
        #expect(decoder.tableCount == 2)
        _ = try decode(hex("3f03 be"), &decoder)
        #expect(decoder.tableCount == 1)
        _ = try decode(hex("20 82"), &decoder)
        #expect(decoder.tableCount == 0)
        #expect(decoder.tableSize == 0)
    }

    @Test func anEntryLargerThanTheTableEmptiesIt() throws {
        var decoder = HPACKDecoder(tableBytesMax: 64)
        _ = try decode(hex("4001 61 01 62"), &decoder)
        #expect(decoder.tableCount == 1)
        let value = String(repeating: "v", count: 40)
        let block = hex("4001 61 28") + Array(value.utf8)
        #expect(try decode(block, &decoder) == ["a: \(value)"])
        #expect(decoder.tableCount == 0)
    }

    /// A name may be taken from an entry that leaves because of it.
    @Test func aNameOfAnEntryThatLeavesIsReadFirst() throws {
        var decoder = HPACKDecoder(tableBytesMax: 40)
        _ = try decode(hex("4003 616263 01 62"), &decoder)
        #expect(try decode(hex("7e 03 646566"), &decoder) == ["abc: def"])
        #expect(decoder.tableCount == 1)
        #expect(try decode(hex("be"), &decoder) == ["abc: def"])
    }

    @Test func theSameBlockAgainIsNotDecoded() throws {
        var decoder = HPACKDecoder()
        var fields = FieldBlock()
        func outcome(_ text: String) throws -> HPACKDecoder.Outcome {
            try hex(text).withUnsafeBytes { try decoder.decode($0, into: &fields) }
        }
        guard case .decoded = try outcome("8286 4001 61 01 62"),
            case .decoded = try outcome("8286 be"), case .same = try outcome("8286 be")
        else {
            Issue.record("the third is the second")
            return
        }
        #expect(fields.pairs.map(\.name) == [":method", ":scheme", "a"])
        // Another entry moves the index, so that the same bytes mean something else.
        guard case .decoded = try outcome("4001 63 01 64"), case .decoded = try outcome("8286 be")
        else {
            Issue.record("the table has changed")
            return
        }
        #expect(fields.pairs.map(\.name) == [":method", ":scheme", "c"])
    }

    // MARK: Bounds

    /// An HPACK bomb: a large entry, and a byte for each time that it is meant.
    @Test func aBombIsNotKeptAndTheTableStaysRight() throws {
        var decoder = HPACKDecoder()
        var fields = FieldBlock()
        let value = [UInt8](repeating: 0x76, count: 3_900)
        var first: [UInt8] = [0x40, 1, 0x61]
        HPACKInteger.append(value.count, prefix: 7, pattern: 0, to: &first)
        first += value
        let bomb = first + [UInt8](repeating: 0xBE, count: 16_000) + hex("4001 62 01 63")
        guard case .tooLarge = try bomb.withUnsafeBytes({ try decoder.decode($0, into: &fields) })
        else {
            Issue.record("64 MB are no list of headers")
            return
        }
        #expect(fields.isEmpty)
        // The entry behind the limit was added nevertheless, as the peer's encoder believes.
        #expect(try decode([0xBE], &decoder) == ["b: c"])
        #expect(decoder.tableSize == 3_933 + 34)
    }

    @Test func aListHasSoManyFieldsAtMost() throws {
        let max = HTTP2Limits.headerFieldsMax
        for (count, isTooLarge) in [(max, false), (max + 1, true)] {
            var decoder = HPACKDecoder()
            var fields = FieldBlock()
            let block = [UInt8](repeating: 0x82, count: count)
            let outcome = try block.withUnsafeBytes { try decoder.decode($0, into: &fields) }
            if case .tooLarge = outcome { #expect(isTooLarge) } else { #expect(!isTooLarge) }
        }
    }

    // MARK: Round trips

    private func field(_ random: inout SeededRandom) -> (name: String, value: String) {
        let names = ["a", "content-type", "grpc-status", ":path", "te", "x-y", "", "cookie"]
        let values = [
            "", "application/grpc", "0", "trailers", "/a/b", String(repeating: "v", count: 99),
        ]
        if random.chance(1, of: 3) {
            let bytes = random.bytes(random.below(60)).map { $0 & 0x7F }
            return (names[random.below(names.count)], String(decoding: bytes, as: UTF8.self))
        }
        return (names[random.below(names.count)], values[random.below(values.count)])
    }

    /// The encoder's blocks mean the same fields to the decoder, whatever sizes the tables take.
    @Test(arguments: Seeds.of(UInt64(1)...20))
    func whatIsEncodedIsDecoded(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        var received = FieldBlock()
        var prepared = (0..<5).map { _ in
            PreparedFields((0..<random.between(1, 4)).map { _ in field(&random) })
        }
        for _ in 0..<300 {
            if random.chance(1, of: 20) { encoder.setTableSize(random.below(6_000)) }
            var output = OutputBuffer()
            var sent = FieldBlock()
            if random.chance(1, of: 2) {
                let index = random.below(prepared.count)
                sent = prepared[index].fields
                encoder.encode(&prepared[index], into: &output)
            } else {
                for _ in 0..<random.below(6) {
                    let (name, value) = field(&random)
                    sent.append(name, value, isSensitive: random.chance(1, of: 4))
                }
                encoder.encode(sent, into: &output)
            }
            _ = try decoder.decode(output.pendingBytes, into: &received)
            #expect(received.pairs.elementsEqual(sent.pairs) { $0 == $1 })
        }
    }

    /// Tables against the plainest one: a list that is cut at its end.
    @Test(arguments: Seeds.of(UInt64(1)...20))
    func tablesAreAsAPlainList(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var table = HPACKTable(sizeMax: 300)
        var (plain, sizeMax): ([[UInt8]], Int) = ([], 300)
        func cut() {
            while plain.reduce(0, { $0 + $1.count + 32 }) > sizeMax { plain.removeLast() }
        }
        for _ in 0..<2_000 {
            if random.chance(1, of: 50) {
                sizeMax = random.below(400)
                table.resize(sizeMax)
            } else {
                let (name, value) = (random.bytes(random.below(20)), random.bytes(random.below(90)))
                name.withUnsafeBytes { name in value.withUnsafeBytes { table.insert(name, $0) } }
                plain.insert(name + value, at: 0)
            }
            cut()
            #expect(table.count == plain.count)
            #expect(table.size == plain.reduce(0) { $0 + $1.count + 32 })
            let seen = (0..<table.count).map { index in
                table.withEntry(index) { [UInt8]($0) + [UInt8]($1) } ?? []
            }
            #expect(seen == plain)
            #expect(table.withEntry(table.count) { _, _ in true } == nil)
        }
    }

    @Test func theTwoConstantBlocksOfAnAnswerAreThreeBytes() {
        var encoder = HPACKEncoder()
        var headers = PreparedFields([(":status", "200"), ("content-type", "application/grpc")])
        var trailers = PreparedFields([("grpc-status", "0")])
        var sizes: [Int] = []
        for _ in 0..<3 {
            var output = OutputBuffer()
            encoder.encode(&headers, into: &output)
            encoder.encode(&trailers, into: &output)
            sizes.append(output.pendingCount)
        }
        #expect(sizes[0] > 20)
        #expect(Array(sizes[1...]) == [3, 3])
    }

    @Test func whatIsSensitiveIsNeverIndexed() {
        var encoder = HPACKEncoder()
        var fields = FieldBlock()
        fields.append("authorization", "secret", isSensitive: true)
        var output = OutputBuffer()
        encoder.encode(fields, into: &output)
        #expect(output.pendingBytes.first == 0x1F)
    }
}
