import LinuxSystem
import Randomness
import Synchronization

/// The configured faults by path. Any thread.
final class FaultPlan: Sendable {
    private struct Failure {
        var status: Int
        var headers: [(name: String, value: String)]
        /// Requests that succeed before.
        var skipping: Int
        var remaining: Int
    }

    private struct Loss {
        var skipping: Int
        var remaining: Int
    }

    private struct State {
        /// The response to each page; the last one also to all pages after it.
        var overrides: [String: [CannedResponse]] = [:]
        var truncations: [String: Int] = [:]
        var delays: [String: Int] = [:]
        var failures: [String: Failure] = [:]
        var losses: [String: Loss] = [:]
        var down: Set<String>
        /// Paths whose calls are executed but whose responses are empty.
        var silent: [String: Bool] = [:]
        var random: SeededRandom
        /// Requests admitted in the current second, and its start.
        var passed = 0
        var secondStart: UInt64 = 0
        var failMillionths: Int
        var rateLimit: Int?
        var latencyMilliseconds: Int
    }

    private let state: Mutex<State>

    init(_ options: SimulatorOptions) {
        state = Mutex(
            State(
                down: Set(options.downPaths),
                random: SeededRandom(seed: options.seed, stream: 9, index: 0),
                failMillionths: options.failMillionths, rateLimit: options.rateLimit,
                latencyMilliseconds: options.latencyMilliseconds))
    }

    // MARK: - Setting

    func override(_ path: String, _ response: CannedResponse?) {
        state.withLock { $0.overrides[path] = response.map { [$0] } }
    }

    func override(_ path: String, pages: [CannedResponse]) {
        let end = CannedResponse(status: 200, headers: [], body: Array("[]".utf8))
        state.withLock { $0.overrides[path] = pages + [end] }
    }

    func truncate(_ path: String, after bytes: Int?) {
        state.withLock { $0.truncations[path] = bytes }
    }

    func silence(_ path: String, _ isSilent: Bool) {
        state.withLock { $0.silent[path] = isSilent ? true : nil }
    }

    func delay(_ path: String, milliseconds: Int?) {
        state.withLock { $0.delays[path] = milliseconds }
    }

    func failNext(
        _ count: Int, _ path: String, status: Int, headers: [(name: String, value: String)],
        skipping: Int
    ) {
        let failure = Failure(
            status: status, headers: headers, skipping: skipping, remaining: count)
        state.withLock { $0.failures[path] = count > 0 ? failure : nil }
    }

    func loseNext(_ count: Int, _ path: String, skipping: Int) {
        let loss = Loss(skipping: skipping, remaining: count)
        state.withLock { $0.losses[path] = count > 0 ? loss : nil }
    }

    func setDown(_ path: String, _ isDown: Bool) {
        state.withLock {
            if isDown { $0.down.insert(path) } else { $0.down.remove(path) }
        }
    }

    func setRates(failMillionths: Int?, rateLimit: Int??, latencyMilliseconds: Int?) {
        state.withLock {
            if let failMillionths { $0.failMillionths = max(0, min(failMillionths, 1_000_000)) }
            if let rateLimit { $0.rateLimit = rateLimit }
            if let latencyMilliseconds { $0.latencyMilliseconds = latencyMilliseconds }
        }
    }

    // MARK: - Asking

    func isSilent(_ path: String) -> Bool {
        state.withLock { PathPattern.find(path, in: $0.silent) ?? false }
    }

    func delayMilliseconds(_ path: String) -> Int {
        state.withLock { $0.latencyMilliseconds + (PathPattern.find(path, in: $0.delays) ?? 0) }
    }

    func truncation(_ path: String) -> Int? {
        state.withLock { PathPattern.find(path, in: $0.truncations) }
    }

    /// Whether to drop this response of a path; counts it.
    func takeLoss(_ path: String) -> Bool {
        state.withLock { state in
            guard let pattern = PathPattern.best(path, in: state.losses),
                var loss = state.losses[pattern]
            else { return false }
            if loss.skipping > 0 {
                loss.skipping -= 1
                state.losses[pattern] = loss
                return false
            }
            loss.remaining -= 1
            state.losses[pattern] = loss.remaining > 0 ? loss : nil
            return true
        }
    }

    /// The response of a fault that replaces the computed one. `page` is evaluated only where it
    /// matters.
    func response(_ path: String, page: () -> Int) -> HTTPResponse? {
        let now = SystemClock.monotonicNanoseconds()
        return state.withLock { state in
            if let limited = Self.limited(&state, now) { return limited }
            if let failed = Self.failed(path, &state) { return failed }
            if state.down.contains(where: { PathPattern.matches($0, path) }) {
                return .failure(503, "Service Unavailable")
            }
            guard let pages = PathPattern.find(path, in: state.overrides), let last = pages.last
            else { return nil }
            let number = pages.count > 1 ? page() : 1
            let canned = number >= 1 && number <= pages.count ? pages[number - 1] : last
            return HTTPResponse(
                status: canned.status, headers: canned.headers, body: .bytes(canned.body))
        }
    }

    private static func limited(_ state: inout State, _ now: UInt64) -> HTTPResponse? {
        guard let limit = state.rateLimit else { return nil }
        if now &- state.secondStart >= 1_000_000_000 {
            state.secondStart = now
            state.passed = 0
        }
        state.passed += 1
        if state.passed <= limit { return nil }
        var response = HTTPResponse.failure(429, "Too many requests")
        response.headers = [("Retry-After", "1")]
        return response
    }

    private static func failed(_ path: String, _ state: inout State) -> HTTPResponse? {
        if let pattern = PathPattern.best(path, in: state.failures),
            let failure = state.failures[pattern]
        {
            var left = failure
            guard failure.skipping == 0 else {
                left.skipping -= 1
                state.failures[pattern] = left
                return nil
            }
            left.remaining -= 1
            state.failures[pattern] = left.remaining > 0 ? left : nil
            var response = error(failure.status)
            response.headers += failure.headers
            return response
        }
        if state.failMillionths == 0 { return nil }
        guard state.random.below(1_000_000) < state.failMillionths else { return nil }
        return error([500, 502, 503, 504][state.random.below(4)])
    }

    /// JSON like the vendor's, or HTML like a proxy's.
    private static func error(_ status: Int) -> HTTPResponse {
        if status <= 500 { return .failure(status, "Simulated failure") }
        let page = "<html><body><h1>\(status)</h1></body></html>"
        return HTTPResponse(
            status: status, headers: [("Content-Type", "text/html")],
            body: .bytes(Array(page.utf8)))
    }
}
