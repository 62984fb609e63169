import Testing

@testable import HTTP2

/// RFC 9113, 6.8: a connection ends without losing a call.
@Suite struct DrainTests {
    @Test func aDrainIsAnnouncedAndThenFinal() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1))
        peer.connection.beginDrain()
        peer.connection.beginDrain()
        #expect(
            peer.frames().map { "\($0)" }
                == ["goAway 0 flags 0 7fffffff00000000", "ping 0 flags 0 647261696e696e67"])
        // What was under way when it was said is served.
        #expect(peer.feed(Peer.headers(3)) == ["request 3 /s/M ends"])
        #expect(
            peer.feed(Peer.frame(.ping, 0, flags: 1, Array("draining".utf8)))
                == ["drain acknowledged"])
        peer.connection.finishDrain()
        #expect(peer.frames().map { "\($0)" } == ["goAway 0 flags 0 0000000300000000"])
        #expect(!peer.isDrained)
        // Later ones are not served; their headers are read, or later ones would be wrong.
        let block = hex("400161016282 86 84")
        #expect(peer.feed(Peer.frame(.headers, 5, flags: 4, block) + Peer.data(5, [1])) == [])
        #expect(peer.frames() == [])
        for id in [UInt32(1), 3] {
            peer.respond(id)
            peer.finish(id)
        }
        #expect(peer.isDrained)
        #expect(peer.frames().count == 4)
    }

    @Test func aDrainWithoutAnAcknowledgementIsFinalToo() {
        let peer = Peer()
        peer.connection.finishDrain()
        #expect(!peer.isDrained)
        peer.connection.beginDrain()
        #expect(!peer.isDrained)
        peer.connection.finishDrain()
        #expect(peer.isDrained)
    }

    @Test func anOwnerClosesWithAReason() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1))
        peer.connection.close(.enhanceYourCalm, "idle")
        #expect(peer.isDrained)
        let frames = peer.frames()
        #expect(frames.map { "\($0)" } == ["goAway 0 flags 0 000000010000000b69646c65"])
        #expect(peer.feed(Peer.headers(3)) == ["close 11"])
        peer.connection.close(.noError, "again")
        #expect(peer.frames() == [])
        #expect(!peer.sendData(1, [1]))
    }

    @Test func aPeerThatLeavesIsHeard() {
        let peer = Peer()
        #expect(peer.feed(Peer.frame(.goAway, 0, Peer.word(0) + Peer.word(2))) == ["goaway 2"])
        #expect(peer.feed(Peer.headers(1)) == ["request 1 /s/M ends"])
    }

    @Test func limitsFitEachOther() {
        #expect(HTTP2Limits.headerBlockBytesMax >= HTTP2Limits.headerListBytesMax)
        #expect(
            HTTP2Limits.headerBlockBytesMax
                <= (HTTP2Limits.continuationsMax + 1) * HTTP2Limits.frameBytesMin)
        #expect(HTTP2Configuration().streamWindow <= HTTP2Configuration().connectionWindow)
        #expect(HTTP2Limits.sentFrameBytesMax <= HTTP2Limits.frameBytesMax)
        #expect(HTTP2Limits.resetsMax > HTTP2Configuration().streamsMax)
        #expect(HTTP2Limits.tableBytesMax == PeerSettings().headerTableSize)
    }
}
