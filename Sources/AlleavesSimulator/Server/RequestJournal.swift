import LinuxSystem

/// A request held open until a test lets it go.
public final class RequestGate: Sendable {
    /// Path pattern, as in ``RunningPOS``.
    let pattern: String
    /// Body bytes sent before the hold; nil holds before anything is sent.
    let afterBodyBytes: Int?
    private let journal: RequestJournal

    init(pattern: String, afterBodyBytes: Int?, journal: RequestJournal) {
        self.pattern = pattern
        self.afterBodyBytes = afterBodyBytes
        self.journal = journal
    }

    /// Waits until a request stands at the gate; false after `timeoutSeconds`.
    public func waitUntilHeld(count: Int = 1, timeoutSeconds: Double = 30) -> Bool {
        let id = ObjectIdentifier(self)
        return journal.wait(timeoutSeconds: timeoutSeconds) { $0.held[id, default: 0] >= count }
    }

    /// Lets those that wait go on, and all later ones pass.
    public func release() { journal.release(self) }
}

/// Counts requests and lets threads wait for them. Thread safe.
final class RequestJournal: Sendable {
    struct State {
        var counts: [String: Int] = [:]
        var total = 0
        var gates: [RequestGate] = []
        /// Requests that ever stood at a gate.
        var held: [ObjectIdentifier: Int] = [:]
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
        let gate = RequestGate(
            pattern: pattern, afterBodyBytes: afterBodyBytes, journal: self)
        monitor.update { $0.gates.append(gate) }
        return gate
    }

    func release(_ gate: RequestGate) {
        monitor.update { state in state.gates.removeAll { $0 === gate } }
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
        monitor.update { $0.held[ObjectIdentifier(gate), default: 0] += 1 }
        _ = monitor.wait { state -> Bool? in
            let isOpen = !state.gates.contains { $0 === gate }
            return isOpen || state.isStopped ? true : nil
        }
    }

    /// Sleeps, unless the server stops.
    func pause(milliseconds: Int) {
        if milliseconds <= 0 { return }
        _ = wait(timeoutSeconds: Double(milliseconds) / 1_000) { $0.isStopped }
    }

    var isStopped: Bool { monitor.withLock { $0.isStopped } }

    func stop() { monitor.update { $0.isStopped = true } }
}

/// A path without `/api` and query, or the beginning of one with `*` behind it.
enum PathPattern {
    static func matches(_ pattern: String, _ path: String) -> Bool {
        if pattern.hasSuffix("*") { return path.hasPrefix(pattern.dropLast()) }
        return pattern == path
    }

    static func find<Value>(_ path: String, in table: [String: Value]) -> Value? {
        if let value = table[path] { return value }
        return table.first { matches($0.key, path) }?.value
    }
}
