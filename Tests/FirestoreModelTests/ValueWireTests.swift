import ProtobufWire
import Testing

@testable import FirestoreModel

@Suite struct ValueWireTests {
    @Test func everyKindRoundTrips() throws {
        for value in SampleValues.ascending + [.double(-0.0)] {
            #expect(try Value(wireBytes: value.wireBytes) == value)
        }
        let bytes = SampleValues.everyKind.mapValueBytes
        #expect(try Fields(mapValueBytes: bytes) == SampleValues.everyKind)
    }

    static let golden: [(Value, [UInt8])] = [
        (.null, [0x58, 0]), (true, [0x08, 1]), (5, [0x10, 5]),
        ("é", [0x8A, 1, 2, 0xC3, 0xA9]), (.bytes([7]), [0x92, 1, 1, 7]),
        (.reference("a"), [0x2A, 1, 0x61]), ([1], [0x4A, 4, 0x0A, 2, 0x10, 1]),
        (["a": 1], [0x32, 9, 0x0A, 7, 0x0A, 1, 0x61, 0x12, 2, 0x10, 1]),
        (.timestamp(Timestamp(seconds: 1, nanos: 2)), [0x52, 4, 8, 1, 16, 2]), ([:], [0x32, 0]),
        (1.0, [0x19, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]),
    ]

    @Test(arguments: golden)
    func wireBytesAreThese(value: Value, bytes: [UInt8]) {
        #expect(value.wireBytes == bytes)
    }

    @Test func keyOrderOfTheSenderDoesNotMatter() throws {
        var writer = WireWriter()
        for (key, number) in [("b", 1), ("a", 2), ("b", 3)] as [(String, Int64)] {
            writer.message(1) { entry in
                entry.string(1, key)
                entry.message(2) { Value.integer(number).encode(into: &$0) }
            }
        }
        let fields = try Fields(mapValueBytes: writer.bytes)
        #expect(fields == ["a": 2, "b": 3])
        #expect(fields.mapValueBytes == (["b": 3, "a": 2] as Fields).mapValueBytes)
    }

    @Test func pipelineKindsAndEmptyValuesDecodeAsUnsupported() throws {
        #expect(try Value(wireBytes: []) == .unsupported(0))
        #expect(try Value(wireBytes: [0xA2, 1, 0]) == .unsupported(20))
    }

    @Test func hostileNestingIsRefusedNotFollowed() {
        var value = WireWriter()
        value.uint64(ValueField.nullValue, 0)
        for _ in 0..<1_000 {
            var outer = WireWriter()
            outer.message(ValueField.arrayValue) { $0.lengthDelimited(1, value.bytes) }
            value = outer
        }
        #expect(throws: WireError.tooDeep) { try Value(wireBytes: value.bytes) }
    }

    @Test func everyTruncationThrowsOrDecodes() {
        let bytes = SampleValues.everyKind.mapValueBytes
        for count in stride(from: 0, to: bytes.count, by: 3) {
            _ = try? Fields(mapValueBytes: Array(bytes[..<count]))
        }
        #expect(throws: WireError.self) { try Fields(mapValueBytes: Array(bytes.dropLast())) }
    }

    @Test func documentsRoundTripAndSplicedBytesAreTheSame() throws {
        let document = Document(
            name: "projects/p/databases/(default)/documents/a/b", fields: SampleValues.everyKind,
            createTime: Timestamp(seconds: 1, nanos: 1_000), updateTime: Timestamp(seconds: 2))
        #expect(try Document(wireBytes: document.wireBytes) == document)
        let (created, updated) = (Timestamp(seconds: 1, nanos: 1_000), Timestamp(seconds: 2))
        for fields in [document.fields, [:], ["a": 1]] {
            let stored = fields.mapValueBytes
            let spliced = try DocumentSplicer.document(
                name: document.name, mapValue: stored, createTime: created, updateTime: updated)
            var expected = document
            expected.fields = fields
            #expect(spliced == expected.wireBytes)
            let size = DocumentSplicer.size(
                name: document.name, mapValueCount: stored.count, createTime: created,
                updateTime: updated)
            #expect(size == spliced.count)
        }
    }

    @Test func splicingDamagedBytesThrowsAndLeavesTheOutput() {
        let stored = (["a": 1, "b": "text"] as Fields).mapValueBytes
        for count in 1..<stored.count where count != 9 {
            var output: [UInt8] = [1, 2, 3]
            #expect(throws: WireError.self) {
                try Array(stored[..<count]).withUnsafeBufferPointer { buffer in
                    try DocumentSplicer.append(
                        name: "n", mapValue: UnsafeRawBufferPointer(buffer),
                        createTime: Timestamp(), updateTime: Timestamp(), to: &output)
                }
            }
            #expect(output == [1, 2, 3])
        }
    }

    @Test func contentsAreComparedByIdentity() {
        #expect(Value.integer(1) != .double(1))
        #expect(Value.double(0) != .double(-0.0))
        #expect(Value.double(.nan) == .double(-.nan))
        #expect(Value.string("\u{E9}") != .string("e\u{301}"))
        #expect((["\u{E9}": 1, "e\u{301}": 2] as Fields).count == 2)
    }
}
