import LinuxSystem
import Randomness
import StatusCodes
import TestSupport
import Testing

@testable import TTRPC

/// Whose call gets a worker next.
@Suite struct WorkQueueTests {
    /// A queue whose calls say when they begin, and end when they are told.
    private final class Office: Sendable {
        let queue: WorkQueue
        private let state = Monitor((begun: [String](), ended: Set<String>(), resumed: 0))

        init(_ share: WorkShare) { queue = WorkQueue(.query, share) }

        func close() {
            queue.stop(untilNanoseconds: SystemClock.monotonicNanoseconds() + 10_000_000_000)
        }

        /// Queues a call; returns whether its connection is held.
        @discardableResult
        func submit(
            _ name: String, user: UInt32 = 1, connection: UInt64 = 1, bytes: Int = 1,
            _ body: @escaping @Sendable (CallTurn) -> Void = { _ in }
        ) throws -> Bool {
            try queue.submit(
                WorkJob(
                    uid: user, connectionID: connection, bytes: bytes, mayHold: true,
                    resume: { [state] in state.update { $0.resumed += 1 } },
                    run: { [state] turn in
                        state.update { $0.begun.append(name) }
                        body(turn)
                    }))
        }

        /// Queues a call that runs until ``end(_:)``.
        func submitLong(_ name: String, user: UInt32 = 1, connection: UInt64 = 1) throws {
            try submit(name, user: user, connection: connection) { [self] _ in wait(for: name) }
            #expect(hasBegun(name))
        }

        func wait(for name: String) {
            _ = state.wait { $0.ended.contains(name) ? true : nil }
        }

        func end(_ name: String) { state.update { _ = $0.ended.insert(name) } }

        /// Waits until a call has begun; false after ten seconds.
        func hasBegun(_ name: String) -> Bool { begun { $0.contains(name) } != nil }

        /// The calls in the order in which they began, once there are `count`.
        func begun(_ count: Int) -> [String]? { begun { $0.count >= count } }

        var resumed: Int { state.withLock { $0.resumed } }

        private func begun(_ condition: ([String]) -> Bool) -> [String]? {
            let deadline = SystemClock.monotonicNanoseconds() + 10_000_000_000
            return state.wait(untilNanoseconds: deadline) { state in
                condition(state.begun) ? state.begun : nil
            }
        }
    }

    @Test func turnsGoRoundByUserAndThenByConnection() throws {
        let office = Office(WorkShare(slots: 1, threads: 1))
        defer { office.close() }
        try office.submitLong("first")
        for number in 0..<3 {
            try office.submit("a\(number)", user: 1, connection: 1)
            try office.submit("b\(number)", user: 1, connection: 2)
        }
        for number in 0..<3 { try office.submit("x\(number)", user: 2, connection: 3) }
        office.end("first")
        #expect(
            office.begun(10)
                == ["first", "x0", "a0", "x1", "b0", "x2", "a1", "b1", "a2", "b2"])
    }

    /// A call that cannot be interrupted keeps nobody else's first one waiting.
    @Test func whoRunsNothingNeedNotWaitForOthers() throws {
        let office = Office(WorkShare(slots: 1, threads: 4, threadsPerUser: 4))
        defer { office.close() }
        try office.submitLong("a1", user: 1)
        try office.submit("a2", user: 1)
        try office.submitLong("b1", user: 2, connection: 2)
        try office.submit("b2", user: 2, connection: 2)
        try office.submit("c1", user: 3, connection: 3)
        #expect(office.begun(2) == ["a1", "b1"])
        office.end("b1")
        #expect(office.hasBegun("c1"))
        office.end("a1")
        #expect(office.begun(5)?.count == 5)
    }

    @Test func aLongCallGivesWayAfterItsSlice() throws {
        let office = Office(WorkShare(slots: 1, threads: 4, threadsPerUser: 4))
        defer { office.close() }
        try office.submit("long") { turn in
            while !turn.hasWorkedLonger(than: TTRPCLimits.sliceNanoseconds) {}
            // Nobody waits: it goes on.
            turn.giveWay()
            office.end("alone")
            office.wait(for: "queued")
            turn.giveWay()
            office.end("done")
        }
        office.wait(for: "alone")
        try office.submit("other", user: 2, connection: 2)
        // Of whom nothing runs, begins at once; another of the same user's needs the slot.
        #expect(office.hasBegun("other"))
        try office.submit("same", user: 1, connection: 1)
        office.end("queued")
        office.wait(for: "done")
        #expect(office.begun(3)?.count == 3)
    }

    @Test func whoWaitsForItsReaderKeepsNobodyFromRunning() throws {
        let office = Office(WorkShare(slots: 1, threads: 2, threadsPerUser: 2))
        defer { office.close() }
        try office.submit("slow") { turn in
            turn.pause { office.wait(for: "read") }
            office.end("slow ended")
        }
        try office.submit("other")
        #expect(office.hasBegun("other"))
        office.end("read")
        office.wait(for: "slow ended")
    }

    @Test func aUserHasAShareOfTheThreads() throws {
        let office = Office(WorkShare(slots: 4, threads: 4, threadsPerUser: 2))
        defer { office.close() }
        try office.submitLong("a1")
        try office.submitLong("a2")
        try office.submit("a3")
        try office.submitLong("b1", user: 2)
        #expect(office.begun(3) == ["a1", "a2", "b1"])
        office.end("a1")
        #expect(office.hasBegun("a3"))
        for name in ["a2", "b1"] { office.end(name) }
    }

    @Test func aFullQueueSaysWhoseItIs() throws {
        let office = Office(WorkShare(slots: 1, threads: 1, queueLengthMax: 4))
        defer { office.close() }
        try office.submitLong("first")
        try office.submit("a1")
        try office.submit("a2")
        let error = #expect(throws: Status.self) { try office.submit("a3") }
        #expect(error?.code == .resourceExhausted)
        #expect(error?.message.contains("user 1") == true)
        try office.submit("b1", user: 2, connection: 2)
        try office.submit("c1", user: 3, connection: 3)
        let full = Status(
            .resourceExhausted, "too many calls wait for a worker (limits: calls_waiting)")
        #expect(throws: full) {
            try office.submit("d1", user: 4, connection: 4)
        }
        office.end("first")
        #expect(office.begun(5)?.count == 5)
    }

    @Test func aLongLineHoldsItsConnectionUntilItHasBegun() throws {
        let office = Office(WorkShare(slots: 1, threads: 1))
        defer { office.close() }
        try office.submitLong("first")
        for number in 1..<TTRPCLimits.lineLengthMax {
            #expect(try !office.submit("a\(number)"))
        }
        #expect(try office.submit("last"))
        #expect(try !office.submit("b", connection: 2))
        #expect(try office.submit("large", connection: 3, bytes: TTRPCLimits.lineBytesMax + 1))
        #expect(office.resumed == 0)
        office.end("first")
        #expect(office.begun(TTRPCLimits.lineLengthMax + 3) != nil)
        #expect(office.resumed == 2)
    }

    @Test func whatWaitsForAConnectionThatIsGoneNeverBegins() throws {
        let office = Office(WorkShare(slots: 1, threads: 1))
        defer { office.close() }
        try office.submitLong("first")
        for number in 0..<5 { try office.submit("gone\(number)", connection: 2) }
        try office.submit("stays", connection: 3)
        office.queue.forget(2, of: 1)
        #expect(office.queue.queueLength == 1)
        office.end("first")
        #expect(office.begun(2) == ["first", "stays"])
    }

    @Test func aStopEndsWhatWaits() throws {
        let office = Office(WorkShare(slots: 1, threads: 2, threadsPerUser: 2))
        defer { office.close() }
        try office.submitLong("first")
        try office.submit("waits")
        office.queue.stop(untilNanoseconds: SystemClock.monotonicNanoseconds())
        #expect(throws: Status(.unavailable, "the server is shutting down")) {
            try office.submit("late")
        }
        office.end("first")
        #expect(office.begun(1) == ["first"])
    }

    /// Lines against plain arrays that are turned by hand.
    @Test(arguments: Seeds.of([1, 2, 3] as [UInt64]))
    func linesAgreeWithAModel(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var lines = FairLines<Int>()
        var model: [(line: UInt64, elements: [Int])] = []
        var gone: Set<UInt64> = []
        for number in 0..<2000 {
            let line = UInt64(random.below(12))
            switch random.below(10) {
            case 0..<5 where !gone.contains(line):
                lines.append(number, to: line)
                if let place = model.firstIndex(where: { $0.line == line }) {
                    model[place].elements.append(number)
                } else {
                    model.append((line, [number]))
                }
            case 5..<9:
                let first = lines.popFirst()
                #expect(first == model.first?.elements.first)
                guard !model.isEmpty else { continue }
                var turned = model.removeFirst()
                turned.elements.removeFirst()
                if !turned.elements.isEmpty { model.append(turned) }
            case 9 where random.below(20) == 0:
                gone.insert(line)
                let place = model.firstIndex { $0.line == line }
                #expect(lines.remove(line) == place.map { model.remove(at: $0).elements } ?? [])
            default: break
            }
            #expect(lines.count == model.reduce(0) { $0 + $1.elements.count })
            #expect(
                lines.count(in: line) == model.first { $0.line == line }?.elements.count ?? 0)
        }
    }
}

extension CallTurn {
    fileprivate func hasWorkedLonger(than nanoseconds: UInt64) -> Bool {
        workedNanoseconds > nanoseconds
    }
}
