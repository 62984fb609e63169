import LinuxSystem
import Randomness
import StatusCodes
import TestSupport
import Testing

@testable import TTRPC

@Suite struct PartsTests {
    @Test func limitsFitEachOther() {
        #expect(TTRPCLimits.frameBytesMax == 4_194_304)
        #expect(TTRPCLimits.errorTextBytesMax < TTRPCLimits.frameBytesMax)
        #expect(TTRPCLimits.streamInboxBytesMax >= TTRPCLimits.frameBytesMax)
        #expect(TTRPCLimits.clientInboxBytesMax >= TTRPCLimits.frameBytesMax)
        let configuration = ServerConfiguration()
        #expect(configuration.outputBytesHardMax > configuration.outputBytesMax)
        #expect(TTRPCLimits.producerBacklogBytes < configuration.outputBytesMax)
    }

    @Test func errorTextIsCutBetweenCharacters() {
        let long = String(repeating: "€", count: 1000)
        let frame = FrameEncoder.error(streamID: 1, Status(.internalError, long))
        let error = #expect(throws: Status.self) {
            try FrameEncoder.payload(ofResponse: Array(frame.dropFirst(FrameHeader.bytes)))
        }
        #expect(error?.message == String(repeating: "€", count: 341))
    }

    @Test func responseBuffersEncodeLikeTheWireWriter() {
        var buffer = ResponseBuffer()
        buffer.uint64(1, 300)
        buffer.int64(2, -1)
        buffer.bool(3, true)
        buffer.string(4, "é")
        buffer.lengthDelimited(500, [1, 2])
        buffer.append(upTo: 10) { room in
            room[0] = 9
            return 1
        }
        #expect(
            buffer.payloadBytes == [
                8, 0xAC, 2, 16, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 24, 1, 34, 2, 0xC3,
                0xA9, 0xA2, 0x1F, 2, 1, 2, 9,
            ])
        buffer.truncatePayload(to: 3)
        #expect(buffer.payloadBytes == [8, 0xAC, 2])
    }

    @Test func responseBuffersKeepTheirBytesWhileTheyGrowAndAreSent() {
        var buffer = ResponseBuffer()
        var sent: [UInt8] = []
        var expected: [UInt8] = []
        for round in 0..<2000 {
            let payload = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: round % 700)
            buffer.beginFrame(.response)
            for byte in payload { buffer.append(byte) }
            let fits = buffer.endResponse(streamID: UInt32(round))
            #expect(fits)
            expected += FrameEncoder.response(streamID: UInt32(round), payload: payload)
            let count = min(buffer.pendingCount, round % 650)
            sent += buffer.pendingBytes.prefix(count)
            buffer.sent(count)
        }
        sent += buffer.pendingBytes
        buffer.sent(buffer.pendingCount)
        buffer.release(keeping: 0)
        #expect(sent == expected)
    }

    @Test func queuesKeepTheirOrder() {
        var queue = FifoQueue<Int>()
        var next = 0
        for number in 0..<1000 {
            queue.append(number)
            if number % 3 != 0 {
                #expect(queue.popFirst() == next)
                next += 1
            }
        }
        while let number = queue.popFirst() {
            #expect(number == next)
            next += 1
        }
        #expect(next == 1000)
        #expect(queue.isEmpty)
    }

    @Test(arguments: Seeds.of([1] as [UInt64]))
    func deadlinesComeInOrder(seed: UInt64) {
        var heap = DeadlineHeap()
        var random = SeededRandom(seed: seed)
        for index in 0..<500 {
            heap.insert(
                DeadlineHeap.Entry(
                    nanoseconds: random.next() >> 40 | 1, connectionID: UInt64(index % 2),
                    streamID: 1))
        }
        heap.checkInvariants()
        heap.removeAll { $0.connectionID == 0 }
        heap.checkInvariants()
        #expect(heap.count == 250)
        #expect(heap.popDue((heap.earliest ?? 1) - 1) == nil)
        var last: UInt64 = 0
        while let entry = heap.popDue(.max) {
            #expect(entry.nanoseconds >= last)
            last = entry.nanoseconds
        }
        #expect(heap.earliest == nil)
    }

    @Test func handlersCanBeTestedWithoutAServer() {
        let peer = PeerCredentials(pid: 1, uid: 2, gid: 3)
        let session = CallContext.with(peer: peer, metadata: [("a", "b"), ("session", "s")]) {
            "\($0.metadata("session") ?? "")\($0.metadata("none") ?? "-")\($0.peer.uid)"
        }
        #expect(session == "s-2")
    }

    /// Keys are those of HTTP's headers, of which the case says nothing.
    @Test(arguments: ["session", "Session", "SESSION", "sEsSiOn"])
    func metadataIsFoundInAnyCase(key: String) {
        let peer = PeerCredentials(pid: 1, uid: 2, gid: 3)
        let found = CallContext.with(peer: peer, metadata: [("sessio\u{17F}", "x"), (key, "s")]) {
            "\($0.metadata("session") ?? "-")\($0.metadata("Session") ?? "-")"
                + "\($0.metadata("sessions") ?? "-")\($0.metadata("[ession") ?? "-")"
        }
        #expect(found == "ss--")
    }

    @Test func aMethodRegisteredTwiceTraps() async {
        await #expect(processExitsWith: .failure) {
            let method = RPCMethod("a", "b", .unary { _, _ in [] })
            _ = try RPCServer(methods: [method, method])
        }
    }
}
