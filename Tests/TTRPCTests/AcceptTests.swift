import LinuxSystem
import StatusCodes
import Testing

@testable import TTRPC

/// Connections that come and go.
@Suite struct AcceptTests {
    @Test func whoHasLeftAlreadyIsCountedAndNothingElse() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        for _ in 0..<2_000 { _ = try fixture.socket() }
        #expect(try client.call("test.Echo", "Inline", [1]) == [1])
        while fixture.server.statistics.connectionsAccepted < 2_001 {}
        while fixture.server.statistics.connectionsOpen > 1 {}
        #expect(try client.call("test.Echo", "Inline", [2]) == [2])
    }

    /// Who will send nothing more may still read what it asked for.
    @Test(arguments: ["Inline", "Count"])
    func aRequestBeforeTheEndIsAnswered(method: String) throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        try peer.send(ServerFixture.request(1, method, Array("1".utf8)))
        peer.socket.shutdownSending()
        #expect(try peer.frame()?.header.streamID == 1)
    }

    @Test func onlyWhoSentNothingIsAbandoned() throws {
        let (near, far) = try Socket.pair()
        #expect(!Socket.isAbandoned(near))
        try far.sendAll([1])
        far.shutdownSending()
        #expect(!Socket.isAbandoned(near))
        #expect(try near.receive(countMax: 8) == [1])
        #expect(Socket.isAbandoned(near))
    }

    /// Replies that a peer does not read are bounded, wherever they wait: it is read no further.
    @Test func aPeerThatReadsNoRepliesIsReadNoFurther() throws {
        let fixture = try ServerFixture { $0.loopThreads = 1 }
        let peer = try RawPeer(fixture)
        let large = [UInt8](repeating: 1, count: 1 << 20)
        let count = 40
        let sender = SystemThread(name: "test-sender") {
            for number in 0..<count {
                try? peer.send(ServerFixture.request(UInt32(2 * number + 1), "Unary", large))
            }
        }
        // Every one of them is answered in the end: the connection was never closed for it.
        var seen: Set<UInt32> = []
        while seen.count < count, let frame = try peer.frame() {
            #expect(frame.data.count > large.count)
            seen.insert(frame.header.streamID)
        }
        #expect(seen.count == count)
        sender.join()
    }
}
