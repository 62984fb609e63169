import LinuxSystem
import Synchronization

/// Counts requests and lets threads wait for them. Any thread.
final class RequestJournal: Sendable {
    private struct Counts {
        var byPath: [String: Int] = [:]
        var total = 0

        func of(_ pattern: String) -> Int {
            if !pattern.hasSuffix("*") { return byPath[pattern, default: 0] }
            return byPath.reduce(0) {
                PathPattern.matches(pattern, $1.key) ? $0 + $1.value : $0
            }
        }
    }

    private let counts = Monitor(Counts())
    private let gates = Mutex<[RequestGate]>([])
    private let stopped = Monitor(false)

    // MARK: - Counts

    func arrived(_ path: String) {
        counts.update {
            $0.byPath[path, default: 0] += 1
            $0.total += 1
        }
    }

    func count(_ pattern: String) -> Int { counts.withLock { $0.of(pattern) } }

    var total: Int { counts.withLock { $0.total } }

    func resetCounts() { counts.update { $0 = Counts() } }

    /// Waits until `pattern` has had `count` requests since the start or the last reset.
    func waitForRequest(_ pattern: String, count: Int, timeoutSeconds: Double) -> Bool {
        counts.wait(untilNanoseconds: Deadline.after(seconds: timeoutSeconds)) {
            $0.of(pattern) >= count ? true : nil
        } ?? false
    }

    // MARK: - Gates

    func hold(_ pattern: String, afterBodyBytes: Int?) -> RequestGate {
        let gate = RequestGate(pattern: pattern, afterBodyBytes: afterBodyBytes)
        gates.withLock { gates in
            gates.removeAll(where: \.isReleased)
            gates.append(gate)
        }
        return gate
    }

    /// The closed gate that holds a request, if any.
    func gate(for path: String, inBody: Bool) -> RequestGate? {
        gates.withLock { gates in
            gates.first {
                ($0.afterBodyBytes != nil) == inBody && PathPattern.matches($0.pattern, path)
                    && !$0.isReleased
            }
        }
    }

    // MARK: - Stop

    var isStopped: Bool { stopped.withLock { $0 } }

    /// Sleeps, or returns early when the server stops.
    func pause(milliseconds: Int) {
        if milliseconds <= 0 { return }
        let deadline = Deadline.after(seconds: Double(milliseconds) / 1_000)
        _ = stopped.wait(untilNanoseconds: deadline) { $0 ? true : nil }
    }

    /// Ends pauses and opens gates; false if called before.
    func stop() -> Bool {
        let isFirst = stopped.update { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        for gate in gates.withLock({ $0 }) { gate.release() }
        return isFirst
    }
}
