import Randomness
import TestSupport
import Testing

@testable import HTTP2

/// RFC 9113, 5.2 and 6.9: windows in both directions.
@Suite struct FlowControlTests {
    private func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 7, count: count) }

    // MARK: Receiving

    @Test func windowsAreGivenBackInHalves() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1, ends: false))
        for _ in 0..<7 { _ = peer.feed(Peer.data(1, bytes(16_384))) }
        #expect(peer.frames() == [])
        _ = peer.feed(Peer.data(1, bytes(16_384)))
        #expect(peer.frames().map { "\($0)" } == ["windowUpdate 1 flags 0 00020000"])
        for _ in 0..<24 { _ = peer.feed(Peer.data(1, bytes(16_384))) }
        let updates = peer.frames()
        #expect(updates.map(\.header.streamID) == [1, 1, 0, 1])
        #expect(updates[2].payload == hex("00080000"))
    }

    @Test func whoHasSentAllIsGivenNoRoomOnTheStream() {
        var configuration = HTTP2Configuration()
        configuration.streamWindow = HTTP2Limits.windowInitial
        let peer = Peer(configuration)
        _ = peer.feed(Peer.headers(1, ends: false) + Peer.data(1, bytes(16_384)))
        _ = peer.feed(Peer.data(1, bytes(16_384)))
        _ = peer.feed(Peer.data(1, bytes(16_384), ends: true))
        #expect(peer.frames().count == 1)
    }

    @Test func whatIsNotConsumedStopsThePeer() {
        var configuration = HTTP2Configuration()
        configuration.streamWindow = 70_000
        let peer = Peer(configuration)
        peer.consumes = false
        _ = peer.feed(Peer.headers(1, ends: false) + Peer.headers(3, ends: false))
        for _ in 0..<4 { _ = peer.feed(Peer.data(1, bytes(16_384))) }
        #expect(peer.frames() == [])
        // The other stream has its own window.
        #expect(peer.feed(Peer.data(3, bytes(16_384))) == ["data 3 16384 bytes"])
        #expect(peer.feed(Peer.data(1, bytes(16_384))) == ["reset 1 3"])
        // What nobody took of a stream that is gone is given back to the connection.
        #expect(
            peer.receiveWindow + peer.unannounced == (1 << 20) - 16_384)
        peer.connection.consumed(1, 100)
        peer.connection.consumed(3, 16_384)
        #expect(peer.receiveWindow + peer.unannounced == 1 << 20)
    }

    @Test func moreThanTheConnectionsWindowCloses() {
        var configuration = HTTP2Configuration()
        configuration.connectionWindow = HTTP2Limits.windowInitial
        let peer = Peer(configuration)
        peer.consumes = false
        _ = peer.feed(Peer.headers(1, ends: false) + Peer.headers(3, ends: false))
        for id in [UInt32(1), 3, 1] {
            #expect(peer.feed(Peer.data(id, bytes(16_384))).count == 1)
        }
        #expect(peer.feed(Peer.data(3, bytes(16_384))) == ["close 3"])
    }

    @Test func paddingCountsAndIsGivenBackAtOnce() {
        let peer = Peer()
        peer.consumes = false
        _ = peer.feed(Peer.headers(1, ends: false))
        let padded = Peer.frame(.data, 1, flags: 8, [200] + bytes(3) + bytes(200))
        #expect(peer.feed(padded) == ["data 1 070707"])
        #expect(peer.receiveWindow == (1 << 20) - 204)
        #expect(peer.unannounced == 201)
        #expect(peer.stream(1)?.unconsumed == 3)
        #expect(peer.stream(1)?.receiveWindow == (256 << 10) - 204)
    }

    // MARK: Sending

    @Test func windowsOfThePeerMayOverflow() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1) + Peer.headers(3))
        #expect(peer.feed(Peer.windowUpdate(1, 0)) == ["reset 1 1"])
        #expect(peer.feed(Peer.windowUpdate(3, 0x7FFF_FFFF)) == ["reset 3 3"])
        _ = peer.feed(Peer.headers(5) + Peer.windowUpdate(5, 0x7FFF_0000))
        #expect(peer.feed(Peer.settings([(4, 0x7FFF_FFFF)])) == ["close 3"])
    }

    @Test func aWindowThatBecomesNegativeIsPaidBackFirst() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1))
        peer.respond(1)
        #expect(peer.sendData(1, bytes(60_000)))
        _ = peer.feed(Peer.settings([(4, 10)]))
        _ = peer.frames()
        #expect(!peer.canSend(1))
        #expect(peer.sendData(1, bytes(8)))
        #expect(peer.queuedBytes(of: 1) == 8)
        _ = peer.feed(Peer.windowUpdate(1, 59_990))
        peer.connection.pump(until: .max)
        #expect(peer.frames() == [])
        _ = peer.feed(Peer.windowUpdate(1, 5))
        peer.connection.pump(until: .max)
        #expect(peer.frames().map(\.payload.count) == [5])
        _ = peer.feed(Peer.windowUpdate(1, 50))
        peer.connection.pump(until: .max)
        #expect(peer.frames().map(\.payload.count) == [3])
        #expect(peer.canSend(1))
        #expect(peer.queuedBytes == 0)
    }

    @Test func largeDataIsCutIntoFramesInPlace() {
        let peer = Peer()
        _ = peer.feed(Peer.windowUpdate(0, 1 << 20) + Peer.settings([(4, 1 << 20)]))
        for (count, frames) in [(1, 1), (16_384, 1), (16_385, 2), (32_768, 2), (50_000, 4)] {
            let id = UInt32(count * 2 + 1)
            _ = peer.feed(Peer.headers(id))
            peer.respond(id)
            _ = peer.frames()
            let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            #expect(peer.sendData(id, message))
            let seen = peer.frames()
            #expect(seen.count == frames)
            #expect(seen.flatMap(\.payload) == message)
            #expect(seen.allSatisfy { $0.header.flags == 0 && $0.header.streamID == id })
            peer.finish(id)
            _ = peer.frames()
        }
    }

    @Test func largerFramesAreSentToWhoTakesThem() {
        let peer = Peer()
        _ = peer.feed(
            Peer.windowUpdate(0, 1 << 20) + Peer.settings([(4, 1 << 20), (5, 1 << 20)]))
        _ = peer.feed(Peer.headers(1))
        peer.respond(1)
        _ = peer.frames()
        #expect(peer.sendData(1, bytes(100_000)))
        #expect(peer.frames().map(\.payload.count) == [65_536, 34_464])
    }

    @Test func streamsTakeTurns() {
        let peer = Peer()
        for id in [UInt32(1), 3, 5] {
            _ = peer.feed(Peer.headers(id))
            peer.respond(id)
        }
        _ = peer.frames()
        #expect(peer.sendData(1, bytes(65_535)))
        _ = peer.frames()
        for id in [UInt32(3), 5] { #expect(peer.sendData(id, bytes(40_000))) }
        peer.finish(3)
        #expect(peer.frames() == [])
        #expect(peer.queuedBytes == 80_000)
        _ = peer.feed(Peer.windowUpdate(0, 100_000))
        peer.connection.pump(until: .max)
        let seen = peer.frames()
        #expect(seen.map(\.header.streamID) == [3, 5, 3, 5, 3, 3, 5])
        #expect(seen.map(\.type) == [.data, .data, .data, .data, .data, .headers, .data])
        #expect(!peer.isOpen(3))
        #expect(peer.queuedBytes == 0)
    }

    @Test func pumpingStopsWhenEnoughWaitsToBeWritten() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1))
        peer.respond(1)
        #expect(peer.sendData(1, bytes(200_000)))
        _ = peer.frames()
        _ = peer.feed(Peer.windowUpdate(0, 1 << 20) + Peer.windowUpdate(1, 1 << 20))
        peer.connection.pump(until: 20_000)
        #expect(peer.frames().count == 2)
        peer.connection.pump(until: .max)
        #expect(peer.queuedBytes == 0)
    }

    @Test func whatWaitsOnAStreamThatEndsIsForgotten() {
        let peer = Peer()
        _ = peer.feed(Peer.headers(1) + Peer.headers(3))
        peer.respond(1)
        peer.respond(3)
        #expect(peer.sendData(1, bytes(100_000)))
        #expect(peer.sendData(3, bytes(100)))
        #expect(peer.queuedBytes == 34_465 + 100)
        #expect(peer.feed(Peer.reset(1)) == ["reset 1 8"])
        peer.connection.reset(3, .cancel)
        #expect(peer.queuedBytes == 0)
        _ = peer.feed(Peer.windowUpdate(0, 1_000))
        _ = peer.frames()
        peer.connection.pump(until: .max)
        #expect(peer.frames() == [])
    }

    // MARK: A model

    /// Both ends' windows by the book, one stream's bytes as one array: what is sent is what was
    /// written, in order, and never more than allowed.
    @Test(arguments: Seeds.of(UInt64(1)...30))
    func everythingArrivesInOrderWithinTheWindows(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let peer = Peer()
        var model = Model()
        for step in 0..<400 {
            model.step(peer, &random, step)
            model.check(peer)
        }
        model.drain(peer)
        #expect(model.received == model.written)
        #expect(peer.queuedBytes == 0)
    }

    /// What the client knows.
    private struct Model {
        var written: [UInt32: [UInt8]] = [:]
        var received: [UInt32: [UInt8]] = [:]
        var windows: [UInt32: Int] = [:]
        var connection = 65_535
        var initial = 65_535
        var finished: Set<UInt32> = []
        var ended: Set<UInt32> = []
        var nextID: UInt32 = 1

        mutating func step(_ peer: Peer, _ random: inout SeededRandom, _ number: Int) {
            let open = windows.keys.filter { !finished.contains($0) }.sorted()
            switch random.below(8) {
            case 0 where open.count < 6: begin(peer)
            case 1, 2:
                guard let id = open.randomElement(using: &random) else { return begin(peer) }
                let count = random.chance(1, of: 4) ? random.below(90_000) : random.below(3_000)
                let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count)
                #expect(peer.sendData(id, bytes))
                written[id, default: []] += bytes
            case 3:
                let count = random.between(1, 50_000)
                connection += count
                #expect(peer.feed(Peer.windowUpdate(0, UInt32(count))) == [])
            case 4:
                guard let id = windows.keys.sorted().randomElement(using: &random),
                    !ended.contains(id)
                else { return }
                let count = random.between(1, 50_000)
                windows[id, default: 0] += count
                #expect(peer.feed(Peer.windowUpdate(id, UInt32(count))) == [])
            case 5:
                let value = random.below(100_000)
                for id in windows.keys { windows[id, default: 0] += value - initial }
                initial = value
                #expect(peer.feed(Peer.settings([(4, UInt32(value))])) == [])
            case 6:
                guard let id = open.randomElement(using: &random) else { return }
                peer.finish(id)
                finished.insert(id)
            default: peer.connection.pump(until: random.between(1, 100_000))
            }
        }

        private mutating func begin(_ peer: Peer) {
            windows[nextID] = initial
            written[nextID] = []
            received[nextID] = []
            #expect(peer.feed(Peer.headers(nextID)) == ["request \(nextID) /s/M ends"])
            peer.respond(nextID)
            nextID += 2
        }

        mutating func check(_ peer: Peer) {
            for frame in peer.frames() {
                let id = frame.header.streamID
                if frame.type == .headers, frame.header.flags & 1 != 0 { ended.insert(id) }
                guard frame.type == .data else { continue }
                #expect(!ended.contains(id))
                #expect(frame.payload.count <= 16_384 && !frame.payload.isEmpty)
                connection -= frame.payload.count
                windows[id, default: 0] -= frame.payload.count
                #expect(connection >= 0)
                #expect(windows[id, default: 0] >= 0)
                received[id, default: []] += frame.payload
            }
            let waiting =
                written.reduce(0) { $0 + $1.value.count }
                - received.reduce(0) { $0 + $1.value.count }
            #expect(peer.queuedBytes == waiting)
        }

        mutating func drain(_ peer: Peer) {
            connection += 1 << 30
            _ = peer.feed(Peer.windowUpdate(0, 1 << 30))
            for id in windows.keys where !ended.contains(id) {
                windows[id, default: 0] += 1 << 30
                _ = peer.feed(Peer.windowUpdate(id, 1 << 30))
            }
            peer.connection.pump(until: .max)
            check(peer)
            #expect(ended == finished)
        }
    }
}
