import LinuxSystem
import StatusCodes
import Synchronization
import Testing

@testable import TTRPC

/// What one user may take of a server.
@Suite struct PeerSharesTests {
    private final class Notes: Sendable {
        private let notes = Monitor<[ShareRefusal]>([])
        func add(_ refusal: ShareRefusal) { notes.update { $0.append(refusal) } }

        /// The refusals, once there is one.
        var all: [ShareRefusal] { notes.wait { $0.isEmpty ? nil : $0 } ?? [] }
    }

    private let notes = Notes()
    private var uid: UInt32 { SystemProcess.uid }

    @Test func aUserHasAShareOfTheConnections() throws {
        let fixture = try ServerFixture { [notes] in
            $0.connectionsMax = 10
            $0.perUser = PeerLimits(connections: 2, streams: 10)
            $0.onRefusal = notes.add
        }
        let first = try fixture.client()
        let second = try fixture.client()
        for client in [first, second] {
            #expect(try client.call("test.Echo", "Inline", [1]) == [1])
        }
        let third = try fixture.client()
        let error = #expect(throws: Status.self) { try third.call("test.Echo", "Inline", []) }
        #expect(error?.code == .unavailable)
        #expect(notes.all == [ShareRefusal(.connections, uid: uid, limit: 2)])
        // What is given back can be taken again.
        second.close()
        while fixture.server.statistics.connectionsOpen > 1 {}
        #expect(try fixture.client().call("test.Echo", "Inline", [2]) == [2])
    }

    @Test(arguments: ["Watch", "Count", "Chat"])
    func aUserHasAShareOfTheStreams(method: String) throws {
        let fixture = try ServerFixture { [notes] in
            $0.loopThreads = 1
            $0.perUser = PeerLimits(connections: 10, streams: 2)
            $0.onRefusal = notes.add
        }
        let peer = try RawPeer(fixture)
        let open = (0..<2).flatMap {
            ServerFixture.request(
                UInt32(2 * $0 + 1), "Watch", flags: FrameFlags.remoteOpen)
        }
        try peer.send(open)
        let client = try fixture.client()
        // On the one loop: what came before has been taken up.
        _ = try client.call("test.Echo", "Inline", [1])
        _ = try #require(fixture.probe.stream())
        let third = try client.serverStream("test.Echo", method, Array("5".utf8))
        let error = #expect(throws: Status.self) {
            while try third.next() != nil {}
        }
        #expect(error?.code == .resourceExhausted)
        #expect(
            error?.message
                == "2 streams of user \(uid) are open; end some first (limits: streams_per_user)")
        #expect(notes.all == [ShareRefusal(.streams, uid: uid, limit: 2)])
        peer.socket.shutdown()
        #expect(fixture.probe.wait(for: "watch ended CANCELLED", count: 2))
        let again = try client.serverStream("test.Echo", "Count", Array("2".utf8))
        while try again.next() != nil {}
    }

    @Test func whoDoesNotReadIsClosedAndNamed() throws {
        let fixture = try ServerFixture { [notes] in
            $0.stallSeconds = 0.02
            $0.onRefusal = notes.add
        }
        let deaf = try RawPeer(fixture)
        try deaf.send(ServerFixture.request(1, "Flood", flags: FrameFlags.remoteOpen))
        #expect(fixture.probe.wait(for: "flood ended CANCELLED"))
        let limit = ServerConfiguration().outputBytesHardMax
        #expect(notes.all == [ShareRefusal(.unread, uid: uid, limit: limit)])
    }

    @Test func idleConnectionsGiveWayToBusyOnes() throws {
        let fixture = try ServerFixture { [notes] in
            $0.onRefusal = notes.add
            $0.perUser = PeerLimits(connections: 4, streams: 10)
            $0.idleSeconds = 0
        }
        let idle = try RawPeer(fixture)
        let watching = try RawPeer(fixture)
        try watching.send(ServerFixture.request(1, "Watch", flags: FrameFlags.remoteOpen))
        _ = try #require(fixture.probe.stream())
        var others: [RPCClient] = []
        for _ in 0..<2 {
            let client = try fixture.client()
            _ = try? client.call("test.Echo", "Inline", [1])
            others.append(client)
        }
        #expect(try idle.frame() == nil)
        #expect(notes.all.first == ShareRefusal(.idle, uid: uid, limit: 0))
        // A stream that is open is no idleness.
        #expect(fixture.probe.count(of: "watch ended CANCELLED") == 0)
    }

    @Test func incompleteFramesOfOneUserAreBounded() throws {
        let shares = PeerShares(PeerLimits(connections: 2, streams: 1))
        #expect(shares.changeInput(1, by: TTRPCLimits.inputBytesPerUser))
        #expect(!shares.changeInput(1, by: 1))
        #expect(shares.changeInput(2, by: 1))
        #expect(shares.changeInput(1, by: -2))
        let fixture = try ServerFixture { [notes] in
            $0.loopThreads = 1
            $0.onRefusal = notes.add
        }
        // A header of 4 MiB, and half of what it announces.
        let half = [0, 0x40, 0, 0, 0, 0, 0, 1, 1, 0] + [UInt8](repeating: 1, count: 2 << 20)
        var peers: [RawPeer] = []
        for _ in 0..<TTRPCLimits.inputBytesPerUser / (2 << 20) + 8 {
            let peer = try RawPeer(fixture)
            try? peer.send(half)
            peers.append(peer)
        }
        #expect(notes.all.first?.kind == .input)
        #expect(try fixture.client().call("test.Echo", "Inline", [1]) == [1])
    }

    /// Several users together may take every connection, but not those of the server's own user.
    @Test func theServersOwnUserGetsInWhenAllIsTaken() {
        var configuration = ServerConfiguration()
        configuration.connectionsMax = 4
        configuration.connectionsReserved = 2
        configuration.onRefusal = notes.add
        let shared = ServerShared(configuration)
        let others = [uid + 1, uid + 1, uid + 2, uid + 2]
        for other in others { #expect(shared.enter(other)) }
        #expect(!shared.enter(uid + 3))
        #expect(
            notes.all == [
                ShareRefusal(.connections, uid: uid + 3, limit: 4, setting: "connections")
            ])
        #expect(shared.enter(uid) && shared.enter(uid))
        #expect(!shared.enter(uid))
        // What others give back is not more for them while its user has it.
        shared.leave(uid + 1)
        #expect(!shared.enter(uid + 3))
        shared.leave(uid)
        shared.leave(uid)
        #expect(shared.enter(uid + 3))
        #expect(shared.connectionsOpen == 4)
    }

    @Test func sharesAreCountedByUser() {
        let shares = PeerShares(PeerLimits(connections: 2, streams: 1))
        #expect(shares.openConnection(1) && shares.openConnection(1))
        #expect(!shares.openConnection(1))
        #expect(shares.openConnection(2))
        #expect(shares.isCrowded(1))
        #expect(!shares.isCrowded(2))
        #expect(shares.openStream(1) && !shares.openStream(1) && shares.openStream(2))
        shares.closeStreams(1)
        shares.closeConnection(1)
        #expect(!shares.isCrowded(1))
        #expect(shares.openStream(1) && shares.openConnection(1))
    }
}
