import LinuxSystem
import StatusCodes
import Synchronization
import TTRPC

/// A write to the POS whose caller waits for its outcome.
struct WaitingWrite: Sendable {
    let org: String
    let uid: UInt32
    /// Bytes that it keeps in memory while it waits.
    let bytes: Int
    /// Whether nobody waits for the outcome any more: one that has not begun is never sent then.
    let isGone: @Sendable () -> Bool
    /// Sends it and answers the caller; blocks for as long as the POS takes.
    let send: @Sendable () -> Void
    /// Answers the caller that it was not sent.
    let refuse: @Sendable (Status) -> Void
}

/// The writes to the POS that are under way, and those that wait for them. Each has a thread only
/// while it is under way, and one tenant has a few of them: a POS that does not answer delays the
/// writes of its own tenant and no other call. Any thread.
package final class WriteLines: Sendable {
    private struct Line {
        var waiting: [WaitingWrite] = []
        var running = 0
    }

    private struct State {
        var lines: [String: Line] = [:]
        /// Tenants whose writes wait, whoever was served last at the end.
        var turns: [String] = []
        var waiting = 0
        var waitingBytes = 0
        var running = 0
        var isStopped = false

        /// The next write that may begin, which has begun then; nil where none may.
        mutating func begin() -> WaitingWrite? {
            guard running < PosWriteLimits.writesMax,
                let place = turns.firstIndex(where: {
                    lines[$0, default: Line()].running < PosWriteLimits.writesPerTenantMax
                })
            else { return nil }
            let org = turns.remove(at: place)
            guard var line = lines[org] else { preconditionFailure("who has a turn waits") }
            let write = line.waiting.removeFirst()
            line.running += 1
            if !line.waiting.isEmpty { turns.append(org) }
            lines[org] = line
            running += 1
            waiting -= 1
            waitingBytes -= write.bytes
            precondition(waiting >= 0 && waitingBytes >= 0, "what begins has waited")
            return write
        }

        mutating func end(_ org: String) {
            running -= 1
            lines[org]?.running -= 1
            precondition(running >= 0, "what ends has begun")
            if let line = lines[org], line.running == 0, line.waiting.isEmpty { lines[org] = nil }
        }
    }

    private let state = Monitor(State())
    private let onRefusal: @Sendable (ShareRefusal) -> Void

    /// - Parameter onRefusal: told of every write that is refused because too many wait.
    package init(onRefusal: @escaping @Sendable (ShareRefusal) -> Void = { _ in }) {
        self.onRefusal = onRefusal
    }

    /// Writes under way, and those that wait.
    package var counts: (running: Int, waiting: Int) {
        state.withLock { ($0.running, $0.waiting) }
    }

    /// Sends the write at its turn. Throws RESOURCE_EXHAUSTED where too many wait, UNAVAILABLE once
    /// stopped.
    func submit(_ write: WaitingWrite) throws(Status) {
        do throws(Status) {
            try state.withLock { state throws(Status) in
                guard !state.isStopped else { throw Self.stopping }
                try Self.admit(write, state)
                if state.lines[write.org, default: Line()].waiting.isEmpty {
                    state.turns.append(write.org)
                }
                state.lines[write.org, default: Line()].waiting.append(write)
                state.waiting += 1
                state.waitingBytes += write.bytes
            }
        } catch {
            if error.code == .resourceExhausted {
                onRefusal(
                    ShareRefusal(
                        .writes, uid: write.uid, limit: PosWriteLimits.writesWaitingPerTenantMax))
            }
            throw error
        }
        startThread()
    }

    private static func admit(_ write: WaitingWrite, _ state: State) throws(Status) {
        let limit = PosWriteLimits.writesWaitingPerTenantMax
        guard state.lines[write.org, default: Line()].waiting.count < limit else {
            throw Status(
                .resourceExhausted,
                "\(limit) writes wait for the point of sale of \(write.org); let some end first")
        }
        guard state.waiting < PosWriteLimits.writesWaitingMax,
            state.waiting == 0
                || state.waitingBytes + write.bytes <= PosWriteLimits.writesWaitingBytesMax
        else {
            throw Status(.resourceExhausted, "too many writes wait for their points of sale")
        }
    }

    /// Refuses what waits, and waits for what is under way until the monotonic `deadline`: a write
    /// that takes longer is found in the journal at the next start, its outcome unknown.
    package func stop(untilNanoseconds deadline: UInt64) {
        let waiting = state.update { state in
            state.isStopped = true
            let waiting = state.lines.values.flatMap(\.waiting)
            for org in Array(state.lines.keys) { state.lines[org]?.waiting = [] }
            (state.turns, state.waiting, state.waitingBytes) = ([], 0, 0)
            return waiting
        }
        for write in waiting { write.refuse(Self.stopping) }
        _ = state.wait(untilNanoseconds: deadline) { $0.running == 0 ? true : nil }
    }

    private static let stopping = Status(
        .unavailable, "the daemon is stopping; nothing was sent to the point of sale")

    // MARK: Threads

    private func startThread() {
        guard let first = state.withLock({ $0.begin() }) else { return }
        SystemThread(name: "pos-write") { [self] in work(first) }.detach()
    }

    private func work(_ first: WaitingWrite) {
        var next: WaitingWrite? = first
        while let write = next {
            if !write.isGone() { write.send() }
            next = state.update { state in
                state.end(write.org)
                return state.isStopped ? nil : state.begin()
            }
        }
    }
}
