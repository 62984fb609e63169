import Testing

@testable import FirestoreModel

/// A map whose keys are out of order would be merged and compared wrongly ever after: the writer
/// ends the program rather than make one.
@Suite struct FieldsWriterOrderTests {
    @Test func aKeyThatDoesNotFollowTraps() async {
        await #expect(processExitsWith: .failure) {
            var writer = FieldsWriter()
            writer.string("b", "1")
            writer.string("a", "2")
        }
        await #expect(processExitsWith: .failure) {
            var writer = FieldsWriter()
            writer.integer("same", 1)
            writer.boolean("same", true)
        }
        // A capital comes before a small letter.
        await #expect(processExitsWith: .failure) {
            var writer = FieldsWriter()
            writer.null("salesLast")
            writer.double("salesLAst", 1)
        }
    }

    @Test func aKeyBehindOneOfALongEntryThatDoesNotFollowTraps() async {
        await #expect(processExitsWith: .failure) {
            var writer = FieldsWriter()
            writer.array("m") { values in for _ in 0..<200 { values.string("long") } }
            writer.string("l", "2")
        }
        await #expect(processExitsWith: .failure) {
            var writer = FieldsWriter()
            writer.string("m", String(repeating: "x", count: 20_000))
            writer.map("ll") { _ in }
        }
        await #expect(processExitsWith: .failure) {
            var writer = FieldsWriter()
            writer.map("outer") { inner in
                inner.string("b", "1")
                inner.string("a", "1")
            }
        }
    }

    /// Entries of all lengths, nested and not: whatever moves, the next key is compared with the
    /// last one and nothing else.
    @Test func keysInOrderAreWrittenWhateverTheirLengths() throws {
        var writer = FieldsWriter()
        var keys: [String] = []
        for place in 0..<300 {
            let digits = "\(1000 + place)"
            let key = digits + String(repeating: "k", count: place)
            keys.append(key)
            switch place % 5 {
            case 0: writer.string(key, String(repeating: "v", count: place * 7))
            case 1: writer.array(key) { for number in 0..<place { $0.integer(Int64(number)) } }
            case 2: writer.map(key) { $0.string("z", String(repeating: "v", count: place)) }
            case 3: writer.value(key, .string(String(repeating: "v", count: place * 3)))
            default: writer.integer(key, Int64(place))
            }
        }
        #expect(try Fields(mapValueBytes: writer.bytes).keys == keys)
        writer.removeAll()
        writer.string("a", "again")
        #expect(try Fields(mapValueBytes: writer.bytes).keys == ["a"])
    }
}
