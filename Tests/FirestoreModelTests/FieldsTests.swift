import ProtobufWire
import Testing

@testable import FirestoreModel

@Suite struct FieldsTests {
    @Test func aDictionaryKeptInKeyOrder() {
        var fields: Fields = ["b": 2, "a": 1, "b": 3]
        #expect(fields.keys == ["a", "b"])
        fields["c"] = 4
        fields["ab"] = 5
        #expect(fields["b"] == 3)
        #expect(fields.keys == ["a", "ab", "b", "c"])
        fields["b"] = nil
        #expect(fields["b"] == nil)
        #expect(fields.removeValue(forKey: "x") == nil)
        #expect(fields == Fields(["c": 4, "ab": 5, "a": 1] as [String: Value]))
    }

    @Test func reversedKeysOfALargeMessageDecodeInOrder() throws {
        let keys = (0..<20_000).map { "k\(100_000 - $0)" }
        let fields = Fields(keys.map { ($0, Value.null) })
        #expect(fields.keys == keys.sorted())
    }

    @Test func theWriterMakesTheBytesOfTheCodec() {
        var writer = FieldsWriter(capacity: 64)
        writer.array("a") { values in
            values.string("x")
            values.integer(-1)
            values.double(0.5)
            values.boolean(false)
            values.null()
            values.timestamp(microseconds: -1)
            values.map { $0.integer("k", 1) }
        }
        writer.boolean("b", true)
        writer.bytes("c", [1, 2])
        writer.double("d", -0.0)
        writer.integer("e", .min)
        writer.map("f") { fields in
            fields.map("long") { $0.string("s", String(repeating: "x", count: 300)) }
            fields.null("z")
        }
        writer.null("g")
        writer.reference("h", "r")
        writer.string("i", String(repeating: "y", count: 20_000))
        writer.timestamp("j", microseconds: 0)
        writer.timestamp("k", microseconds: -1)
        writer.value("l", [1])
        Value.integer(3).wireBytes.withUnsafeBytes { writer.encoded("m", valueBytes: $0) }
        let expected: Fields = [
            "a": [
                "x", -1, 0.5, false, .null, .timestamp(Timestamp(microseconds: -1)), ["k": 1],
            ],
            "b": true, "c": .bytes([1, 2]), "d": .double(-0.0), "e": .integer(.min),
            "f": ["long": ["s": .string(String(repeating: "x", count: 300))], "z": .null],
            "g": .null, "h": .reference("r"), "i": .string(String(repeating: "y", count: 20_000)),
            "j": .timestamp(Timestamp()), "k": .timestamp(Timestamp(microseconds: -1)),
            "l": [1], "m": 3,
        ]
        #expect(writer.bytes == expected.mapValueBytes)
        writer.removeAll()
        writer.null("a")
        #expect(writer.bytes == (["a": .null] as Fields).mapValueBytes)
    }

    @Test func theReaderSeesWhatWasWritten() throws {
        let fields: Fields = [
            "a": [1, "x"], "b": true, "d": 1.5, "i": 7, "m": ["k": "v"], "n": .null, "s": "text",
            "t": .timestamp(Timestamp(microseconds: 5)), "y": .bytes([9]),
        ]
        let bytes = fields.mapValueBytes
        try withFields(bytes) { reader throws(WireError) in
            #expect(try reader.value(of: "i")?.integer == 7)
            #expect(try reader.value(of: "i")?.number == 7)
            #expect(try reader.value(of: "d")?.double == 1.5)
            #expect(try reader.value(of: "b")?.boolean == true)
            #expect(try reader.value(of: "s")?.string == "text")
            #expect(try reader.value(of: "s")?.integer == nil)
            #expect(try reader.value(of: "t")?.timestampMicroseconds == 5)
            #expect(try reader.value(of: "n")?.kind == .null)
            #expect(try reader.value(of: "y")?.bytes.map(Array.init) == [9])
            #expect(try reader.value(of: "m")?.map?.value(of: "k")?.string == "v")
            #expect(try reader.value(of: "x") == nil)
            var elements = try reader.value(of: "a")?.array
            #expect(try elements?.next()?.integer == 1)
            #expect(try elements?.next()?.string == "x")
            #expect(try elements?.next() == nil)
            var seen: [String] = []
            var total = 0
            while let entry = try reader.next() {
                seen.append(String(decoding: entry.key, as: UTF8.self))
                total += entry.range.count
                #expect(try entry.view().value() == fields[seen.last ?? ""])
            }
            #expect(seen == fields.keys)
            #expect(total == bytes.count)
        }
    }

    @Test func theReaderRefusesDamagedBytes() {
        let bytes = (["a": 1, "b": "text"] as Fields).mapValueBytes
        #expect(throws: WireError.self) {
            try withFields(Array(bytes.dropLast())) { reader throws(WireError) in
                while try reader.next() != nil {}
            }
        }
    }

    @Test func mergingTakesTheNewFieldsAndRemovesTheNamedOnes() throws {
        let old: Fields = ["a": 1, "b": 2, "d": 4, "f": 6]
        let new: Fields = ["b": 20, "c": 30, "d": 40, "e": 50]
        func merged(_ keys: FieldKeySet) throws -> Fields {
            let bytes = try FieldsMerge.mergeTopLevel(
                old: old.mapValueBytes, new: new.mapValueBytes, replacing: keys)
            let fields = try Fields(mapValueBytes: bytes)
            #expect(bytes == fields.mapValueBytes)
            return fields
        }
        #expect(try merged([]) == ["a": 1, "b": 20, "c": 30, "d": 40, "e": 50, "f": 6])
        #expect(try merged(["b", "f", "x"]) == ["a": 1, "b": 20, "c": 30, "d": 40, "e": 50])
        #expect(try merged(["a", "b", "c", "d", "e", "f"]) == new)
        #expect(throws: WireError.self) {
            try FieldsMerge.mergeTopLevel(old: [0xFF], new: [], replacing: ["a"])
        }
    }
}
