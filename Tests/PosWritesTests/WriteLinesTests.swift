import LinuxSystem
import StatusCodes
import TTRPC
import Testing

@testable import PosWrites

/// Whose writes are sent next.
@Suite struct WriteLinesTests {
    /// Writes that say when they are sent, and end when they are told.
    private final class Desk: Sendable {
        private struct State {
            var sent: [String] = []
            var ended: Set<String> = []
            var refused: [String: StatusCode] = [:]
            var refusals: [ShareRefusal] = []
        }

        private let state: Monitor<State>
        let lines: WriteLines

        init() {
            let state = Monitor(State())
            self.state = state
            lines = WriteLines { refusal in state.update { $0.refusals.append(refusal) } }
        }

        func submit(
            _ name: String, org: String = "a", bytes: Int = 1, isGone: Bool = false
        ) throws(Status) {
            try lines.submit(
                WaitingWrite(
                    org: org, uid: 7, bytes: bytes, isGone: { isGone },
                    send: { [state] in
                        state.update { $0.sent.append(name) }
                        _ = state.wait { $0.ended.contains(name) ? true : nil }
                    },
                    refuse: { [state] error in
                        state.update { $0.refused[name] = error.code }
                    }))
        }

        func end(_ names: [String]) { state.update { $0.ended.formUnion(names) } }

        /// The writes that were sent, once there are `count`; nil after ten seconds.
        func sent(_ count: Int) -> [String]? {
            let deadline = SystemClock.monotonicNanoseconds() + 10_000_000_000
            return state.wait(untilNanoseconds: deadline) { $0.sent.count >= count ? $0.sent : nil }
        }

        var refused: [String: StatusCode] { state.withLock { $0.refused } }
        var refusals: [ShareRefusal] { state.withLock { $0.refusals } }

        func stop() {
            lines.stop(untilNanoseconds: SystemClock.monotonicNanoseconds() + 10_000_000_000)
        }
    }

    private static let few = PosWriteLimits.writesPerTenantMax

    @Test func oneTenantsSlowPOSDelaysNoOthersWrites() throws {
        let desk = Desk()
        let slow = (0..<3 * Self.few).map { "a\($0)" }
        for name in slow { try desk.submit(name) }
        try desk.submit("b", org: "b")
        let sent = try #require(desk.sent(Self.few + 1))
        #expect(Set(sent) == Set(slow.prefix(Self.few) + ["b"]))
        #expect(desk.lines.counts.running == Self.few + 1)
        #expect(desk.lines.counts.waiting == 2 * Self.few)
        desk.end(slow + ["b"])
        let all = try #require(desk.sent(slow.count + 1))
        #expect(Set(all) == Set(slow + ["b"]))
        desk.stop()
        #expect(desk.lines.counts == (0, 0))
    }

    @Test func whatNobodyWaitsForIsNeverSent() throws {
        let desk = Desk()
        let first = (0..<Self.few).map { "first\($0)" }
        for name in first { try desk.submit(name) }
        try desk.submit("gone", isGone: true)
        try desk.submit("last")
        desk.end(first + ["gone", "last"])
        #expect(desk.sent(Self.few + 1)?.contains("last") == true)
        desk.stop()
        #expect(desk.sent(1)?.contains("gone") == false)
    }

    @Test func tooManyOfATenantAreRefusedWithASentence() throws {
        let desk = Desk()
        let limit = PosWriteLimits.writesWaitingPerTenantMax
        let running = (0..<Self.few).map { "r\($0)" }
        for name in running { try desk.submit(name) }
        _ = desk.sent(Self.few)
        for number in 0..<limit { try desk.submit("w\(number)") }
        let error = #expect(throws: Status.self) { try desk.submit("more") }
        #expect(error?.code == .resourceExhausted)
        #expect(error?.message.contains("\(limit) writes wait for the point of sale of a") == true)
        #expect(desk.refusals == [ShareRefusal(.writes, uid: 7, limit: limit)])
        try desk.submit("b", org: "b")
        #expect(desk.sent(Self.few + 1)?.contains("b") == true)
        // Bytes of all tenants are bounded too.
        let large = PosWriteLimits.writesWaitingBytesMax
        #expect(throws: Status.self) { try desk.submit("large", org: "c", bytes: large) }
        desk.end(running + ["b"])
        desk.end((0..<limit).map { "w\($0)" })
        desk.stop()
    }

    @Test func aStopRefusesWhatWaitsAndLetsTheRestEnd() throws {
        let desk = Desk()
        let running = (0..<Self.few).map { "r\($0)" }
        for name in running { try desk.submit(name) }
        try desk.submit("waits")
        _ = desk.sent(Self.few)
        let stopping = SystemThread(name: "test-stop") { desk.stop() }
        while desk.refused["waits"] == nil {}
        #expect(desk.refused == ["waits": .unavailable])
        desk.end(running)
        stopping.join()
        #expect(desk.lines.counts == (0, 0))
        #expect(throws: Status.self) { try desk.submit("late") }
    }
}
