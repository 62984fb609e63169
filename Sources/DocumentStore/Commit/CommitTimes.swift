import Synchronization

/// Hands out the times of commits and of reads so that they tell the truth about each other: a
/// read at time t sees exactly the commits whose time is t or earlier.
///
/// Reads never wait: while a commit is under way, a read is dated just before it.
final class CommitTimes: Sendable {
    private struct State {
        /// The latest time handed out, to a commit or to a read.
        var latest: Int64
        /// The time of the commit under way.
        var underWay: Int64?
    }

    private let state: Mutex<State>

    init(last: Int64) { state = Mutex(State(latest: last)) }

    /// The time of a commit that begins: `now`, or just above every time handed out before.
    /// ``end()`` must follow, once its effect can be read or it was given up.
    func begin(_ now: Int64) -> Int64 {
        state.withLock { state in
            let time = max(now, state.latest &+ 1)
            state.latest = time
            state.underWay = time
            return time
        }
    }

    func end() { state.withLock { $0.underWay = nil } }

    /// The time of a read whose snapshot is taken after this returns. The snapshot may contain
    /// commits that began meanwhile; the read's time is then the last one's.
    func read(_ now: Int64) -> Int64 {
        state.withLock { state in
            if let underWay = state.underWay { return underWay &- 1 }
            state.latest = max(state.latest, now)
            return state.latest
        }
    }

    /// Whether everything up to `time`, which is not in the future, can be read: no commit is
    /// under way that is dated so early, and no later one will be.
    func settle(_ time: Int64) -> Bool {
        state.withLock { state in
            if let underWay = state.underWay, underWay <= time { return false }
            state.latest = max(state.latest, time)
            return true
        }
    }
}
