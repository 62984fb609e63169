import Randomness
import StatusCodes
import TestSupport
import Testing

@testable import GRPC
@testable import HTTP2

/// Calls over a connection, of a client that is written byte by byte.
@Suite struct CallTests {
    private func framed(_ message: [UInt8]) -> [UInt8] { TextTests.framed(message) }

    @Test func aUnaryCallIsAnswered() {
        let peer = Peer()
        #expect(
            peer.feed(Peer.headers(1) + Peer.data(1, framed([1, 2]), ends: true))
                == ["call 1 pkg.Service.Method", "message 1 [1, 2] last"])
        #expect(peer.answer(1, [3, 4, 5]))
        peer.connection.finish(1)
        let frames = peer.frames()
        #expect(frames.map(\.type) == [1, 0, 1])
        #expect(frames[1].payload == [0, 0, 0, 0, 3, 3, 4, 5])
        #expect(frames.map(\.flags) == [4, 0, 5])
        #expect(peer.callCount == 0)
        #expect(peer.streamCount == 0)
        #expect(!peer.answer(1, []))
        peer.connection.finish(1)
        peer.connection.finish(1, Status(.aborted, ""))
        #expect(peer.frames().isEmpty)
        // From the second on, headers and trailers are a few bytes.
        _ = peer.feed(Peer.headers(3) + Peer.data(3, framed([]), ends: true))
        #expect(peer.answer(3, []))
        peer.connection.finish(3)
        #expect(peer.frames().map(\.payload.count) == [3, 5, 1])
    }

    @Test func messagesComeTogetherAndApart() {
        let peer = Peer()
        let body = framed([1]) + framed([]) + framed([2, 3])
        #expect(
            peer.feed(Peer.headers(1) + Peer.data(1, body, ends: true)) == [
                "call 1 pkg.Service.Method", "message 1 [1]", "message 1 []",
                "message 1 [2, 3] last",
            ])
        let parts = Peer()
        _ = parts.feed(Peer.headers(1))
        for byte in body.dropLast() { _ = parts.feed(Peer.data(1, [byte])) }
        #expect(parts.feed(Peer.data(1, [3])) == ["message 1 [2, 3]"])
        #expect(parts.feed(Peer.data(1, [], ends: true)) == ["end 1"])
        #expect(parts.keptBytes == 0)
        let empty = Peer()
        #expect(empty.feed(Peer.headers(1, ends: true)) == ["call 1 pkg.Service.Method", "end 1"])
        let trailers = Peer()
        _ = trailers.feed(Peer.headers(1) + Peer.data(1, framed([1])))
        #expect(trailers.feed(Peer.headers(1, [("x", "y")], ends: true)) == ["end 1"])
    }

    @Test(arguments: Seeds.of(UInt64(1)...20))
    func anySplitGivesTheSameMessages(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var (bytes, expected): ([UInt8], [String]) = ([], [])
        for id in stride(from: UInt32(1), to: 21, by: 2) {
            let messages = (0..<random.below(5)).map { _ in random.bytes(random.below(400)) }
            bytes += Peer.headers(id)
            expected.append("call \(id) pkg.Service.Method")
            let body = messages.flatMap { framed($0) }
            var place = 0
            while place < body.count {
                let end = min(body.count, place + random.between(1, 500))
                bytes += Peer.data(id, Array(body[place..<end]))
                place = end
            }
            bytes += Peer.data(id, [], ends: true)
            for message in messages {
                let shown = message.count > 9 ? "\(message.count) bytes" : "\(message)"
                expected.append("message \(id) \(shown)")
            }
            expected.append("end \(id)")
        }
        let peer = Peer()
        var (seen, place): ([String], Int) = ([], 0)
        while place < bytes.count {
            let end = min(bytes.count, place + random.between(1, 700))
            seen += peer.feed(Array(bytes[place..<end]))
            place = end
        }
        #expect(seen == expected)
        #expect(peer.keptBytes == 0)
        #expect(peer.callCount == 10)
    }

    @Test func whatIsNoCallIsToldByHTTP() throws {
        let wrong: [([(String, String)], Int)] = [
            ([(":method", "GET")] + Peer.base[1...], 405),
            (Peer.base.dropLast() + [("content-type", "application/json")], 415),
            (Peer.base.dropLast() + [("content-type", "application/grpc-web")], 415),
            (Array(Peer.base.dropLast()), 415),
        ]
        for (fields, code) in wrong {
            let peer = Peer()
            #expect(peer.feed(Peer.headers(1, fields, ends: true)) == [])
            let frames = peer.frames()
            #expect(frames.map(\.flags) == [5])
            #expect(try peer.fields(frames[0].payload) == [":status: \(code)"])
            #expect(peer.streamCount == 0)
            #expect(peer.callCount == 0)
        }
    }

    /// The status with which a request is refused; nil where it is not, OK where it is no call.
    private func refusal(_ more: [(String, String)], path: String = "/a/B") -> StatusCode? {
        var fields = FieldBlock(
            [(":method", "POST"), (":scheme", "http"), (":path", path)].map { ($0, $1) })
        fields.append("content-type", "application/grpc+proto")
        for (name, value) in more { fields.append(name, value) }
        do throws(GRPCRequest.Refusal) {
            _ = try GRPCRequest(fields, head(fields), GRPCCodecs([Doubling()]))
            return nil
        } catch {
            guard case .status(let status) = error else { return .ok }
            return status.code
        }
    }

    /// A head as a connection finds it.
    private func head(_ fields: FieldBlock) -> RequestHead {
        let peer = Peer()
        let pairs = fields.pairs.map { ($0.name, $0.value) }
        _ = peer.feed(Peer.headers(1, pairs, ends: true))
        return peer.connection.http.head
    }

    @Test func whatIsNotUnderstoodIsRefused() {
        #expect(refusal([]) == nil)
        #expect(refusal([("grpc-timeout", "1S"), ("grpc-encoding", "identity")]) == nil)
        #expect(refusal([("grpc-timeout", "soon")]) == .invalidArgument)
        #expect(refusal([("grpc-timeout", "1S"), ("grpc-timeout", "1S")]) == .invalidArgument)
        #expect(refusal([("grpc-encoding", "doubling")]) == nil)
        #expect(refusal([("grpc-encoding", "snappy")]) == .unimplemented)
        for path in ["/", "/a", "/a/", "//b", "*"] {
            #expect(refusal([], path: path) == .unimplemented, "\(path)")
        }
        #expect(refusal([], path: "/with/slashes/b") == nil)
    }

    @Test func errorsAreTrailers() throws {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1, ends: true) + Peer.headers(3, ends: true))
        peer.connection.finish(1, Status(.notFound, "no"))
        let only = peer.frames()
        #expect(only.map(\.flags) == [5])
        #expect(
            try peer.fields(only[0].payload) == [
                ":status: 200", "content-type: application/grpc", "grpc-status: 5",
                "grpc-message: no",
            ])
        #expect(peer.answer(3, [1]))
        peer.connection.finish(3, Status(.aborted, "changed"), details: [1])
        let frames = peer.frames()
        #expect(frames.map(\.flags) == [4, 0, 5])
        #expect(
            try peer.fields(frames[0].payload) == [
                ":status: 200", "content-type: application/grpc",
                "grpc-accept-encoding: identity",
            ])
        #expect(
            try peer.fields(frames[2].payload) == [
                "grpc-status: 10", "grpc-message: changed", "grpc-status-details-bin: AQ",
            ])
    }

    @Test func aMessageThatIsTooLargeEndsItsCall() {
        let peer = Peer(messageBytesMax: 100)
        _ = peer.feed(Peer.headers(1) + Peer.headers(3))
        #expect(
            peer.feed(Peer.data(1, framed([UInt8](repeating: 0, count: 101)))) == [
                "failed 1 INVALID_ARGUMENT: Request payload size exceeds the limit: 100 bytes."
            ])
        let said = peer.frames().map(\.type)
        #expect(said == [1, 3], "the answer, and that the rest is not wanted")
        #expect(peer.feed(Peer.data(1, [1, 2, 3])) == [])
        #expect(
            peer.feed(Peer.data(3, framed([UInt8](repeating: 0, count: 100))))
                == ["message 3 100 bytes"])
        // The prefix alone says it.
        _ = peer.feed(Peer.headers(5))
        #expect(peer.feed(Peer.data(5, [0, 0, 1, 0, 0])).count == 1)
        #expect(peer.callCount == 1)
        #expect(peer.keptBytes == 0)
    }

    /// Each within its limit, and together more than a connection may hold.
    @Test func partsOfManyMessagesAreBoundedTogether() {
        let peer = Peer(keptBytesMax: 50_000)
        let half = Array(framed([UInt8](repeating: 1, count: 20_000)).prefix(16_000))
        for id in [UInt32(1), 3, 5] {
            #expect(peer.feed(Peer.headers(id) + Peer.data(id, half)).count == 1)
        }
        #expect(
            peer.feed(Peer.headers(7) + Peer.data(7, half)).last?
                .hasPrefix("failed 7 RESOURCE_EXHAUSTED") == true)
        #expect(peer.keptBytes == 48_000)
        #expect(peer.callCount == 3)
        // The rest of one has room once another has given up its own.
        let rest = [UInt8](repeating: 1, count: 4_005)
        #expect(peer.feed(Peer.data(1, rest)).first?.hasPrefix("failed 1 RESOURCE_EXH") == true)
        #expect(peer.feed(Peer.data(3, rest, ends: true)) == ["message 3 20000 bytes last"])
        #expect(peer.keptBytes == 16_000)
    }

    @Test func aMessageThatIsCutOffIsNone() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1))
        #expect(
            peer.feed(Peer.data(1, [0, 0, 0, 0, 9, 1], ends: true))
                == ["failed 1 INTERNAL: the last message is cut off"])
        _ = peer.feed(Peer.headers(3) + Peer.headers(5))
        #expect(peer.feed(Peer.data(3, [7, 0, 0, 0, 0])).first?.hasPrefix("failed 3 INT") == true)
        #expect(
            peer.feed(Peer.data(5, [1, 0, 0, 0, 0])).first
                == "failed 5 INTERNAL: a compressed message without a grpc-encoding")
    }

    @Test func aCallThatIsLeftIsForgotten() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1) + Peer.data(1, [0, 0, 0, 0, 9, 1]))
        #expect(peer.keptBytes == 6)
        #expect(peer.feed(Peer.frame(3, 1, Peer.word(8))) == ["cancelled 1"])
        #expect(peer.keptBytes == 0)
        #expect(peer.callCount == 0)
        #expect(!peer.answer(1, [1]))
        // Nobody is told of a call that has been answered but for what waits for a window.
        _ = peer.feed(Peer.headers(3, ends: true))
        #expect(peer.answer(3, [UInt8](repeating: 1, count: 100_000)))
        peer.connection.finish(3)
        #expect(peer.callCount == 0)
        #expect(peer.streamCount == 1)
        #expect(peer.feed(Peer.frame(3, 3, Peer.word(8))) == [])
        #expect(peer.streamCount == 0)
    }

    @Test func aReceiverWithEnoughToDoStopsItsClient() {
        let peer = Peer()
        #expect(peer.feed(Peer.headers(1) + Peer.data(1, framed([1]))).count == 2)
        peer.connection.pause(1)
        let part = framed([UInt8](repeating: 2, count: 16_000))
        for _ in 0..<16 { #expect(peer.feed(Peer.data(1, part)) == []) }
        #expect(peer.keptBytes == 16 * part.count)
        #expect(peer.frames().isEmpty, "no window is given back")
        // Who sends more all the same breaks the rule of its window.
        let other = Peer()
        _ = other.feed(Peer.headers(1))
        other.connection.pause(1)
        for _ in 0..<16 { _ = other.feed(Peer.data(1, part)) }
        #expect(other.feed(Peer.data(1, part)) == ["cancelled 1"])
        #expect(other.keptBytes == 0)
        peer.connection.resume(1)
        #expect(peer.frames().map(\.type) == [8])
        #expect(peer.feed([]).count == 16)
        #expect(peer.keptBytes == 0)
        peer.connection.pause(1)
        #expect(peer.feed(Peer.data(1, [], ends: true)) == [])
        peer.connection.resume(1)
        #expect(peer.feed([]) == ["end 1"])
    }

    // MARK: Compression

    /// Each byte twice: a codec that makes messages larger, and is easily read.
    private struct Doubling: GRPCCodec {
        let name = "doubling"

        func compress(_ message: UnsafeRawBufferPointer) -> [UInt8] {
            stride(from: 0, to: message.count, by: 2).map { message[$0] }
        }

        func decompress(
            _ message: UnsafeRawBufferPointer, bytesMax: Int
        ) throws(Status) -> [UInt8] {
            guard message.count * 2 <= bytesMax else { throw .invalid("too large") }
            return message.flatMap { [$0, $0] }
        }
    }

    @Test func messagesAreCompressedByWhatBothKnow() {
        let peer = Peer(codecs: [Doubling()])
        let fields =
            Peer.base + [("grpc-encoding", "doubling"), ("grpc-accept-encoding", "gzip, doubling")]
        let compressed = TextTests.framed([1, 2], flag: 1)
        #expect(
            peer.feed(Peer.headers(1, fields) + Peer.data(1, compressed + framed([3]), ends: true))
                == ["call 1 pkg.Service.Method", "message 1 [1, 1, 2, 2]", "message 1 [3] last"])
        #expect(peer.answer(1, [UInt8](repeating: 7, count: 2_000)))
        #expect(peer.answer(1, [7, 7]))
        let frames = peer.frames()
        #expect(frames[1].payload == TextTests.framed([UInt8](repeating: 7, count: 1_000), flag: 1))
        #expect(frames[2].payload == framed([7, 7]), "too small to be worth it")
    }

    @Test func whoTakesNoCompressionGetsNone() {
        let peer = Peer(codecs: [Doubling()])
        _ = peer.feed(Peer.headers(1, Peer.base + [("grpc-encoding", "doubling")], ends: true))
        #expect(peer.answer(1, [UInt8](repeating: 7, count: 2_000)))
        #expect(peer.frames()[1].payload.count == 2_005)
    }

    @Test func aMessageThatGrowsTooLargeIsRefused() {
        let peer = Peer(codecs: [Doubling()], messageBytesMax: 100)
        _ = peer.feed(Peer.headers(1, Peer.base + [("grpc-encoding", "doubling")]))
        let bytes = TextTests.framed([UInt8](repeating: 0, count: 60), flag: 1)
        #expect(peer.feed(Peer.data(1, bytes)) == ["failed 1 INVALID_ARGUMENT: too large"])
    }

    @Test func theEndOfAConnectionIsTheEndOfItsCalls() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1) + Peer.data(1, [0, 0, 0, 0, 9, 1]))
        #expect(peer.feed(Peer.frame(0, 0, [1])) == ["close 1"])
        #expect(peer.callCount == 0)
        #expect(peer.keptBytes == 0)
        #expect(!peer.answer(1, [1]))
        peer.connection.pause(1)
        peer.connection.resume(1)
        peer.connection.finish(1)
    }
}
