import FirestoreModel
import Synchronization

/// What documents were before the commits of a bounded window, so that the store can be read as
/// it was at any moment of it. In memory only: the window starts anew with the daemon.
///
/// Invariant: `commits` ascend by version and time and are all that changed documents since
/// `reach`; `bytes` is their sum.
public final class DocumentHistory: CommitObserver {
    /// What one commit replaced.
    private struct Commit {
        let version: UInt64
        let time: Int64
        let replaced: [(key: DocumentKey, old: RawDocument?)]
        let bytes: Int
    }

    private struct State {
        var commits: [Commit] = []
        /// Commits before this index are forgotten already.
        var head = 0
        var bytes = 0
        /// The earliest time that can be read.
        var reach: Int64
        /// The commit that is being written; told from the forgotten by its version.
        var pending: Commit?
    }

    private let state: Mutex<State>
    private let bytesMax: Int
    private let microsecondsMax: Int64

    /// Follows `store` from now on; to be registered with it before the next commit.
    public init(
        of store: DocumentStore, bytesMax: Int = DocumentStoreLimits.historyBytesMax,
        microsecondsMax: Int64 = DocumentStoreLimits.historyMicrosecondsMax
    ) {
        state = Mutex(State(reach: store.lastCommit.time))
        self.bytesMax = bytesMax
        self.microsecondsMax = microsecondsMax
    }

    /// The earliest time that can be read.
    public var reach: Int64 { state.withLock { $0.reach } }

    /// The documents that commits after `time` changed and `snapshot` shows changed, as they were
    /// at `time`; nil for those that were missing. Throws `failedPrecondition` for a time before
    /// the window.
    func replaced(
        since time: Int64, in snapshot: StoreSnapshot
    ) throws(StoreError) -> [DocumentKey: RawDocument?] {
        try state.withLock { state throws(StoreError) in
            guard time >= max(state.reach, snapshot.readTime - microsecondsMax) else {
                throw StoreError(
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

    /// A snapshot may see the commit before ``committed(changes:version:time:)`` is called, so
    /// that it is noted before it is written. If it is refused, what it would have replaced is
    /// what there is.
    public func prepare(changes: [DocumentChange], batch: CommitBatch) throws(StoreError) {
        let replaced = changes.filter { !$0.isUnchanged }.map { (key: $0.key, old: $0.old) }
        let bytes = replaced.reduce(DocumentStoreLimits.historyEntryBytes) {
            $0 + $1.key.bytes.count + ($1.old?.fields.count ?? 0)
                + DocumentStoreLimits.historyEntryBytes
        }
        let commit = Commit(
            version: batch.version, time: batch.time, replaced: replaced, bytes: bytes)
        state.withLock { $0.pending = commit }
    }

    public func committed(changes: [DocumentChange], version: UInt64, time: Int64) {
        state.withLock { state in
            guard let commit = state.pending.take() else { return }
            state.commits.append(commit)
            state.bytes += commit.bytes
            forget(&state, before: time - microsecondsMax)
        }
    }

    /// Drops the oldest commits while there is too much of them.
    private func forget(_ state: inout State, before oldest: Int64) {
        while state.head < state.commits.count {
            let commit = state.commits[state.head]
            guard state.bytes > bytesMax || commit.time <= oldest else { break }
            state.bytes -= commit.bytes
            state.reach = commit.time
            state.head += 1
        }
        guard state.head > state.commits.count / 2 else { return }
        state.commits.removeFirst(state.head)
        state.head = 0
    }
}
