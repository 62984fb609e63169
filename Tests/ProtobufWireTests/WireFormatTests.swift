import ProtobufWire
import Testing

/// The bytes of the protobuf encoding guide, written and read.
@Suite struct WireFormatTests {
    private func written(_ body: (inout WireWriter) -> Void) -> [UInt8] {
        var writer = WireWriter()
        body(&writer)
        return writer.bytes
    }

    @Test func theExamplesOfTheEncodingGuideHaveTheirBytes() {
        #expect(written { $0.uint64(1, 150) } == [0x08, 0x96, 0x01])
        #expect(written { $0.string(2, "testing") } == [0x12, 7] + Array("testing".utf8))
        #expect(written { $0.message(3) { $0.uint64(1, 150) } } == [0x1A, 3, 0x08, 0x96, 0x01])
        #expect(
            written { $0.int64(1, -2) }
                == [0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01])
    }

    @Test func everyWireTypeHasItsBytes() {
        #expect(written { $0.bool(15, true) } == [0x78, 1])
        #expect(written { $0.bool(16, false) } == [0x80, 0x01, 0])
        #expect(written { $0.double(1, 1) } == [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
        #expect(written { $0.float(1, -2) } == [0x0D, 0, 0, 0, 0xC0])
        #expect(written { $0.lengthDelimited(1, [7, 8]) } == [0x0A, 2, 7, 8])
        #expect(written { $0.varint(.max) } == Array(repeating: 0xFF, count: 9) + [0x01])
        #expect(
            written { $0.tag(WireLimits.fieldNumberMax, .varint) }
                == [0xF8, 0xFF, 0xFF, 0xFF, 0x0F])
    }

    @Test(arguments: [0, 1, 126, 127, 128, 129, 16_383, 16_384, 2_097_152])
    func aMessageOfAnyLengthHasItsLengthInFront(count: Int) throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let bytes = written { $0.message(9) { $0.bytes += body } }
        #expect(bytes == written { $0.lengthDelimited(9, body) })
        let read = try withWireReader(bytes) { reader throws(WireError) in
            _ = try reader.nextField()
            return try reader.bytes()
        }
        #expect(read == body)
    }

    @Test func everyValueReadsBackAsWritten() throws {
        let numbers: [UInt64] = [0, 1, 127, 128, 16_383, 16_384, 1 << 35, 1 << 63, .max]
        for number in numbers {
            let bytes = written { $0.varint(number) }
            let read = try withWireReader(bytes) { reader throws(WireError) in
                try reader.varint()
            }
            #expect(read == number)
        }
        let bits = try withWireReader(written { $0.double(1, -0.0) }) { reader throws(WireError) in
            _ = try reader.nextField()
            return try reader.fixed64()
        }
        #expect(bits == Double(-0.0).bitPattern)
    }
}
