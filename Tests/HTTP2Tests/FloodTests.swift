import Testing

@testable import HTTP2

/// What other servers were brought down with. Each ends the connection, or costs no more than the
/// bytes that are sent.
@Suite struct FloodTests {
    private static let calm = "close 11"

    /// Feeds the same bytes until the connection closes; how often.
    private func times(_ bytes: [UInt8], max: Int = 20_000, _ peer: Peer = Peer()) -> Int {
        for count in 0..<max {
            if let end = peer.feed(bytes).last, end.hasPrefix("close") {
                #expect(end == Self.calm)
                return count
            }
            // Nothing is put out that grows without being read.
            peer.connection.output.sent(peer.connection.output.pendingCount)
        }
        return max
    }

    /// CVE-2019-9511: a large answer is asked for and taken byte by byte.
    @Test func dataDribble() {
        let peer = Peer()
        _ = peer.feed(Peer.settings([(4, 0)]) + Peer.headers(1))
        peer.respond(1)
        #expect(peer.sendData(1, [UInt8](repeating: 0, count: 1 << 20)))
        _ = peer.frames()
        var frames = 0
        for _ in 0..<500 {
            #expect(peer.feed(Peer.windowUpdate(1, 1)) == [])
            peer.connection.pump(until: .max)
            frames += peer.frames().count
        }
        #expect(frames == 500, "a byte for each update, and no work between")
        #expect(peer.queuedBytes == (1 << 20) - 500)
    }

    /// CVE-2019-9512.
    @Test func pingFlood() {
        let ping = Peer.frame(.ping, 0, Array("pingpong".utf8))
        #expect(times(ping) == HTTP2Limits.idleFramesMax - 1, "the first SETTINGS took one")
        #expect(times(Peer.frame(.ping, 0, flags: 1, Array("pingpong".utf8))) < 1_100)
    }

    /// CVE-2019-9513: priorities that change all the time.
    @Test func resourceLoop() {
        #expect(times(Peer.frame(.priority, 1, [0, 0, 0, 3, 200])) < 1_100)
    }

    /// CVE-2019-9514: requests that are answered with RST_STREAM.
    @Test func resetFlood() {
        let peer = Peer()
        var id: UInt32 = 1
        var closed = false
        while !closed, id < 20_000 {
            closed = peer.feed(Peer.headers(id, [("X", "")])) == [Self.calm]
            peer.connection.output.sent(peer.connection.output.pendingCount)
            id += 2
        }
        #expect(closed)
        #expect(Int(id) / 2 <= HTTP2Limits.resetsMax + 1)
    }

    /// The same with streams that were open: a frame that is wrong, on purpose.
    @Test(arguments: [0, 1, 2])
    func resetsByFaultOfThePeer(kind: Int) {
        let peer = Peer()
        var id: UInt32 = 1
        var closed = false
        while !closed, id < 20_000 {
            let wrong = [
                Peer.windowUpdate(id, 0), Peer.data(id, [1]), Peer.headers(id, [("a", "b")]),
            ]
            closed = peer.feed(Peer.headers(id) + wrong[kind]).last == Self.calm
            id += 2
        }
        #expect(closed)
    }

    /// CVE-2019-9515.
    @Test func settingsFlood() {
        #expect(times(Peer.settings([])) < 1_100)
        // Of the most that fits, fewer; and with streams that each changes, fewer still.
        let large = Peer.settings([(UInt16, UInt32)](repeating: (4, 1_000), count: 2_730))
        #expect(times(large) < 10)
        let peer = Peer()
        for id in stride(from: UInt32(1), to: 2_000, by: 2) { _ = peer.feed(Peer.headers(id)) }
        #expect(times(Peer.settings([(4, 1_000)]), peer) < 100)
        #expect(times(Peer.frame(.settings, 0, flags: 1)) < 1_100)
    }

    /// CVE-2019-9516: fields without a name or value, each of which is memory.
    @Test func zeroLengthHeaders() {
        let peer = Peer()
        let empty = [UInt8](repeating: 0, count: 3 * 500)
        let bytes = Peer.frame(.headers, 1, flags: 5, empty)
        #expect(peer.feed(bytes) == ["too large 1 ends"])
        #expect(peer.hasNoFields)
    }

    /// CVE-2019-9517: windows are open, and nothing is read from the socket; the connection then
    /// takes no more requests than fit.
    @Test func internalDataBuffering() {
        var configuration = HTTP2Configuration()
        configuration.queuedBytesMax = 1 << 20
        let peer = Peer(configuration)
        _ = peer.feed(Peer.settings([(4, 0)]))
        var id: UInt32 = 1
        while peer.feed(Peer.headers(id)) != [] {
            peer.respond(id)
            #expect(peer.sendData(id, [UInt8](repeating: 0, count: 100_000)))
            id += 2
            #expect(id < 100)
        }
        #expect(peer.queuedBytes <= (1 << 20) + 100_000)
        #expect(peer.frames().last.map { "\($0)" } == "rstStream \(id) flags 0 00000007")
    }

    /// CVE-2019-9518.
    @Test func emptyFrames() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1, ends: false))
        #expect(times(Peer.data(1, []), peer) < 1_100)
        let padded = Peer()
        _ = padded.feed(Peer.headers(1, ends: false))
        #expect(times(Peer.frame(.data, 1, flags: 8, [3, 0, 0, 0]), padded) < 1_100)
        let blocks = Peer()
        _ = blocks.feed(Peer.frame(.headers, 1))
        #expect(times(Peer.frame(.continuation, 1), blocks) == HTTP2Limits.continuationsMax)
    }

    /// CVE-2023-44487: requests that are taken back at once.
    @Test func rapidReset() {
        let peer = Peer()
        var id: UInt32 = 1
        var closed = false
        while !closed, id < 20_000 {
            closed = peer.feed(Peer.headers(id) + Peer.reset(id)).last == Self.calm
            id += 2
        }
        #expect(closed)
        #expect(Int(id) / 2 <= HTTP2Limits.resetsMax + 1)
    }

    /// VU#421644: a header block without an end.
    @Test func continuationFlood() {
        let peer = Peer()
        _ = peer.feed(Peer.frame(.headers, 1, flags: 1, Peer.block(Peer.request)))
        let part = Peer.frame(.continuation, 1, Peer.block([("a", "b")]))
        #expect(times(part, peer) == HTTP2Limits.continuationsMax)
        let large = Peer()
        _ = large.feed(Peer.frame(.headers, 1, flags: 1, [UInt8](repeating: 0, count: 16_384)))
        let full = Peer.frame(.continuation, 1, [UInt8](repeating: 0, count: 16_384))
        #expect(times(full, large) == 1)
    }

    /// Windows opened by a byte at a time, where nothing was sent.
    @Test func windowUpdateFlood() {
        #expect(times(Peer.windowUpdate(0, 1)) < 1_100)
    }

    @Test func framesForStreamsThatAreGoneAreCounted() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1))
        peer.connection.sendHeaders(1, FieldBlock(Peer.status), ends: true)
        #expect(times(Peer.data(1, [1]), peer) <= HTTP2Limits.resetsMax + 1)
        let resets = Peer()
        _ = resets.feed(Peer.headers(1) + Peer.reset(1))
        #expect(times(Peer.reset(1), resets) < 1_100)
    }

    // MARK: What honest peers do

    @Test func timeBringsTokensBack() {
        let peer = Peer()
        let ping = Peer.frame(.ping, 0, Array("pingpong".utf8))
        // A ping every ten seconds, for a month; 50 a second for a while.
        for _ in 0..<260_000 {
            peer.nowNanoseconds += 10_000_000_000
            #expect(peer.feed(ping) == [])
            peer.connection.output.sent(peer.connection.output.pendingCount)
        }
        for _ in 0..<10_000 {
            peer.nowNanoseconds += 20_000_000
            #expect(peer.feed(ping) == [])
        }
        // A clock that stands still, or goes back, brings nothing.
        peer.nowNanoseconds = 5
        #expect(times(ping, peer) <= HTTP2Limits.idleFramesMax)
    }

    @Test func callsThatAreAnsweredBringTokensBack() {
        let peer = Peer()
        var id: UInt32 = 1
        for _ in 0..<5_000 {
            // As a client that measures its bandwidth, and cancels a third of its calls.
            let ping = Peer.frame(.ping, 0, Array("pingpong".utf8))
            #expect(
                peer.feed(Peer.headers(id) + ping + Peer.windowUpdate(0, 10)).count == 1)
            if id % 3 == 0 {
                #expect(peer.feed(Peer.reset(id)) == ["reset \(id) 8"])
            } else {
                peer.respond(id)
                #expect(peer.sendData(id, [1, 2, 3]))
                peer.finish(id)
            }
            peer.connection.output.sent(peer.connection.output.pendingCount)
            id += 2
        }
    }
}
