import LinuxSystem
import StatusCodes
import Testing

@testable import TTRPC

@Suite struct UnaryTests {
    @Test func inlineMethodsAnswerOnTheLoop() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        #expect(try client.call("test.Echo", "Inline", [1, 2, 3]) == [1, 2, 3])
    }

    @Test func unaryMethodsAnswerFromAWorker() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        #expect(try client.call("test.Echo", "Unary", [1, 2, 3]) == [1, 2, 3])
    }

    @Test(arguments: [0, 1, 127, 128, 129, 16_383, 16_384, 100_000, 4_194_000])
    func repliesOfEverySizeArriveWhole(size: Int) throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let reply = try client.call("test.Echo", "Sized", Array("\(size)".utf8))
        #expect(reply == [UInt8](repeating: 7, count: size))
        let payload = [UInt8](repeating: 9, count: size)
        #expect(try client.call("test.Echo", "Unary", payload) == payload)
    }

    @Test func anErrorTakesBackWhatTheHandlerWrote() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        #expect(throws: Status(.notFound, "nothing here")) {
            try client.call("test.Echo", "Fail", [1, 2, 3])
        }
        #expect(try client.call("test.Echo", "Inline", [4]) == [4])
    }

    @Test func handlersSeePeerAndMetadata() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let reply = try client.call(
            "test.Echo", "Who", [], metadata: [("other", "x"), ("session", "é")])
        var expected = ResponseBuffer()
        expected.uint64(1, UInt64(SystemProcess.uid))
        expected.string(2, "é")
        #expect(reply == expected.payloadBytes)
    }

    @Test(arguments: [("test.Echo", "Nothing"), ("test.Nobody", "Inline"), ("", "")])
    func unknownMethodsAreUnimplemented(service: String, method: String) throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let error = #expect(throws: Status.self) { try client.call(service, method, []) }
        #expect(error?.code == .unimplemented)
        #expect(try client.call("test.Echo", "Inline", [1]) == [1])
    }

    @Test func aDeadlineEndsACallThatBlocks() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let error = #expect(throws: Status.self) {
            try client.call("test.Echo", "Block", [], timeout: .milliseconds(20))
        }
        #expect(error?.code == .deadlineExceeded)
        #expect(fixture.probe.wait(for: "cancelled", ifThereWas: "Block"))
        #expect(try client.call("test.Echo", "Inline", [1], timeout: .seconds(10)) == [1])
    }

    @Test func theServerItselfAnswersAfterTheDeadline() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        let request = try #require(
            FrameEncoder.request(
                service: "test.Echo", method: "Block", payload: [], timeoutNanoseconds: 5_000_000,
                metadata: []))
        try peer.send(FrameEncoder.frame(.request, streamID: 1, request))
        #expect(try peer.error()?.code == .deadlineExceeded)
        #expect(fixture.probe.wait(for: "cancelled", ifThereWas: "Block"))
    }

    @Test func manyThreadsShareAConnection() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let wrong = Monitor(0)
        let threads = (0..<8).map { number in
            SystemThread(name: "caller") {
                for round in 0..<200 {
                    let payload = [UInt8](repeating: UInt8(number), count: round)
                    let method = round % 3 == 0 ? "Unary" : "Inline"
                    let reply = try? client.call("test.Echo", method, payload)
                    if reply != payload { wrong.withLock { $0 += 1 } }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(wrong.withLock { $0 } == 0)
    }

    @Test func aClientThatLeavesCancelsItsCalls() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        try peer.send(ServerFixture.request(1, "Block"))
        #expect(fixture.probe.wait(for: "Block"))
        peer.socket.shutdown()
        #expect(fixture.probe.wait(for: "cancelled"))
    }

    @Test func aFullQueueIsResourceExhausted() throws {
        let fixture = try ServerFixture {
            $0.shares[.point] = WorkShare(slots: 1, threads: 1, queueLengthMax: 1)
        }
        let peer = try RawPeer(fixture)
        try peer.send(ServerFixture.request(1, "Block"))
        #expect(fixture.probe.wait(for: "Block"))
        try peer.send(ServerFixture.request(3, "Block") + ServerFixture.request(5, "Block"))
        let frame = try #require(try peer.frame())
        #expect(frame.header.streamID == 5)
        let full = Status(
            .resourceExhausted, "too many calls wait for a worker (limits: calls_waiting)")
        #expect(throws: full) {
            try FrameEncoder.payload(ofResponse: frame.data)
        }
        fixture.probe.release()
        #expect(try peer.frame()?.header.streamID == 1)
        #expect(try peer.frame()?.header.streamID == 3)
    }

    @Test func connectingToNothingNamesThePath() {
        let error = #expect(throws: Status.self) { try RPCClient.connect("/tmp/pm-none.sock") }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("/tmp/pm-none.sock") == true)
    }

    @Test func aStoppedServerMakesCallsUnavailable() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        #expect(try client.call("test.Echo", "Inline", [1]) == [1])
        fixture.server.shutdown(drainSeconds: 1)
        let error = #expect(throws: Status.self) { try client.call("test.Echo", "Inline", []) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains(fixture.path) == true)
    }
}
