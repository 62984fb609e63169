import ProtobufWire
import Randomness
import TestSupport
import Testing

/// Bytes that no honest peer sends: each is an error of its own and none traps.
@Suite struct HostileWireTests {
    /// Reads every field of `bytes` and skips its value.
    private func walk(_ bytes: [UInt8]) throws(WireError) -> Int {
        try withWireReader(bytes) { reader throws(WireError) in
            var count = 0
            while let field = try reader.nextField() {
                try reader.skip(field.type)
                count += 1
            }
            return count
        }
    }

    @Test(
        arguments: [
            ([0x00], WireError.invalidFieldNumber(offset: 0)),
            ([0x80, 0x80, 0x80, 0x80, 0x10], .invalidFieldNumber(offset: 0)),
            ([0x0E], .invalidWireType(offset: 0)),
            ([0x0F], .invalidWireType(offset: 0)),
            ([0x0C], .invalidWireType(offset: 0)),
            ([0x08], .truncated(offset: 1)),
            ([0x08, 0x80], .truncated(offset: 1)),
            ([0x08] + Array(repeating: 0xFF, count: 10), .malformedVarint(offset: 1)),
            ([0x09, 1, 2, 3, 4, 5, 6, 7], .truncated(offset: 1)),
            ([0x0D, 1, 2, 3], .truncated(offset: 1)),
            ([0x0A, 2, 1], .truncated(offset: 1)),
            (
                [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
                .truncated(offset: 1)
            ),
            ([0x0B, 0x14], .invalidWireType(offset: 1)),
            ([0x0B], .truncated(offset: 1)),
        ] as [([UInt8], WireError)])
    func eachFaultHasItsError(bytes: [UInt8], error: WireError) {
        #expect(throws: error) { try walk(bytes) }
    }

    @Test func groupsAreSkippedWhole() throws {
        // Field 1 is a group that holds a varint and another group; field 2 follows.
        let bytes: [UInt8] = [0x0B, 0x08, 5, 0x13, 0x0A, 1, 9, 0x14, 0x0C, 0x10, 7]
        #expect(try walk(bytes) == 1)
    }

    @Test func nestingHasABottom() throws {
        let groups = Array(repeating: UInt8(0x0B), count: 100_000)
        #expect(throws: WireError.tooDeep) { try walk(groups) }
        var message: [UInt8] = []
        for _ in 0...WireLimits.depthMax {
            var writer = WireWriter()
            writer.lengthDelimited(1, message)
            message = writer.bytes
        }
        func descend(_ reader: inout WireReader) throws(WireError) {
            while try reader.nextField() != nil {
                var inner = try reader.message()
                try descend(&inner)
            }
        }
        #expect(throws: WireError.tooDeep) {
            try withWireReader(message) { reader throws(WireError) in try descend(&reader) }
        }
    }

    @Test func textMustBeUTF8() {
        for bytes in [[0x0A, 1, 0xFF], [0x0A, 2, 0xC0, 0x80], [0x0A, 3, 0xED, 0xA0, 0x80]]
            as [[UInt8]]
        {
            #expect(throws: WireError.invalidUTF8(field: 1)) {
                try withWireReader(bytes) { reader throws(WireError) in
                    _ = try reader.nextField()
                    return try reader.string(field: 1)
                }
            }
        }
    }

    /// Random bytes end in a value or an error; reading past the end would crash the run.
    @Test(arguments: Seeds.of(0..<64 as Range<UInt64>))
    func randomBytesNeverTrap(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let bytes = random.bytes(random.below(64))
            let fields = (try? walk(bytes)) ?? 0
            #expect(fields <= bytes.count, "seed \(seed)")
        }
    }
}
