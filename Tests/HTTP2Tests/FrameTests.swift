import Testing

@testable import HTTP2

@Suite struct FrameTests {
    private func written(_ body: (inout OutputBuffer) -> Void) -> [UInt8] {
        var output = OutputBuffer()
        body(&output)
        return [UInt8](output.pendingBytes)
    }

    @Test func framesHaveTheBytesOfTheStandard() {
        #expect(written { $0.appendSettingsAck() } == hex("000000 04 01 00000000"))
        #expect(
            written { $0.appendSettings([(3, 100), (4, 65_536)]) }
                == hex("00000c 04 00 00000000 0003 00000064 0004 00010000"))
        #expect(
            written { $0.appendWindowUpdate(5, 0x1234) }
                == hex("000004 08 00 00000005 00001234"))
        #expect(
            written { $0.appendReset(0x7FFF_FFFF, .cancel) }
                == hex("000004 03 00 7fffffff 00000008"))
        #expect(
            written { output in
                [1, 2, 3, 4, 5, 6, 7, 8].withUnsafeBytes { bytes in
                    output.appendPing(UnsafeRawBufferPointer(rebasing: bytes[..<8]), ack: true)
                }
            }[..<9] == hex("000008 06 01 00000000")[...])
        #expect(
            written { $0.appendGoAway(7, .enhanceYourCalm, "no") }
                == hex("00000a 07 00 00000000 00000007 0000000b 6e6f"))
    }

    @Test func theServersPrefaceIsSettingsAndAWindow() {
        let connection = HTTP2Connection(HTTP2Configuration(), nowNanoseconds: 0)
        #expect(
            [UInt8](connection.output.pendingBytes)
                == hex(
                    """
                    000012 04 00 00000000 0003 00000400 0004 00040000 0006 00004000
                    000004 08 00 00000000 000f0001
                    """))
    }

    @Test func theReservedBitOfAStreamIsIgnored() {
        let peer = Peer()
        var bytes = Peer.headers(1)
        bytes[5] |= 0x80
        #expect(peer.feed(bytes) == ["request 1 /s/M ends"])
    }

    @Test func whatIsNoPrefaceIsToldByItsFirstWrongByte() {
        for place in 0..<FrameParser.preface.count {
            var bytes = Array(FrameParser.preface[...place])
            let early = Peer(isOpen: false)
            #expect(early.feed(bytes) == [])
            bytes[place] ^= 1
            let peer = Peer(isOpen: false)
            #expect(peer.feed(bytes) == ["close 1"])
        }
    }

    @Test func otherProtocolsOnTheSocketAreTold() {
        func verdict(_ bytes: [UInt8]) -> HTTP2Preface.Verdict {
            bytes.withUnsafeBytes { HTTP2Preface.verdict($0) }
        }
        let preface = HTTP2Preface.bytes
        for count in 0..<preface.count {
            #expect(verdict(Array(preface[..<count])) == .undecided)
            var wrong = Array(preface[...count])
            wrong[count] ^= 1
            #expect(verdict(wrong) == .other)
            #expect(verdict(wrong + preface) == .other)
        }
        #expect(verdict(preface) == .http2)
        #expect(verdict(preface + [0, 0, 0, 4]) == .http2)
        // ttrpc's first byte is the highest of a length of 4 MiB at most.
        for first in UInt8(0)..<UInt8.max where first != preface[0] {
            #expect(verdict([first]) == .other)
        }
    }

    @Test func theFirstFrameIsSettings() {
        let peer = Peer(isOpen: false)
        #expect(peer.feed(FrameParser.preface + Peer.headers(1)) == ["close 1"])
        let other = Peer(isOpen: false)
        #expect(
            other.feed(FrameParser.preface + Peer.frame(.settings, 0, flags: 1)) == ["close 1"])
    }

    @Test func aFrameLargerThanAnnouncedCloses() {
        let peer = Peer()
        #expect(peer.feed([0, 0x40, 1, 0, 0, 0, 0, 0, 1]) == ["close 6"])
        #expect(peer.frames().map(\.type) == [.goAway])
        #expect(peer.feed(Peer.headers(1)) == ["close 6"])
        let largest = Peer()
        _ = largest.feed(Peer.headers(1, ends: false))
        #expect(
            largest.feed(Peer.data(1, [UInt8](repeating: 1, count: 16_384)))
                == ["data 1 16384 bytes"])
    }

    @Test func everyTruncationOnlyWaits() {
        let frames = [
            Peer.headers(1), Peer.frame(.ping, 0, [1, 2, 3, 4, 5, 6, 7, 8]),
            Peer.settings([(4, 70_000)]), Peer.frame(.goAway, 0, [UInt8](repeating: 0, count: 8)),
        ]
        for frame in frames {
            for count in 0..<frame.count {
                let peer = Peer()
                #expect(peer.feed(Array(frame[..<count])) == [])
                #expect(peer.pendingCount == 0)
            }
        }
    }

    @Test func whatIsNeededIsSaid() {
        let peer = Peer()
        let bytes = Peer.data(1, [1, 2, 3])
        for count in 0..<bytes.count {
            let part = Array(bytes[..<count])
            var consumed = 0
            let event = part.withUnsafeBytes {
                peer.connection.next($0, consumed: &consumed, nowNanoseconds: 1)
            }
            guard case .needMore(let needed) = event else {
                Issue.record("\(count) bytes are no frame")
                continue
            }
            #expect(needed == (count < 9 ? 9 : 12))
            #expect(consumed == 0)
        }
    }

    /// A session with everything in it.
    private static let session: [UInt8] =
        FrameParser.preface + Peer.settings([(1, 100), (4, 70_000)])
        + Peer.frame(.settings, 0, flags: 1) + Peer.windowUpdate(0, 1000)
        + Peer.headers(1, ends: false) + Peer.frame(.data, 1, flags: 8, [2, 7, 8, 0, 0])
        + Peer.headers(3) + Peer.data(1, [9], ends: true)
        + Peer.frame(.headers, 5, Array(Peer.block(Peer.request).prefix(10)))
        + Peer.frame(.continuation, 5, flags: 4, Array(Peer.block(Peer.request).dropFirst(10)))
        + Peer.frame(0xFA, 7, [1, 2, 3]) + Peer.frame(.ping, 0, Array("pingpong".utf8))
        + Peer.headers(5, [("a", "b")]) + Peer.reset(3)
        + Peer.frame(.headers, 7, flags: 4 | 0x20 | 8, [1, 0, 0, 0, 0, 5] + [0x83, 0x86, 0x84, 0])
        + Peer.frame(.goAway, 0, Peer.word(0) + Peer.word(0))

    private static let events = [
        "request 1 /s/M", "data 1 0708", "request 3 /s/M ends", "data 1 09 ends",
        "request 5 /s/M", "trailers 5 a=b", "reset 3 8", "request 7 /", "goaway 0",
    ]

    @Test func everySplitGivesTheSameEventsAndBytes() {
        let whole = Peer(isOpen: false)
        #expect(whole.feed(Self.session) == Self.events)
        let output = whole.pendingBytes
        for first in 0...Self.session.count {
            let peer = Peer(isOpen: false)
            let events =
                peer.feed(Array(Self.session[..<first])) + peer.feed(Array(Self.session[first...]))
            #expect(events == Self.events)
            #expect(peer.pendingBytes == output)
        }
        let single = Peer(isOpen: false)
        #expect(Self.session.flatMap { single.feed([$0]) } == Self.events)
        #expect(single.pendingBytes == output)
    }

    @Test func lengthsAndStreamsThatATypeDoesNotHaveClose() {
        let wrong: [([UInt8], UInt32)] = [
            (Peer.frame(.data, 0, [1]), 1), (Peer.frame(.headers, 0, flags: 4), 1),
            (Peer.frame(.headers, 2, flags: 4), 1), (Peer.frame(.priority, 1, [1]), 6),
            (Peer.frame(.priority, 0, [0, 0, 0, 0, 1]), 1), (Peer.frame(.rstStream, 1, [1]), 6),
            (Peer.reset(0), 1), (Peer.reset(9), 1), (Peer.frame(.settings, 1), 1),
            (Peer.frame(.settings, 0, [1, 2, 3]), 6),
            (Peer.frame(.settings, 0, flags: 1, [0, 1, 0, 0, 0, 0]), 6),
            (Peer.frame(.pushPromise, 1, [0, 0, 0, 2]), 1), (Peer.frame(.ping, 0, [1]), 6),
            (Peer.frame(.ping, 1, Array("pingpong".utf8)), 1), (Peer.frame(.goAway, 0, [1]), 6),
            (Peer.frame(.goAway, 1, [UInt8](repeating: 0, count: 8)), 1),
            (Peer.frame(.windowUpdate, 0, [1]), 6), (Peer.windowUpdate(0, 0), 1),
            (Peer.windowUpdate(9, 1), 1), (Peer.windowUpdate(0, 0x7FFF_FFFF), 3),
            (Peer.frame(.continuation, 1, flags: 4), 1), (Peer.data(1, [1]), 1),
            (Peer.settings([(2, 2)]), 1), (Peer.settings([(4, 0x8000_0000)]), 3),
            (Peer.settings([(5, 16_383)]), 1), (Peer.settings([(5, 0x100_0000)]), 1),
            (Peer.frame(.headers, 1, flags: 4 | 8), 6),
            (Peer.frame(.headers, 1, flags: 4 | 8, [3, 0, 0]), 1),
            (Peer.frame(.headers, 1, flags: 4 | 0x20, [0, 0]), 6),
        ]
        for (bytes, code) in wrong {
            let peer = Peer()
            #expect(peer.feed(bytes) == ["close \(code)"], "\(Peer.frames(bytes))")
            #expect(peer.frames().map(\.type) == [.goAway])
            #expect(peer.streamCount == 0)
        }
    }
}
