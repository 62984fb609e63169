import HTTP2
import Randomness
import StatusCodes
import TestSupport
import TextForms
import Testing

@testable import GRPC

/// What gRPC writes into header fields, and reads there.
@Suite struct TextTests {
    private func timeout(_ text: String) -> Int64? {
        Array(text.utf8).withUnsafeBytes { try? GRPCTimeout.nanoseconds($0) }
    }

    @Test func timeoutsAreRead() {
        let good: [(String, Int64)] = [
            ("1n", 1), ("0S", 0), ("5u", 5_000), ("20m", 20_000_000), ("3S", 3_000_000_000),
            ("2M", 120_000_000_000), ("1H", 3_600_000_000_000),
            ("99999999S", 99_999_999_000_000_000), ("99999999H", .max), ("00000001n", 1),
        ]
        for (text, value) in good { #expect(timeout(text) == value, "\(text)") }
        let bad = [
            "", "S", "1", "1s", "-1S", "+1S", "1.5S", " 1S", "1S ", "123456789n", "1 S", "xS",
            "1Sm",
        ]
        for text in bad { #expect(timeout(text) == nil, "\(text)") }
    }

    @Test func messagesAreEncodedByPercent() {
        let cases = [
            ("", ""), ("no such item", "no such item"), ("100%", "100%25"), ("a\nb", "a%0Ab"),
            ("Größe", "Gr%C3%B6%C3%9Fe"), ("~ !", "~ !"), ("\u{7F}", "%7F"),
        ]
        for (text, encoded) in cases {
            #expect(GRPCStatusFields.encode(text) == encoded)
            #expect(PercentEncoding.decode(encoded) == Array(text.utf8))
        }
    }

    @Test func statusesAreFields() {
        func pairs(_ fields: FieldBlock) -> [String] { fields.pairs.map { "\($0): \($1)" } }
        #expect(
            pairs(GRPCStatusFields.trailers(Status(.notFound, "no Ö"), details: [1, 2, 3, 4]))
                == ["grpc-status: 5", "grpc-message: no %C3%96", "grpc-status-details-bin: AQIDBA"])
        #expect(
            pairs(GRPCStatusFields.trailersOnly(Status(.aborted, "")))
                == [":status: 200", "content-type: application/grpc", "grpc-status: 10"])
        let long = Status(.internalError, String(repeating: "ö", count: 5_000))
        let fields = pairs(
            GRPCStatusFields.trailers(long, details: [UInt8](repeating: 1, count: 9_000)))
        #expect(fields.count == 2)
        #expect(fields[1].utf8.count == 14 + 512 * 6)
    }

    @Test func metadataIsRead() throws {
        let fields = FieldBlock([
            (":path", "/a/b"), ("te", "trailers"), ("grpc-timeout", "1S"),
            ("authorization", "Bearer x"), ("authorization", "second"), ("bad", "\u{80}"),
            ("x-bin", "AQI,AwQ="), ("x-bin", "BQ"), ("y-bin", "?"), ("z-bin", ""),
        ])
        #expect(try GRPCMetadata.text("authorization", in: fields) == "Bearer x")
        #expect(try GRPCMetadata.text("nothing", in: fields) == nil)
        #expect(throws: Status.self) { try GRPCMetadata.text("bad", in: fields) }
        #expect(try GRPCMetadata.bytes("x-bin", in: fields) == [[1, 2], [3, 4], [5]])
        #expect(try GRPCMetadata.bytes("z-bin", in: fields) == [[]])
        #expect(try GRPCMetadata.bytes("w-bin", in: fields) == [])
        #expect(throws: Status.self) { try GRPCMetadata.bytes("y-bin", in: fields) }
        var metadata: [String] = []
        fields.forEach { field in
            if GRPCMetadata.isMetadata(field) {
                metadata.append(String(decoding: field.name, as: UTF8.self))
            }
            return true
        }
        #expect(
            metadata == ["authorization", "authorization", "bad"] + ["x-bin", "x-bin"]
                + ["y-bin", "z-bin"])
    }

    // MARK: Messages

    static func framed(_ message: [UInt8], flag: UInt8 = 0) -> [UInt8] {
        [flag] + withUnsafeBytes(of: UInt32(message.count).bigEndian) { [UInt8]($0) } + message
    }

    @Test(arguments: Seeds.of(UInt64(1)...20))
    func messagesAreFoundAtAnySplit(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let messages = (0..<30).map { _ in random.bytes(random.below(200)) }
        let body = messages.flatMap { Self.framed($0) }
        var reader = GRPCMessageReader(bytesMax: 199)
        var (found, place): ([[UInt8]], Int) = ([], 0)
        while place < body.count {
            let end = min(body.count, place + random.between(1, 300))
            let part = Array(body[place..<end])
            try part.withUnsafeBytes { part in
                if let whole = try reader.whole(part) {
                    found.append([UInt8](whole.bytes))
                } else {
                    try reader.append(part)
                }
            }
            while try reader.hasMessage() { found.append(try reader.take().bytes) }
            place = end
        }
        #expect(found == messages)
        #expect(reader.isEmpty)
    }

    @Test func aMessageThatIsTooLargeIsToldByItsPrefix() {
        for (length, isGood) in [(10, true), (11, false), (1 << 24, false)] {
            var reader = GRPCMessageReader(bytesMax: 10)
            var prefix = Self.framed([])
            prefix.replaceSubrange(1..<5, with: Peer.word(UInt32(length)))
            for byte in prefix.dropLast() { #expect(throws: Never.self) { try add(byte) } }
            if isGood {
                #expect(throws: Never.self) { try add(prefix[4]) }
            } else {
                #expect(throws: Status.invalid("Request payload size exceeds the limit: 10 bytes."))
                {
                    try add(prefix[4])
                }
            }
            func add(_ byte: UInt8) throws {
                try [byte].withUnsafeBytes { try reader.append($0) }
            }
        }
    }

    @Test func aPrefixReservesNoMemory() throws {
        var reader = GRPCMessageReader()
        var prefix = Self.framed([])
        prefix.replaceSubrange(1..<5, with: Peer.word(10 << 20))
        try prefix.withUnsafeBytes { try reader.append($0) }
        #expect(reader.capacity <= 2 * GRPCLimits.messageBytesFirst)
    }
}
