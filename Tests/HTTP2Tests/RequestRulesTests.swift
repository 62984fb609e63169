import Testing

@testable import HTTP2

/// RFC 9113, 8: which lists of fields are requests.
@Suite struct RequestRulesTests {
    private static let base = Peer.request

    private func with(_ more: [(String, String)]) -> [(String, String)] { Self.base + more }

    /// A request that is none ends its stream and no other.
    private func isMalformed(_ fields: [(String, String)]) -> Bool {
        let peer = Peer()
        let events = peer.feed(Peer.headers(1, fields))
        guard events.isEmpty else { return false }
        #expect(peer.frames().map { "\($0)" } == ["rstStream 1 flags 0 00000001"])
        #expect(peer.feed(Peer.headers(3)) == ["request 3 /s/M ends"])
        return true
    }

    @Test func requestsAreTaken() {
        let good = [
            with([("te", "trailers"), ("content-type", "application/grpc"), ("x", "")]),
            with([("x-a.b_c~d", "any\u{80} text,\twith tabs")]),
            [(":path", "/"), (":scheme", "https"), (":method", "GET")],
            [(":method", "OPTIONS"), (":scheme", "http"), (":path", "*")],
            with([("content-length", "0"), ("content-length", "0")]),
        ]
        for fields in good { #expect(!isMalformed(fields), "\(fields)") }
        let peer = Peer()
        #expect(
            peer.feed(Peer.headers(1, [(":method", "CONNECT"), (":authority", "a:1")]))
                == ["request 1 - ends"])
    }

    @Test func everythingElseIsRefused() {
        let bad: [[(String, String)]] = [
            [], Array(Self.base.dropFirst()), [Self.base[0], Self.base[1]],
            [Self.base[0], Self.base[2]], with([(":method", "POST")]),
            with([("x", "1"), (":path", "/")]), with([(":status", "200")]), with([(":x", "1")]),
            with([(":protocol", "websocket")]), with([("X", "1")]), with([("x y", "1")]),
            with([("", "1")]), with([("x:", "1")]), with([("é", "1")]), with([("x", "a\u{0}b")]),
            with([("x", "a\r")]), with([("x", "a\nb")]), with([("x", " a")]), with([("x", "a\t")]),
            with([("connection", "close")]), with([("keep-alive", "1")]),
            with([("proxy-connection", "1")]), with([("transfer-encoding", "chunked")]),
            with([("upgrade", "h2c")]), with([("te", "gzip")]), with([("te", "trailers, gzip")]),
            with([("content-length", "")]), with([("content-length", "-1")]),
            with([("content-length", "1x")]), with([("content-length", "1")]),
            with([("content-length", "9999999999999999")]),
            with([("content-length", "0"), ("content-length", "1")]),
            [(":method", "POST"), (":scheme", "http"), (":path", "")],
            [(":method", "POST"), (":scheme", "http"), (":path", "s/M")],
            [(":method", "CONNECT"), (":authority", "a"), (":path", "/"), (":scheme", "http")],
            [(":method", "CONNECT")],
            [(":method", "POST"), (":scheme", "http"), (":path", "/a\nb")],
        ]
        for fields in bad { #expect(isMalformed(fields), "\(fields)") }
    }

    @Test func aBodyHasTheLengthThatWasAnnounced() {
        let fields = with([("content-length", "3")])
        let whole = Peer()
        #expect(whole.feed(Peer.headers(1, fields, ends: false)) == ["request 1 /s/M"])
        #expect(whole.feed(Peer.data(1, [1, 2])) == ["data 1 0102"])
        #expect(whole.feed(Peer.data(1, [3], ends: true)) == ["data 1 03 ends"])
        for rest in [
            Peer.data(1, [1], ends: true), Peer.data(1, [1, 2, 3, 4]),
            Peer.headers(1, [("a", "b")]), Peer.data(1, [], ends: true),
        ] {
            let peer = Peer()
            _ = peer.feed(Peer.headers(1, fields, ends: false) + Peer.data(1, [1]))
            #expect(peer.feed(rest) == (rest == Peer.data(1, [1, 2]) ? [] : ["reset 1 1"]))
        }
    }

    @Test func trailersEndABodyAndAreNoRequest() {
        for (fields, isGood) in [
            ([("grpc-status", "0")], true), ([(":path", "/")], false), ([("A", "b")], false),
            ([("connection", "close")], false), ([], true),
        ] {
            let peer = Peer()
            _ = peer.feed(Peer.headers(1, ends: false))
            let events = peer.feed(Peer.headers(1, fields))
            let shown = fields.map { "\($0)=\($1)" }.joined()
            #expect(events == [isGood ? "trailers 1 \(shown)" : "reset 1 1"])
        }
        let endless = Peer()
        _ = endless.feed(Peer.headers(1, ends: false))
        #expect(endless.feed(Peer.headers(1, [("a", "b")], ends: false)) == ["reset 1 1"])
    }

    @Test func aListThatIsTooLargeIsToldAndCanBeAnswered() throws {
        let peer = Peer()
        let large = with([("x", String(repeating: "v", count: 16_300))])
        let block = Peer.block(large)
        let bytes =
            Peer.frame(.headers, 1, flags: 1, Array(block[..<10_000]))
            + Peer.frame(.continuation, 1, flags: 4, Array(block[10_000...]))
        #expect(peer.feed(bytes) == ["too large 1 ends"])
        peer.connection.sendHeaders(1, FieldBlock([(":status", "431")]), ends: true)
        let frames = peer.frames()
        #expect(frames.map(\.type) == [.headers])
        #expect(try peer.fields(frames[0]) == [":status: 431"])
        #expect(peer.feed(Peer.headers(3)) == ["request 3 /s/M ends"])
    }

    /// The same block again is the same request: nothing of it is read anew.
    @Test func repeatedBlocksAreRepeatedRequests() {
        let peer = Peer()
        let good = Peer.frame(.headers, 1, flags: 5, hex("838684"))
        let bad = Peer.frame(.headers, 3, flags: 5, hex("838484"))
        #expect(peer.feed(good) == ["request 1 / ends"])
        let version = peer.fieldsVersion
        var again = good
        again[8] = 5
        var wrong = bad
        wrong[8] = 9
        #expect(peer.feed(bad) == [])
        #expect(peer.feed(Peer.frame(.headers, 5, flags: 5, hex("838684"))) == ["request 5 / ends"])
        #expect(peer.feed(Peer.frame(.headers, 7, flags: 5, hex("838684"))) == ["request 7 / ends"])
        #expect(peer.fieldsVersion == version + 2)
        #expect(peer.feed(wrong + Peer.frame(.headers, 11, flags: 5, hex("838484"))) == [])
        #expect(peer.frames().map(\.header.streamID) == [3, 9, 11])
    }
}
