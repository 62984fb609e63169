import Ordering
import ProtobufWire
import Randomness
import TestSupport
import Testing

@testable import FirestoreModel

@Suite struct IndexEncodingTests {
    static let golden: [(Value, [UInt8])] = [
        (.null, [0x10]), (true, [0x18, 1]), (.double(.nan), [0x20]),
        (1, [0x28, 0xBF, 0xF0, 0, 0, 0, 0, 0, 0, 0x80, 0]),
        (-1, [0x28, 0x40, 0x0F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0]),
        (.integer(.max), [0x28, 0xC3, 0xE0, 0, 0, 0, 0, 0, 0, 0x7F, 0xFF]),
        (.timestamp(Timestamp(microseconds: 1)), [0x30, 0x80, 0, 0, 0, 0, 0, 0, 1]),
        ("a\0", [0x38, 0x61, 0, 0xFF, 0, 1]), (.bytes([1]), [0x40, 1, 0, 1]),
        (
            .reference("projects/p/databases/d/documents/c/__id1__"),
            [0x48, 0x70, 0, 1, 0x64, 0, 1, 2, 0x63, 0, 1, 1, 0x80, 0, 0, 0, 0, 0, 0, 1, 0]
        ),
        (
            .geoPoint(latitude: 0, longitude: -0.0),
            [0x50, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]
        ),
        ([.null], [0x58, 0x10, 0]), (.vector([0]), [0x60, 0, 0, 0, 1, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        (["a": .null], [0x68, 1, 0x61, 0, 1, 0x10, 0]),
    ]

    @Test(arguments: golden)
    func storedBytesAreThese(value: Value, bytes: [UInt8]) {
        #expect(IndexEncoding.encode(value) == bytes)
        #expect(IndexEncoding.encode(value, descending: true) == bytes.map { ~$0 })
    }

    @Test func encodedSamplesAreInOrderAscendingAndDescending() {
        for (left, right) in zip(SampleValues.ascending, SampleValues.ascending.dropFirst()) {
            #expect(ByteOrder.compare(IndexEncoding.encode(left), IndexEncoding.encode(right)) < 0)
            let reversed = [left, right].map { IndexEncoding.encode($0, descending: true) }
            #expect(ByteOrder.compare(reversed[0], reversed[1]) > 0)
        }
    }

    @Test(arguments: Seeds.of([1, 2, 3, 4] as [UInt64]))
    func encodedOrderIsValueOrderForRandomValues(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        let values = (0..<250).map { _ in generator.value() }
        let keys = values.map { IndexEncoding.encode($0) }
        let complements = values.map { IndexEncoding.encode($0, descending: true) }
        var wrong: [(Value, Value)] = []
        for left in values.indices {
            for right in values.indices {
                let expected = ValueOrder.compare(values[left], values[right]).signum()
                let ascending = ByteOrder.compare(keys[left], keys[right]).signum()
                let descending = ByteOrder.compare(complements[left], complements[right]).signum()
                if ascending != expected || descending != -expected {
                    wrong.append((values[left], values[right]))
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.first.map { "\($0)" } ?? "")")
    }

    @Test(arguments: Seeds.of([5, 6, 7] as [UInt64]))
    func storedValuesAreEncodedAsDecodedOnes(seed: UInt64) throws {
        var generator = SeededRandom(seed: seed)
        let long: [Value] = [
            .string(String(repeating: "l", count: 3_000)),
            .bytes([UInt8](repeating: 0, count: 3_000)),
            .array([.string(String(repeating: "\u{E9}", count: 200)), 1]),
            .map(Fields((0..<60).map { ("field\($0)", .integer(Int64($0))) })),
        ]
        let values = SampleValues.ascending + long + (0..<300).map { _ in generator.value() }
        for value in values {
            let whole = IndexEncoding.encode(value)
            for bytesMax in [1, 2, 3, 10, 256, 8_000] {
                var key: [UInt8] = [7]
                try value.wireBytes.withUnsafeBytes {
                    try IndexEncoding.append(ValueView($0), upTo: bytesMax, to: &key)
                }
                let isEqual = key == [7] + whole.prefix(bytesMax)
                #expect(isEqual, "\(value) up to \(bytesMax)")
            }
        }
    }

    @Test func deepNestingIsRefusedAndNotFollowed() {
        var deep = Value.integer(1)
        for level in 0..<150 { deep = level & 1 == 0 ? .array([deep]) : .map(["m": deep]) }
        var key: [UInt8] = []
        #expect(throws: WireError.tooDeep) {
            try deep.wireBytes.withUnsafeBytes {
                try IndexEncoding.append(ValueView($0), upTo: .max - 1, to: &key)
            }
        }
    }

    @Test func aClassIsOneRange() {
        for value in SampleValues.ascending {
            let (lower, upper) = IndexEncoding.bounds(of: ValueOrder.typeClass(of: value))
            let key = IndexEncoding.encode(value)
            #expect(key.starts(with: lower) && ByteOrder.compare(key, upper) < 0)
        }
    }
}
