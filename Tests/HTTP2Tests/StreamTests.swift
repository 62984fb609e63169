import Randomness
import TestSupport
import Testing

@testable import HTTP2

/// RFC 9113, 5.1: what a stream's life is.
@Suite struct StreamTests {
    @Test func aCallIsAnsweredAndForgotten() throws {
        let peer = Peer()
        #expect(peer.feed(Peer.headers(1, ends: false)) == ["request 1 /s/M"])
        #expect(peer.feed(Peer.data(1, [1, 2, 3], ends: true)) == ["data 1 010203 ends"])
        peer.respond(1)
        #expect(peer.sendData(1, [4, 5]))
        peer.finish(1)
        let frames = peer.frames()
        #expect(frames.map(\.type) == [.headers, .data, .headers])
        #expect(frames.map(\.header.flags) == [4, 0, 5])
        #expect(try peer.fields(frames[0]) == [":status: 200"])
        #expect(frames[1].payload == [4, 5])
        #expect(try peer.fields(frames[2]) == ["grpc-status: 0"])
        #expect(peer.streamCount == 0)
        #expect(!peer.isOpen(1))
        #expect(!peer.sendData(1, [6]))
    }

    @Test func anAnswerBeforeTheEndOfTheRequestStopsIt() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1, ends: false))
        peer.connection.sendHeaders(1, FieldBlock(Peer.status), ends: true)
        #expect(peer.frames().map { "\($0)" }.last == "rstStream 1 flags 0 00000000")
        // What was under way is no fault, and its window is given back.
        #expect(peer.feed(Peer.data(1, [1, 2, 3])) == [])
        #expect(peer.feed(Peer.headers(1, [("a", "b")])) == [])
        #expect(peer.feed(Peer.reset(1)) == [])
        #expect(peer.frames() == [])
        #expect(peer.receiveWindow + peer.unannounced == 1 << 20)
    }

    @Test func streamsAreResetByEitherSide() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1) + Peer.headers(3))
        #expect(peer.feed(Peer.reset(1, 8)) == ["reset 1 8"])
        peer.connection.reset(3, .cancel)
        peer.connection.reset(3, .cancel)
        #expect(peer.frames().map { "\($0)" } == ["rstStream 3 flags 0 00000008"])
        #expect(peer.streamCount == 0)
    }

    @Test func nothingFollowsTheEndOfABody() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1) + Peer.headers(3))
        #expect(peer.feed(Peer.data(1, [1])) == ["reset 1 5"])
        #expect(peer.feed(Peer.headers(3, [("a", "b")])) == ["reset 3 5"])
        #expect(peer.frames().map { "\($0)" }.filter { $0.hasPrefix("rst") }.count == 2)
    }

    @Test func aStreamThatWasAnsweredIsClosed() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1))
        peer.connection.sendHeaders(1, FieldBlock(Peer.status), ends: true)
        _ = peer.frames()
        #expect(peer.feed(Peer.data(1, [1])) == [])
        #expect(peer.frames().map { "\($0)" } == ["rstStream 1 flags 0 00000005"])
        #expect(peer.feed(Peer.headers(1)) == [])
        #expect(peer.frames().map { "\($0)" } == ["rstStream 1 flags 0 00000005"])
        #expect(peer.feed(Peer.windowUpdate(1, 1)) == [])
        #expect(peer.frames() == [])
    }

    @Test func numbersOnlyGrow() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(5))
        #expect(peer.feed(Peer.headers(3)) == [])
        #expect(peer.frames().map { "\($0)" } == ["rstStream 3 flags 0 00000005"])
    }

    @Test func streamsBeyondTheAnnouncedNumberAreRefusedForNow() {
        var configuration = HTTP2Configuration()
        configuration.streamsMax = 2
        let peer = Peer(configuration)
        #expect(
            peer.feed(Peer.headers(1) + Peer.headers(3) + Peer.headers(5)).count == 2)
        #expect(peer.frames().map { "\($0)" } == ["rstStream 5 flags 0 00000007"])
        _ = peer.feed(Peer.reset(1))
        #expect(peer.feed(Peer.headers(7)) == ["request 7 /s/M ends"])
    }

    @Test func aHeaderBlockIsNotInterrupted() {
        let start = Peer.frame(.headers, 1, Array(Peer.block(Peer.request).prefix(9)))
        let wrong = [
            Peer.data(1, [1]), Peer.frame(.continuation, 3, flags: 4), Peer.headers(3),
            Peer.frame(.ping, 0, Array("pingpong".utf8)), Peer.frame(0xFA, 0), Peer.settings([]),
        ]
        for bytes in wrong { #expect(Peer().feed(start + bytes) == ["close 1"]) }
    }

    @Test func aWrongHeaderBlockEndsTheConnection() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1))
        #expect(peer.feed(Peer.frame(.headers, 3, flags: 5, [0xFF])) == ["close 9"])
        #expect(peer.streamCount == 0)
        #expect(peer.frames().last?.payload.prefix(8) == ArraySlice(hex("00000001 00000009")))
    }

    @Test func pingsAndSettingsAreAcknowledged() {
        let peer = Peer()
        #expect(peer.feed(Peer.frame(.ping, 0, Array("pingpong".utf8))) == [])
        #expect(peer.feed(Peer.settings([(9, 9), (3, 0)])) == [])
        #expect(
            peer.frames().map { "\($0)" }
                == ["ping 0 flags 1 70696e67706f6e67", "settings 0 flags 1 "])
        #expect(peer.unacknowledgedSettings == 1)
        _ = peer.feed(Peer.frame(.settings, 0, flags: 1))
        #expect(peer.unacknowledgedSettings == 0)
    }

    @Test func unknownFramesAndPrioritiesSayNothing() {
        let peer = Peer()
        let bytes =
            Peer.frame(0x10, 0, [1, 2]) + Peer.frame(.priority, 1, [0, 0, 0, 1, 9])
            + Peer.frame(.priority, 101, [0x80, 0, 0, 3, 9]) + Peer.frame(0xFF, 3)
        #expect(peer.feed(bytes) == [])
        #expect(peer.frames() == [])
    }

    // MARK: The table

    @Test(arguments: Seeds.of(UInt64(1)...20))
    func theTableIsAsADictionary(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var table = StreamTable()
        var plain: Set<UInt32> = []
        var next: UInt32 = 1
        for _ in 0..<3_000 {
            if random.chance(11, of: 20) {
                // Numbers that leave gaps, and numbers that fall on one place.
                next += random.chance(1, of: 3) ? 64 : 2
                _ = table.insert(
                    HTTP2Stream(id: next, isRemoteClosed: false, receiveWindow: 0, sendWindow: 0))
                plain.insert(next)
            } else if let id = plain.randomElement(using: &random) {
                plain.remove(id)
                if let place = table.find(id) { table.remove(at: place) }
            }
            #expect(table.count == plain.count)
        }
        for id in 0...(next + 2) {
            #expect((table.find(id) != nil) == plain.contains(id))
            if let place = table.find(id) { #expect(table.places[place].id == id) }
        }
    }

    @Test func recentStreamsAreTheLastOnes() {
        var recent = RecentStreams()
        for id in 0..<UInt32(1_000) { recent.insert(id) }
        #expect((0..<UInt32(1_000)).filter { recent.contains($0) } == Array(744..<1_000))
    }
}
