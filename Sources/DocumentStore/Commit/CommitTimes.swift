import Synchronization

/// Assigns commit and read timestamps such that a read at time t sees exactly the commits with a
/// time of at most t.
///
/// Reads never wait: while a commit is in progress, a read gets the time just before it.
final class CommitTimes: Sendable {
    private struct State {
        /// The latest time assigned, to a commit or to a read.
        var latest: Int64
        /// The time of the commit in progress; nil between commits.
        var underWay: Int64?
    }

    private let state: Mutex<State>

    init(last: Int64) { state = Mutex(State(latest: last)) }

    /// The time of a commit that begins: `now`, or just above every time assigned before. REQUIRES:
    /// the commit lock held. ``end()`` must follow once its effect is visible or it was aborted.
    func begin(_ now: Int64) -> Int64 {
        state.withLock { state in
            precondition(state.underWay == nil, "one commit at a time")
            let time = max(now, state.latest &+ 1)
            state.latest = time
            state.underWay = time
            return time
        }
    }

    func end() {
        state.withLock { state in
            precondition(state.underWay != nil, "what ends has begun")
            state.underWay = nil
        }
    }

    /// The time of a read whose snapshot is taken after this returns. If the snapshot contains
    /// commits that began in between, the read's time is that of the last of them.
    func read(_ now: Int64) -> Int64 {
        state.withLock { state in
            if let underWay = state.underWay {
                assert(underWay <= state.latest, "a commit's time was handed out")
                return underWay &- 1
            }
            state.latest = max(state.latest, now)
            return state.latest
        }
    }

    /// The latest time assigned, to a commit or to a read.
    var latest: Int64 { state.withLock { $0.latest } }

    /// Whether the state at `time` is final: no commit with a time of at most `time` is in
    /// progress, and none will begin. REQUIRES: `time` is not in the future.
    func settle(_ time: Int64) -> Bool {
        state.withLock { state in
            if let underWay = state.underWay, underWay <= time { return false }
            state.latest = max(state.latest, time)
            return true
        }
    }
}
