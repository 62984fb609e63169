import LinuxSystem
import StatusCodes
import Synchronization
import Testing

@testable import TTRPC

/// Calls that wait without a worker, and readers that ask for much.
@Suite struct WaitingTests {
    /// A server with one worker of each kind, and methods that wait.
    private final class Server: Sendable {
        let path = "/tmp/pm-\(String(SystemRandom.uint64(), radix: 36)).sock"
        let probe = Probe()
        let replies = Monitor<[DeferredReply]>([])
        let knows = Atomic<Bool>(false)
        let server: RPCServer

        init() throws {
            var configuration = ServerConfiguration()
            for work in WorkClass.allCases {
                configuration.shares[work] = WorkShare(slots: 1, threads: 2, threadsPerUser: 1)
            }
            let (replies, probe) = (replies, probe)
            let waits = Waits(probe: probe)
            configuration.waits = waits
            server = try RPCServer(
                methods: [
                    RPCMethod(
                        "test", "Later",
                        .deferred { _, _, reply in replies.update { $0.append(reply) } }),
                    RPCMethod("test", "Forgets", .deferred { _, _, _ in }),
                    RPCMethod(
                        "test", "Refuses",
                        .deferred { _, _, _ throws(Status) in throw Status(.notFound, "no") }),
                    RPCMethod("test", "Now", .unary { _, payload in payload }),
                    RPCMethod(
                        "test", "Step",
                        .unary { _, payload in
                            probe.arrived("step")
                            return payload
                        }, work: .query),
                    RPCMethod(
                        "test", "Knows",
                        .unary { context, payload throws(Status) in
                            try waits.require(context)
                            return payload
                        }),
                    RPCMethod(
                        "test", "Watches",
                        .push { context, payload, stream throws(Status) in
                            try waits.require(context)
                            _ = stream.trySend([UInt8](payload))
                            stream.close()
                        }),
                ], configuration: configuration)
            try server.listen(at: path)
        }

        deinit { server.shutdown(drainSeconds: 0) }

        func client() throws -> RPCClient { try RPCClient.connect(path) }

        /// Waits for `count` calls that have no reply yet.
        func waiting(_ count: Int) -> [DeferredReply] {
            replies.wait { $0.count >= count ? $0 : nil } ?? []
        }
    }

    /// Knows a word after it has been asked about.
    private struct Waits: CallWaits {
        let probe: Probe
        private let known = KnownWords()

        init(probe: Probe) { self.probe = probe }

        func require(_ context: borrowing CallContext) throws(Status) {
            let word = context.metadata("word") ?? ""
            if known.words.withLock({ $0.contains(word) }) { return }
            throw .awaiting(Status(.unavailable, "\(word) is not known"))
        }

        func wait(for context: borrowing CallContext) throws(Status) {
            let word = context.metadata("word") ?? ""
            probe.arrived("asked")
            while word.hasPrefix("slow"), !probe.isReleased { probe.pause() }
            if word == "bad" { throw Status(.unavailable, "nobody knows") }
            if word != "never" { known.words.withLock { _ = $0.insert(word) } }
        }
    }

    private final class KnownWords: Sendable {
        let words = Mutex<Set<String>>([])
    }

    private func frames(_ method: String, _ numbers: Range<Int>) -> [UInt8] {
        numbers.flatMap { number in
            let message = FrameEncoder.request(
                service: "test", method: method, payload: [1], timeoutNanoseconds: 0, metadata: [])
            return FrameEncoder.frame(.request, streamID: UInt32(2 * number + 1), message ?? [])
        }
    }

    @Test func aHundredCallsThatWaitKeepNobodyWaiting() throws {
        let server = try Server()
        let client = try server.client()
        let peer = try Socket.connect(unixPath: server.path)
        try peer.sendAll(frames("Later", 0..<100))
        let replies = server.waiting(100)
        #expect(replies.count == 100)
        #expect(try client.call("test", "Now", [7]) == [7])
        for reply in replies { reply.finish([9]) }
        let answer = FrameEncoder.response(streamID: 1, payload: [9])
        var received = 0
        while received < 100 * answer.count {
            received += try peer.receive(countMax: 100 * answer.count).count
        }
        #expect(received == 100 * answer.count)
    }

    @Test func aReplyEndsItsCallOnce() throws {
        let server = try Server()
        let client = try server.client()
        let thread = SystemThread(name: "answers") {
            let reply = server.waiting(1)[0]
            reply.finish(throwing: Status(.aborted, "first"))
            reply.finish([1])
        }
        #expect(throws: Status(.aborted, "first")) { try client.call("test", "Later", []) }
        thread.join()
        #expect(try client.call("test", "Now", [7]) == [7])
    }

    @Test func aForgottenReplyIsAnError() throws {
        let server = try Server()
        let client = try server.client()
        let error = #expect(throws: Status.self) { try client.call("test", "Forgets", []) }
        #expect(error?.code == .internalError)
    }

    @Test func aRefusalBeforeTheWaitIsTheReply() throws {
        let server = try Server()
        let client = try server.client()
        #expect(throws: Status(.notFound, "no")) { try client.call("test", "Refuses", []) }
    }

    @Test func aCallerThatLeavesIsNoticed() throws {
        let server = try Server()
        let client = try server.client()
        let error = #expect(throws: Status.self) {
            try client.call("test", "Later", [], timeout: .milliseconds(20))
        }
        #expect(error?.code == .deadlineExceeded)
        let reply = try #require(server.waiting(1).first)
        while !reply.isCancelled {}
        reply.finish([1])
        #expect(try client.call("test", "Now", [7]) == [7])
    }

    @Test func aReaderThatPipelinesAThousandCallsWaitsBehindItself() throws {
        let server = try Server()
        let peer = try Socket.connect(unixPath: server.path)
        let sender = SystemThread(name: "sends") { [frames = frames("Step", 0..<1000)] in
            try? peer.sendAll(frames)
        }
        #expect(server.probe.wait(for: "step"))
        let client = try server.client()
        #expect(try client.call("test", "Step", [7]) == [7])
        // Its own turn came before the many were through.
        #expect(server.probe.count(of: "step") <= 1001)
        let answer = FrameEncoder.response(streamID: 1, payload: [1])
        var received = 0
        while received < 1000 * answer.count {
            received += try peer.receive(countMax: 1 << 16).count
        }
        #expect(received == 1000 * answer.count)
        sender.join()
    }

    // MARK: - Waits

    private func call(
        _ client: RPCClient, _ word: String, _ method: String = "Knows"
    ) throws -> [UInt8] {
        try client.call("test", method, [5], metadata: [("word", word)])
    }

    @Test func aCallIsBegunAnewAfterItsWait() throws {
        let server = try Server()
        let client = try server.client()
        #expect(try call(client, "new") == [5])
        #expect(try call(client, "new") == [5])
        #expect(server.probe.count(of: "asked") == 1)
    }

    @Test func aWaitThatFailsIsTheReply() throws {
        let server = try Server()
        let client = try server.client()
        #expect(throws: Status(.unavailable, "nobody knows")) { try call(client, "bad") }
    }

    @Test func aWaitThatNeverHelpsEnds() throws {
        let server = try Server()
        let client = try server.client()
        let error = #expect(throws: Status.self) { try call(client, "never") }
        #expect(error?.message == "never is not known")
        #expect(server.probe.count(of: "asked") == TTRPCLimits.callBeginningsMax - 1)
    }

    @Test func whoWaitsKeepsNobodyWaiting() throws {
        let server = try Server()
        let threads = try (0..<8).map { number in
            let client = try server.client()
            return SystemThread(name: "waits") { [self] in
                if (try? call(client, "slow\(number)")) == [5] { server.probe.arrived("answered") }
            }
        }
        #expect(server.probe.wait(for: "asked"))
        let client = try server.client()
        #expect(try client.call("test", "Now", [7]) == [7])
        server.probe.release()
        for thread in threads { thread.join() }
        #expect(server.probe.count(of: "answered") == 8)
    }

    @Test func aPushStreamBeginsAfterItsWait() throws {
        let server = try Server()
        let client = try server.client()
        let stream = try client.serverStream(
            "test", "Watches", [6], metadata: [("word", "new")])
        #expect(try stream.next() == [6])
        #expect(try stream.next() == nil)
        let refused = try client.serverStream(
            "test", "Watches", [6], metadata: [("word", "bad")])
        #expect(throws: Status(.unavailable, "nobody knows")) { try refused.next() }
    }
}
