import Glibc
import LinuxSystem
import StatusCodes
import Testing

@testable import TTRPC

@Suite struct ShutdownTests {
    @Test func aDrainLetsCallsFinish() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        try peer.send(ServerFixture.request(1, "Block"))
        #expect(fixture.probe.wait(for: "Block"))
        let thread = SystemThread(name: "drain") { fixture.server.shutdown(drainSeconds: 10) }
        // The socket's file goes when the drain has begun; this connection's loop may hear of it
        // a few calls later.
        while access(fixture.path, F_OK) == 0 { sched_yield() }
        var refused: Status?
        for stream in stride(from: UInt32(3), to: 200_001, by: 2) where refused == nil {
            try peer.send(ServerFixture.request(stream, "Inline"))
            refused = try peer.error()
        }
        #expect(refused?.code == .unavailable)
        fixture.probe.release()
        #expect(try peer.frame()?.header.streamID == 1)
        #expect(try peer.frame() == nil)
        thread.join()
        #expect(fixture.probe.wait(for: "released"))
        #expect(fixture.server.statistics.connectionsOpen == 0)
    }

    @Test func aDrainEndsInTime() throws {
        let fixture = try ServerFixture()
        let peer = try RawPeer(fixture)
        try peer.send(ServerFixture.request(1, "Block"))
        #expect(fixture.probe.wait(for: "Block"))
        fixture.server.shutdown(drainSeconds: 0.02)
        #expect(fixture.probe.wait(for: "cancelled"))
        #expect(try peer.frame() == nil)
    }

    @Test func watchersHearOfTheShutdown() throws {
        let fixture = try ServerFixture()
        let watch = try fixture.client().serverStream("test.Echo", "Watch", [])
        _ = try #require(fixture.probe.stream())
        fixture.server.shutdown(drainSeconds: 10)
        let error = #expect(throws: Status.self) { try watch.next() }
        #expect(error?.code == .unavailable)
        #expect(fixture.probe.wait(for: "watch ended UNAVAILABLE"))
    }

    @Test func aProducerIsServedToItsEnd() throws {
        let fixture = try ServerFixture()
        let stream = try fixture.client().serverStream("test.Echo", "Count", Array("300000".utf8))
        #expect(try stream.next() != nil)
        let thread = SystemThread(name: "drain") { fixture.server.shutdown(drainSeconds: 10) }
        var count = 1
        while try stream.next() != nil { count += 1 }
        #expect(count == 300_000)
        thread.join()
    }

    /// A peer that reads nothing is closed; one that reads gets its stream to the end.
    @Test func whoReadsNothingDelaysNoShutdown() throws {
        let fixture = try ServerFixture { $0.drainStallSeconds = 2 }
        let deaf = try RawPeer(fixture)
        try deaf.send(ServerFixture.request(1, "Flood", flags: FrameFlags.remoteOpen))
        let other = try RawPeer(fixture)
        try other.send(
            ServerFixture.request(1, "Count", Array("9000000".utf8), flags: FrameFlags.remoteOpen))
        let stream = try fixture.client().serverStream("test.Echo", "Count", Array("300000".utf8))
        #expect(try stream.next() != nil)
        // It returns at all: nobody else ends these streams within an hour.
        let thread = SystemThread(name: "drain") { fixture.server.shutdown(drainSeconds: 3600) }
        var count = 1
        while try stream.next() != nil { count += 1 }
        #expect(count == 300_000)
        thread.join()
        #expect(fixture.probe.wait(for: "flood ended CANCELLED"))
        #expect(fixture.server.statistics.connectionsOpen == 0)
    }

    @Test func aSecondShutdownDoesNothing() throws {
        let fixture = try ServerFixture()
        fixture.server.shutdown(drainSeconds: 1)
        fixture.server.shutdown(drainSeconds: 1)
        #expect(throws: Status.self) { try fixture.client() }
    }
}
