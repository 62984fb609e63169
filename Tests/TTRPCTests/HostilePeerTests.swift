import LinuxSystem
import Randomness
import StatusCodes
import TestSupport
import Testing

@testable import TTRPC

@Suite struct HostilePeerTests {
    private func isAlive(_ fixture: ServerFixture) throws -> Bool {
        try fixture.client().call("test.Echo", "Inline", [42]) == [42]
    }

    @Test func anOversizedRequestIsAnsweredAndTheConnectionStaysInStep() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        let count = TTRPCLimits.frameBytesMax + 1
        try peer.send([0, 0x40, 0, 1, 0, 0, 0, 1, 1, 0] + [UInt8](repeating: 0xAA, count: count))
        try peer.send(ServerFixture.request(3, "Inline", [5]))
        #expect(try peer.error()?.code == .resourceExhausted)
        let frame = try #require(try peer.frame())
        #expect(frame.header.streamID == 3)
        #expect(try FrameEncoder.payload(ofResponse: frame.data) == [5])
    }

    @Test func anOversizedMessageEndsItsStreamOnly() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        try peer.send(ServerFixture.request(1, "Watch", flags: FrameFlags.remoteOpen))
        let count = TTRPCLimits.frameBytesMax + 1
        try peer.send([0, 0x40, 0, 1, 0, 0, 0, 1, 3, 0] + [UInt8](repeating: 0xAA, count: count))
        try peer.send(ServerFixture.request(3, "Inline", [5]))
        #expect(try peer.error()?.code == .resourceExhausted)
        #expect(fixture.probe.wait(for: "watch ended RESOURCE_EXHAUSTED"))
        #expect(try peer.frame()?.header.streamID == 3)
    }

    @Test(arguments: ["Sized", "Unary"])
    func anOversizedReplyIsAnErrorAndTheConnectionStaysInStep(method: String) throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let payload =
            method == "Sized"
            ? Array("\(TTRPCLimits.frameBytesMax)".utf8)
            : [UInt8](repeating: 1, count: TTRPCLimits.frameBytesMax)
        let error = #expect(throws: Status.self) {
            try client.call("test.Echo", method, payload)
        }
        #expect(error?.code == .resourceExhausted)
        #expect(try client.call("test.Echo", "Inline", [1]) == [1])
    }

    @Test func aClientSurvivesAnOversizedReply() throws {
        let (left, right) = try Socket.pair()
        let client = RPCClient(left, name: "pair")
        let thread = SystemThread(name: "server") {
            _ = try? right.receive(countMax: 1000)
            let count = TTRPCLimits.frameBytesMax + 1
            try? right.sendAll(
                [0, 0x40, 0, 1, 0, 0, 0, 1, 2, 0] + [UInt8](repeating: 0, count: count))
            _ = try? right.receive(countMax: 1000)
            try? right.sendAll(FrameEncoder.response(streamID: 3, payload: [3]))
        }
        let error = #expect(throws: Status.self) { try client.call("a", "b", []) }
        #expect(error?.code == .resourceExhausted)
        #expect(try client.call("a", "b", []) == [3])
        thread.join()
    }

    @Test func garbageClosesTheConnectionAndNothingElse() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        try peer.send(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        #expect(try peer.frame() == nil)
        #expect(try isAlive(fixture))
    }

    @Test(arguments: Seeds.of([1] as [UInt64]))
    func randomBytesNeverStopTheServer(seed: UInt64) throws {
        let fixture = try ServerFixture()
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let peer = try RawPeer(fixture)
            let bytes = random.bytes(64)
            // Half of them as the message of a good frame, half as they are.
            let isFramed = bytes[0] & 1 == 0
            try peer.send(isFramed ? FrameEncoder.frame(.request, streamID: 1, bytes) : bytes)
            peer.socket.shutdown()
        }
        #expect(try isAlive(fixture))
    }

    /// What cannot be read must not count as absent: a call without a session is the peer's own.
    @Test func metadataThatCannotBeReadIsRefused() throws {
        let fixture = try ServerFixture { $0.singleMetadataKeys = ["session"] }
        let pair = { (key: [UInt8], value: [UInt8]) -> [UInt8] in
            [0x0A, UInt8(key.count)] + key + [0x12, UInt8(value.count)] + value
        }
        let session = Array("session".utf8)
        let refused: [([[UInt8]], String)] = [
            ([pair(session, [0xFF])], "malformed metadata"),
            ([pair([0xC3], [0x61])], "malformed metadata"),
            ([[0x0A, 9, 0x61]], "malformed metadata"), ([[0x08, 1]], "malformed metadata"),
            ([pair(session, [0x61]), pair(session, [0x61])], "2 values of session"),
            ([pair(session, [0x61]), pair(Array("SESSION".utf8), [])], "2 values of session"),
        ]
        for (index, (pairs, reason)) in refused.enumerated() {
            let peer = try RawPeer(fixture)
            var request = try #require(
                FrameEncoder.request(
                    service: "test.Echo", method: "Who", payload: [], timeoutNanoseconds: 0,
                    metadata: []))
            for pair in pairs { request += [0x2A, UInt8(pair.count)] + pair }
            try peer.send(FrameEncoder.frame(.request, streamID: 1, request))
            let error = try #require(try peer.error())
            #expect(error.code == .invalidArgument)
            #expect(error.message.contains(reason), "\(index): \(error)")
        }
        let client = try fixture.client()
        _ = try client.call(
            "test.Echo", "Who", [], metadata: [("Session", "a"), ("x", "1"), ("X", "2")])
    }

    @Test func everyTruncatedRequestIsAnsweredOrForgotten() throws {
        let fixture = try ServerFixture()
        let whole = try #require(
            FrameEncoder.request(
                service: "test.Echo", method: "Who", payload: [1, 2], timeoutNanoseconds: 1 << 40,
                metadata: [("session", "x")]))
        let peer = try RawPeer(fixture)
        for count in 0..<whole.count {
            let id = UInt32(2 * count + 1)
            try peer.send(FrameEncoder.frame(.request, streamID: id, whole[..<count]))
            #expect(try peer.frame()?.header.streamID == id)
        }
        let frame = FrameEncoder.frame(.request, streamID: 1, whole)
        for count in 0..<frame.count {
            let cut = try RawPeer(fixture)
            try cut.send(Array(frame[..<count]))
            cut.socket.shutdown()
        }
        #expect(try isAlive(fixture))
    }

    @Test func streamNumbersMustBeOddAndIncrease() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        try peer.send(ServerFixture.request(2, "Inline"))
        #expect(try peer.error()?.code == .invalidArgument)
        try peer.send(ServerFixture.request(5, "Inline"))
        #expect(try peer.error() == nil)
        for id: UInt32 in [5, 3, 0] {
            try peer.send(ServerFixture.request(id, "Inline"))
            #expect(try peer.error()?.code == .invalidArgument)
        }
        try peer.send(FrameEncoder.frame(.data, streamID: 9, [1]))
        #expect(try peer.error()?.code == .invalidArgument)
        try peer.send(FrameEncoder.frame(.data, streamID: 5, [1]))
        try peer.send([0, 0, 0, 1, 0, 0, 0, 9, 77, 0, 1] + ServerFixture.request(7, "Inline"))
        #expect(try peer.frame()?.header.streamID == 7)
    }

    @Test func aPeerThatNeverReadsIsClosedAndOthersAreServed() throws {
        let fixture = try ServerFixture {
            $0.loopThreads = 1
            $0.stallSeconds = 0.05
            $0.outputBytesMax = 1 << 20
        }
        let flooded = try RawPeer(fixture)
        try flooded.send(ServerFixture.request(1, "Flood", flags: FrameFlags.remoteClosed))
        let asking = try RawPeer(fixture)
        let request = ServerFixture.request(1, "Sized", Array("1000000".utf8))
        var id: UInt32 = 1
        for _ in 0..<200 {
            var next = request
            for byte in 0..<4 { next[4 + byte] = UInt8(truncatingIfNeeded: id >> (24 - 8 * byte)) }
            id += 2
            try asking.send(next)
        }
        #expect(try isAlive(fixture))
        #expect(fixture.probe.wait(for: "flood ended CANCELLED"))
        // What is made and not read: 1 MiB of output, one reply more, and the kernel's buffers.
        #expect(fixture.probe.count(of: "Sized") * 1_000_000 < 16 << 20)
        #expect(fixture.probe.count(of: "flood sent") * 100_000 < 16 << 20)
        #expect(try isAlive(fixture))
    }

    @Test func aPushStreamThatIsBehindTakesNoMore() throws {
        let fixture = try ServerFixture { $0.outputBytesMax = 1 << 20 }
        let peer = try RawPeer(fixture)
        try peer.send(ServerFixture.request(1, "Watch", flags: FrameFlags.remoteClosed))
        let pushed = try #require(fixture.probe.stream())
        let message = [UInt8](repeating: 1, count: 100_000)
        var count = 0
        while pushed.trySend(message), count < 1000 { count += 1 }
        #expect(count < 100)
        pushed.close(Status(.resourceExhausted, "too slow"))
        for _ in 0..<count { #expect(try peer.frame()?.data.count == message.count) }
        #expect(try peer.error() == Status(.resourceExhausted, "too slow"))
    }

    @Test func bothSidesSendingAtOnceDoNotBlockEachOther() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let threads = (0..<4).map { number in
            SystemThread(name: "large") {
                for _ in 0..<10 {
                    let payload = [UInt8](repeating: UInt8(number), count: 2_000_000)
                    let reply = try? client.call("test.Echo", "Inline", payload)
                    if reply == payload { fixture.probe.arrived("same") }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(fixture.probe.wait(for: "same", count: 40))
    }

    @Test func aLongQueueOfSlowCallsLetsOthersGoFirst() throws {
        let fixture = try ServerFixture { $0.loopThreads = 1 }
        let slow = try RawPeer(fixture)
        let client = try fixture.client()
        let requests = (0..<2000).flatMap { ServerFixture.request(UInt32(2 * $0 + 1), "Slow") }
        try slow.send(requests)
        #expect(fixture.probe.wait(for: "Slow"))
        #expect(try client.call("test.Echo", "Inline", [1]) == [1])
        #expect(fixture.probe.count(of: "Slow") < 2000)
        for index in 0..<60 {
            #expect(try slow.frame()?.header.streamID == UInt32(2 * index + 1))
        }
        #expect(fixture.server.statistics.framesReceived > 60)
    }

    @Test func tooManyConnectionsAreClosedAtOnce() throws {
        let fixture = try ServerFixture { $0.connectionsMax = 1 }
        let client = try fixture.client()
        #expect(try client.call("test.Echo", "Inline", [1]) == [1])
        let second = try fixture.client()
        let error = #expect(throws: Status.self) { try second.call("test.Echo", "Inline", []) }
        #expect(error?.code == .unavailable)
        #expect(try client.call("test.Echo", "Inline", [1]) == [1])
    }

    @Test func aServerThatIsNoServerIsUnavailable() throws {
        let (left, right) = try Socket.pair()
        let client = RPCClient(left, name: "pair")
        try right.sendAll(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        let error = #expect(throws: Status.self) { try client.call("a", "b", []) }
        #expect(error?.code == .unavailable)
    }
}
