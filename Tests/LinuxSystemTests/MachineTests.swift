import Glibc
import Testing

@testable import LinuxSystem

@Suite struct MachineTests {
    @Test func clocksAdvanceAndAgreeOnUnits() {
        let first = SystemClock.monotonicNanoseconds()
        #expect(SystemClock.monotonicNanoseconds() >= first)
        let milliseconds = SystemClock.wallMilliseconds()
        let microseconds = SystemClock.wallMicroseconds()
        #expect(microseconds / 1000 - milliseconds < 60_000)
        #expect(milliseconds > 1_700_000_000_000)
    }

    @Test func randomBytesAreAsManyAsAskedForAndDiffer() {
        #expect(SystemRandom.bytes(0).isEmpty)
        #expect(SystemRandom.bytes(1000).count == 1000)
        #expect(SystemRandom.uint64() != SystemRandom.uint64())
    }

    @Test func residentMemoryIsSomething() {
        #expect(SystemProcess.residentMemoryBytes() > 1 << 20)
        #expect(SystemProcess.processorCount >= 1)
        #expect(SystemProcess.raiseDescriptorLimit() > 0)
    }

    @Test func errorsSayContextCallAndReason() {
        let error = SystemError(call: "open", code: ENOENT, context: "/x")
        #expect(error.description == "/x: open: No such file or directory")
        #expect(SystemError(call: "open", code: 13).description == "open: Permission denied")
    }

    @Test func epollReportsWhoIsReady() throws {
        let epoll = try Epoll()
        let (left, right) = try Socket.pair()
        try epoll.add(left, .readable, token: 7)
        #expect(try epoll.wait(timeoutMilliseconds: 0) { _ in } == 0)
        try right.sendAll([1])
        var tokens: [UInt64] = []
        try epoll.wait(timeoutMilliseconds: nil) { tokens.append($0.token) }
        #expect(tokens == [7])
        try epoll.modify(left, .writable, token: 8)
        try epoll.wait(timeoutMilliseconds: nil) { tokens.append($0.token) }
        #expect(tokens == [7, 8])
        try epoll.remove(left)
        #expect(try epoll.wait(timeoutMilliseconds: 0) { _ in } == 0)
    }

    @Test func aWakeUpWakesOnceForManySignals() throws {
        let wakeUp = try WakeUp()
        #expect(try !wakeUp.descriptor.waitReady(for: .readable, timeoutMilliseconds: 0))
        wakeUp.signal()
        wakeUp.signal()
        #expect(try wakeUp.descriptor.waitReady(for: .readable))
        wakeUp.drain()
        #expect(try !wakeUp.descriptor.waitReady(for: .readable, timeoutMilliseconds: 0))
    }

    @Test func aMonitorWaitsForChangesAndForTime() {
        let monitor = Monitor(0)
        let thread = SystemThread(name: "a name that is long") { monitor.update { $0 = 5 } }
        #expect(monitor.wait { $0 == 5 ? "five" : nil } == "five")
        thread.join()
        let soon = SystemClock.monotonicNanoseconds() + 1_000_000
        #expect(monitor.wait(untilNanoseconds: soon) { $0 == 6 ? true : nil } == nil)
    }

    @Test func terminationSignalsAreValues() async {
        // In a process of its own; raised for this thread alone, since the test runner has started
        // others that do not block them.
        await #expect(processExitsWith: .success) {
            let signals = try TerminationSignals()
            raise(SIGTERM)
            guard try signals.wait() == SIGTERM else { exit(2) }
            raise(SIGINT)
            guard try signals.wait() == SIGINT else { exit(3) }
            exit(0)
        }
    }

    @Test func useAfterCloseTraps() async {
        await #expect(processExitsWith: .failure) {
            let (left, right) = try Socket.pair()
            close(left.rawValue)
            _ = try left.receive(countMax: 1)
            right.shutdown()
        }
    }

    @Test func aPipeIsNoTerminal() throws {
        let (left, _) = try Socket.pair()
        #expect(!left.isTerminal)
        #expect(Terminal.width(left.rawValue) == nil)
    }
}
