import LinuxSystem
import StatusCodes
import Testing

@testable import TTRPC

@Suite struct StreamTests {
    @Test(arguments: [0, 1, 5, 50_000]) func producersArePulledToTheirEnd(count: Int) throws {
        let fixture = try ServerFixture()
        let stream = try fixture.client().serverStream("test.Echo", "Count", Array("\(count)".utf8))
        var seen = 0
        while let message = try stream.next() {
            seen += 1
            var expected = ResponseBuffer()
            expected.uint64(1, UInt64(count - seen))
            #expect(message == expected.payloadBytes)
        }
        #expect(seen == count)
        #expect(try stream.next() == nil)
    }

    @Test func aProducersFramesAreThoseOfGo() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        try peer.send(
            ServerFixture.request(1, "Count", Array("2".utf8), flags: FrameFlags.remoteClosed))
        let bytes = try peer.receive(34)
        #expect(
            bytes == [0, 0, 0, 2, 0, 0, 0, 1, 3, 0, 8, 1]
                + [0, 0, 0, 2, 0, 0, 0, 1, 3, 0, 8, 0]
                + [0, 0, 0, 0, 0, 0, 0, 1, 3, 5])
    }

    @Test func bothSidesTalkUntilTheClientHasFinished() throws {
        let fixture = try ServerFixture()
        let stream = try fixture.client().stream("test.Echo", "Chat", [1])
        #expect(try stream.next() == [1])
        for number in UInt8(2)..<100 {
            try stream.send([number])
            #expect(try stream.next() == [number])
        }
        try stream.closeSend()
        #expect(try stream.next() == nil)
        #expect(throws: Status.self) { try stream.send([1]) }
    }

    @Test func pushedMessagesArriveAndTheServiceEndsTheStream() throws {
        let fixture = try ServerFixture()
        let watch = try fixture.client().serverStream("test.Echo", "Watch", [])
        let pushed = try #require(fixture.probe.stream())
        for number in UInt8(0)..<50 { #expect(pushed.trySend([number])) }
        for number in UInt8(0)..<50 { #expect(try watch.next() == [number]) }
        pushed.close(Status(.aborted, "start again"))
        #expect(throws: Status(.aborted, "start again")) { try watch.next() }
        #expect(!pushed.trySend([1]))
        #expect(pushed.isClosed)
    }

    @Test func aPushStreamHearsWhenThereIsRoomAgain() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let watch = try client.serverStream("test.Echo", "Watch", [])
        let pushed = try #require(fixture.probe.stream())
        let message = [UInt8](repeating: 7, count: 1 << 20)
        for round in 1...2 {
            var sent = 0
            while pushed.trySend(message) { sent += 1 }
            #expect(sent > 0)
            pushed.whenRoom { [probe = fixture.probe] in probe.arrived("room") }
            guard round == 1 else { break }
            for _ in 0..<sent { #expect(try watch.next() == message) }
            #expect(fixture.probe.wait(for: "room", count: round))
        }
        // A connection that is gone has no use for room, but whoever waits must hear of it.
        client.close()
        #expect(fixture.probe.wait(for: "room", count: 2))
        pushed.whenRoom { [probe = fixture.probe] in probe.arrived("late") }
        #expect(fixture.probe.wait(for: "late"))
    }

    @Test func aPushStreamHearsTheClient() throws {
        let fixture = try ServerFixture()
        let watch = try fixture.client().stream("test.Echo", "Watch")
        try watch.send([5])
        #expect(try watch.next() == [5])
        try watch.closeSend()
        let pushed = try #require(fixture.probe.stream())
        pushed.close()
        #expect(try watch.next() == nil)
    }

    @Test func leavingAStreamTellsTheService() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let watch = try client.serverStream("test.Echo", "Watch", [])
        let pushed = try #require(fixture.probe.stream())
        watch.close()
        #expect(fixture.probe.wait(for: "watch ended CANCELLED"))
        #expect(!pushed.trySend([1]))
        #expect(try client.call("test.Echo", "Inline", [1]) == [1])
    }

    @Test func leavingABidirectionalStreamTellsTheService() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let watch = try client.stream("test.Echo", "Watch")
        _ = try #require(fixture.probe.stream())
        watch.close()
        #expect(fixture.probe.wait(for: "watch ended CANCELLED"))
    }

    @Test func losingTheClientTellsTheService() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        try peer.send(
            ServerFixture.request(1, "Watch", flags: FrameFlags.remoteClosed))
        let pushed = try #require(fixture.probe.stream())
        peer.socket.shutdown()
        #expect(fixture.probe.wait(for: "watch ended CANCELLED"))
        #expect(!pushed.trySend([1]))
        let heard = Probe()
        pushed.onClose { _ in heard.arrived("late") }
        #expect(heard.wait(for: "late"))
    }

    @Test func aDeadlineEndsAStream() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        let request = try #require(
            FrameEncoder.request(
                service: "test.Echo", method: "Watch", payload: [], timeoutNanoseconds: 5_000_000,
                metadata: []))
        try peer.send(
            FrameEncoder.frame(.request, streamID: 1, flags: FrameFlags.remoteClosed, request))
        #expect(try peer.error()?.code == .deadlineExceeded)
        #expect(fixture.probe.wait(for: "watch ended DEADLINE_EXCEEDED"))
    }

    @Test func aClientStopsWaitingAtTheDeadline() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let watch = try client.serverStream(
            "test.Echo", "Watch", [], timeout: .milliseconds(5))
        let error = #expect(throws: Status.self) { try watch.next() }
        #expect(error?.code == .deadlineExceeded)
        #expect(try watch.next() == nil)
        #expect(try client.call("test.Echo", "Inline", [1]) == [1])
    }

    @Test func manyStreamsAndCallsShareAConnection() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let streams = try (1...40).map { number in
            try client.serverStream("test.Echo", "Count", Array("\(number * 100)".utf8))
        }
        let chats = try (0..<10).map { try client.stream("test.Echo", "Chat", [UInt8($0 + 1)]) }
        #expect(try client.call("test.Echo", "Unary", [7]) == [7])
        for (index, chat) in chats.enumerated() {
            #expect(try chat.next() == [UInt8(index + 1)])
            try chat.closeSend()
            #expect(try chat.next() == nil)
        }
        for (index, stream) in streams.enumerated().reversed() {
            var count = 0
            while try stream.next() != nil { count += 1 }
            #expect(count == (index + 1) * 100)
        }
    }

    @Test func tooManyStreamsAreRefused() throws {
        let fixture = try ServerFixture { $0.streamsPerConnectionMax = 2 }
        let client = try fixture.client()
        let first = try client.serverStream("test.Echo", "Watch", [])
        let second = try client.serverStream("test.Echo", "Watch", [])
        let third = try client.serverStream("test.Echo", "Watch", [])
        let error = #expect(throws: Status.self) { try third.next() }
        #expect(error?.code == .resourceExhausted)
        first.close()
        #expect(fixture.probe.wait(for: "watch ended CANCELLED"))
        let fourth = try client.stream("test.Echo", "Watch")
        try fourth.send([4])
        #expect(try fourth.next() == [4])
        second.close()
    }

    @Test func aCallThroughAnUnreadStreamIsAnswered() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let stream = try client.serverStream("test.Echo", "Count", Array("100000".utf8))
        for _ in 0..<10 { #expect(try client.call("test.Echo", "Unary", [1]) == [1]) }
        var count = 0
        while try stream.next() != nil { count += 1 }
        #expect(count == 100_000)
    }
}
