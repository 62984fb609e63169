import LinuxSystem

/// Counts requests and lets threads wait for them. Thread safe.
final class RequestJournal: Sendable {
    struct State {
        var counts: [String: Int] = [:]
        var total = 0
        var gates: [RequestGate] = []
        /// Requests that ever stood at a gate.
        var held: [Int: Int] = [:]
        var gateCount = 0
        var isStopped = false
    }

    private let monitor = Monitor(State())

    func arrived(_ path: String) {
        monitor.update {
            $0.counts[path, default: 0] += 1
            $0.total += 1
        }
    }

    func count(_ pattern: String) -> Int {
        monitor.withLock { Self.count(pattern, in: $0) }
    }

    var total: Int { monitor.withLock { $0.total } }

    func resetCounts() {
        monitor.update {
            $0.counts = [:]
            $0.total = 0
        }
    }

    private static func count(_ pattern: String, in state: State) -> Int {
        if !pattern.hasSuffix("*") { return state.counts[pattern, default: 0] }
        return state.counts.reduce(0) {
            PathPattern.matches(pattern, $1.key) ? $0 + $1.value : $0
        }
    }

    /// Waits until `path` was asked for `count` times since the start or the last reset.
    func waitForRequest(_ pattern: String, count: Int, timeoutSeconds: Double) -> Bool {
        wait(timeoutSeconds: timeoutSeconds) { Self.count(pattern, in: $0) >= count }
    }

    func wait(timeoutSeconds: Double, _ condition: (State) -> Bool) -> Bool {
        let nanoseconds = UInt64(max(0, min(timeoutSeconds, 86_400)) * 1_000_000_000)
        let deadline = SystemClock.monotonicNanoseconds() &+ nanoseconds
        return monitor.wait(untilNanoseconds: deadline) { condition($0) ? true : nil } ?? false
    }

    // MARK: - Gates

    func hold(_ pattern: String, afterBodyBytes: Int?) -> RequestGate {
        monitor.update { state in
            state.gateCount += 1
            let gate = RequestGate(
                pattern: pattern, afterBodyBytes: afterBodyBytes, key: state.gateCount,
                journal: self)
            state.gates.append(gate)
            return gate
        }
    }

    func release(_ gate: RequestGate) {
        monitor.update { state in state.gates.removeAll { $0.key == gate.key } }
    }

    func gate(for path: String, inBody: Bool) -> RequestGate? {
        monitor.withLock { state in
            state.gates.first {
                ($0.afterBodyBytes != nil) == inBody && PathPattern.matches($0.pattern, path)
            }
        }
    }

    /// Blocks until the gate is released or the server stops.
    func pass(_ gate: RequestGate) {
        monitor.update { $0.held[gate.key, default: 0] += 1 }
        _ = monitor.wait { state -> Bool? in
            let isOpen = !state.gates.contains { $0.key == gate.key }
            return isOpen || state.isStopped ? true : nil
        }
    }

    /// Sleeps, unless the server stops.
    func pause(milliseconds: Int) {
        if milliseconds <= 0 { return }
        _ = wait(timeoutSeconds: Double(milliseconds) / 1_000) { $0.isStopped }
    }

    var isStopped: Bool { monitor.withLock { $0.isStopped } }

    /// False if it was stopped before.
    func stop() -> Bool {
        monitor.update { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
    }
}
