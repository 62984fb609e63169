import FirestoreModel
import StatusCodes
import Synchronization

/// The previous versions of documents that recent commits replaced, for reads at a past time within
/// a bounded window. In memory only: the window is empty after a restart.
///
/// Invariant: `commits` ascend by version and time and are all commits that changed documents since
/// `earliestTime`; `bytes` is the sum of their sizes.
public final class DocumentHistory: CommitObserver {
    /// The documents that one commit replaced.
    private struct Commit {
        let version: UInt64
        let time: Int64
        let replaced: [(key: DocumentKey, old: RawDocument?)]
        let bytes: Int
    }

    private struct State {
        var commits: [Commit] = []
        /// Commits before this index have been dropped.
        var head = 0
        var bytes = 0
        /// The earliest time that can be read.
        var earliestTime: Int64
        /// The commit between `prepare` and `committed`, or one that was aborted in between.
        var pending: Commit?

        /// Traps where the commits and their sum do not agree; of many, looks at the last.
        func checkInvariants() {
            precondition(head <= commits.count && bytes >= 0, "what is forgotten was there")
            let kept = commits[head...].suffix(64)
            precondition(
                zip(kept, kept.dropFirst()).allSatisfy {
                    $0.version <= $1.version && $0.time < $1.time
                }, "commits ascend by version and time")
            precondition(
                kept.first.map { $0.time > earliestTime } ?? true, "what is kept can be read")
            guard commits.count - head <= 64 else { return }
            precondition(bytes == kept.reduce(0) { $0 + $1.bytes }, "bytes are the commits' sum")
        }
    }

    private let state: Mutex<State>
    private let bytesMax: Int
    private let microsecondsMax: Int64

    /// Covers the commits of `store` from now on. REQUIRES: registered with it before the next
    /// commit.
    public init(
        of store: DocumentStore, bytesMax: Int = DocumentStoreLimits.historyBytesMax,
        microsecondsMax: Int64 = DocumentStoreLimits.historyMicrosecondsMax
    ) {
        state = Mutex(State(earliestTime: store.lastCommit.time))
        self.bytesMax = bytesMax
        self.microsecondsMax = microsecondsMax
    }

    /// The earliest time that can be read.
    public var earliestTime: Int64 { state.withLock { $0.earliestTime } }

    /// The documents that commits after `time` and up to `snapshot` changed, in their state at
    /// `time`; nil for those that did not exist. Throws `failedPrecondition` for a time before the
    /// window.
    func replaced(
        since time: Int64, in snapshot: StoreSnapshot
    ) throws(Status) -> [DocumentKey: RawDocument?] {
        try state.withLock { state throws(Status) in
            guard time >= max(state.earliestTime, snapshot.readTime - microsecondsMax) else {
                throw Status(
                    .failedPrecondition, "read", "read_time is before what is kept")
            }
            var documents: [DocumentKey: RawDocument?] = [:]
            let pending = state.pending.map { [$0] } ?? []
            for commit in state.commits[state.head...].reversed() + pending {
                guard commit.time > time, commit.version <= snapshot.version else { continue }
                for (key, old) in commit.replaced { documents[key] = .some(old) }
            }
            return documents
        }
    }

    /// Records the commit before it is written, because a snapshot may contain it before
    /// ``committed(changes:version:time:)`` is called. Harmless if the commit is aborted: the
    /// recorded versions are then the current ones.
    public func prepare(changes: [DocumentChange], batch: CommitBatch) throws(Status) {
        let replaced = changes.filter { !$0.isUnchanged }.map { (key: $0.key, old: $0.old) }
        let bytes = replaced.reduce(DocumentStoreLimits.historyEntryBytes) {
            $0 + $1.key.bytes.count + ($1.old?.fields.count ?? 0)
                + DocumentStoreLimits.historyEntryBytes
        }
        precondition(bytes >= 0, "sizes")
        let commit = Commit(
            version: batch.version, time: batch.time, replaced: replaced, bytes: bytes)
        state.withLock { $0.pending = commit }
    }

    public func committed(changes: [DocumentChange], version: UInt64, time: Int64) {
        state.withLock { state in
            guard let commit = state.pending.take() else { return }
            // One that wrote nothing has the version of the commit before it.
            precondition(
                commit.time == time && commit.version >= version, "it was prepared before")
            state.commits.append(commit)
            state.bytes += commit.bytes
            forget(&state, before: time - microsecondsMax)
            #if DEBUG
                state.checkInvariants()
            #endif
        }
    }

    /// Drops the oldest commits while the window exceeds a bound.
    private func forget(_ state: inout State, before oldest: Int64) {
        while state.head < state.commits.count {
            let commit = state.commits[state.head]
            guard state.bytes > bytesMax || commit.time <= oldest else { break }
            state.bytes -= commit.bytes
            precondition(
                state.bytes >= 0 && commit.time > state.earliestTime, "the oldest goes first")
            state.earliestTime = commit.time
            state.head += 1
        }
        guard state.head > state.commits.count / 2 else { return }
        state.commits.removeFirst(state.head)
        state.head = 0
    }
}
