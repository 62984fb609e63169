import LinuxSystem
import Sync
import Synchronization
import TTRPC

/// Counts what was refused because a share was used up, and writes a log line at the beginning of
/// each episode. Any thread.
final class Refusals: Sendable {
    private struct Episode: Hashable {
        let kind: ShareRefusal.Kind
        let uid: UInt32
    }

    private struct State {
        var counts: [ShareRefusal.Kind: UInt64] = [:]
        /// When each was last refused; monotonic nanoseconds.
        var last: [Episode: UInt64] = [:]
    }

    private let state = Mutex(State())
    private let clock: @Sendable () -> UInt64
    private let log: @Sendable (LogEntry) -> Void

    /// `clock` gives monotonic nanoseconds.
    init(
        clock: @escaping @Sendable () -> UInt64 = SystemClock.monotonicNanoseconds,
        log: @escaping @Sendable (LogEntry) -> Void
    ) {
        self.clock = clock
        self.log = log
    }

    /// Notes a refusal.
    func note(_ refusal: ShareRefusal) {
        let now = clock()
        let isFirst = state.withLock { state in
            state.counts[refusal.kind, default: 0] += 1
            if state.last.count >= ServiceLimits.refusedUsersMax { state.last.removeAll() }
            let last = state.last.updateValue(
                now, forKey: Episode(kind: refusal.kind, uid: refusal.uid))
            let pause = ServiceLimits.refusalEpisodeSeconds * 1_000_000_000
            return last.map { now > $0 + pause } ?? true
        }
        guard isFirst else { return }
        var line: LogEntry =
            "user \(refusal.uid) \(refusal.kind.text) limit=\(refusal.limit)"
        if let setting = refusal.setting { line = line + " setting=\(setting)" }
        log(line.warning)
    }

    /// Refusals by what was refused.
    var counts: [(kind: String, count: UInt64)] {
        state.withLock { state in
            ShareRefusal.Kind.allCases.map { ($0.rawValue, state.counts[$0] ?? 0) }
        }
    }
}

extension ShareRefusal.Kind {
    /// What is said of the user.
    fileprivate var text: String {
        switch self {
        case .unread: "does not read what it is sent; its connection is closed"
        case .idle: "has more than half of its connections; idle ones are closed"
        case .files:
            "runs a daemon that may open no more files (ulimit -n); new connections wait"
        case .connections, .input, .streams, .transactions, .listeners, .calls, .writes, .queries:
            "has its share of \(rawValue); more are refused"
        }
    }
}
