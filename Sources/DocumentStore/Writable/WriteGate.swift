import LinuxSystem
import RocksStore
import StatusCodes
import Synchronization

/// Refuses writes before the disk is full, and after one has failed; lets tables be compacted only
/// while there is room for what that writes. Any thread.
final class WriteGate: Sendable {
    private let database: RocksDatabase
    private let memoryBytes: Int
    private let mark: AcknowledgedMark
    /// Whether the database was opened for reading.
    private let isReading: Bool
    private let state = Mutex(State())
    /// The write buffer for which the newest log was looked for.
    private let lastBuffer = Atomic<UInt64>(0)

    private struct State {
        /// The refusal for want of space, as of the last look.
        var refusal: Status?
        var compacts = true
        /// Monotonic nanoseconds.
        var nextLook: UInt64 = 0
        /// Written since the last look.
        var bytes = 0
    }

    init(_ database: RocksDatabase, _ mark: AcknowledgedMark, memoryBytes: Int) {
        self.database = database
        self.mark = mark
        self.memoryBytes = memoryBytes
        isReading = database.failure != nil
    }

    /// Throws the refusal of a commit of `bytes`: `full` without space, or the cause for which the
    /// database takes no writes.
    func admit(bytes: Int) throws(Status) {
        let now = SystemClock.monotonicNanoseconds()
        let refusal = state.withLock { state in
            state.bytes += bytes
            if now >= state.nextLook || state.bytes >= DocumentStoreLimits.spaceCheckBytes {
                look(&state, bytes: bytes, now)
            }
            return state.refusal
        }
        if let failure = database.failure { throw self.refusal(failure) }
        if let refusal { throw refusal }
    }

    /// Notes in the mark that `commit` is about to be acknowledged. Where it cannot be written
    /// nothing is acknowledged any more.
    func acknowledge(_ commit: UInt64, isLogSynced: Bool) throws(Status) {
        noteLog()
        do throws(Status) {
            try mark.acknowledge(commit, isLogSynced: isLogSynced)
        } catch {
            database.fail(error)
            throw error
        }
    }

    /// Notes the newest log where there may be a new one: every commit writes a change, so a log
    /// begins with a new write buffer of that family.
    private func noteLog() {
        // Only a hint for a later refusal: where it cannot be told it stays as it was.
        guard let number = try? database.property(.bufferNumber, of: .changes),
            lastBuffer.exchange(number, ordering: .relaxed) != number,
            let newest = try? StoreFiles.newestLog(in: database.path)
        else { return }
        mark.noteLog(newest)
    }

    /// Whether writes are taken, found out now. REQUIRES: called every second or so, for it also
    /// holds compactions back.
    func look() -> StoreCondition {
        let now = SystemClock.monotonicNanoseconds()
        let space = state.withLock { state in
            let space = look(&state, bytes: 0, now)
            if database.failure == nil { holdCompaction(&state, space) }
            return state.refusal
        }
        if isReading, let cause = database.failure {
            return .reading(cause, isCauseGone: space == nil)
        }
        // Closed meanwhile, where nothing is left to be noted.
        try? database.noteStoppedEngine()
        noteBackgroundErrors()
        if let failure = database.failure {
            let refusal = self.refusal(failure)
            return failure.fault == .corruption ? .damaged(refusal) : .failed(refusal)
        }
        return space.map { .full($0) } ?? .writable
    }

    /// Throws `needsSpace` unless there is room to write `what` anew, which takes about as much as
    /// the documents do. Nothing is needed where there are none.
    static func requireRoom(
        for what: String, _ database: RocksDatabase, memoryBytes: Int
    ) throws(Status) {
        if let failure = database.failure {
            guard failure.fault == .full else { throw failure }
            throw needsSpace(what, failure)
        }
        let bytes = try database.property(.tableBytes, of: .documents)
        guard bytes > 0 else { return }
        if let refusal = DiskSpace(database.path).refusal(memoryBytes, tables: bytes) {
            throw needsSpace(what, refusal)
        }
    }

    private static func needsSpace(_ what: String, _ refusal: Status) -> Status {
        Status(.needsSpace, "open", "\(what) must be written anew, and \(refusal.cause)")
    }

    /// As the static one.
    func requireRoom(for what: String) throws(Status) {
        try Self.requireRoom(for: what, database, memoryBytes: memoryBytes)
    }

    /// Throws `full` unless there is room for new tables of `bytes` beside the reserve.
    func admitTables(bytes: UInt64) throws(Status) {
        guard let refusal = DiskSpace(database.path).refusal(memoryBytes, tables: bytes) else {
            return
        }
        throw refusal
    }

    @discardableResult
    private func look(_ state: inout State, bytes: Int, _ now: UInt64) -> DiskSpace {
        database.noteMovedDirectory()
        let space = DiskSpace(database.path)
        state.refusal = space.refusal(
            memoryBytes, bytes: bytes, isRefusing: state.refusal != nil)
        state.nextLook = now &+ DocumentStoreLimits.spaceCheckNanoseconds
        state.bytes = 0
        return space
    }

    /// A flush or a compaction that failed is no caller's, and RocksDB may touch its files again:
    /// it ends all writes as a failed one does.
    private func noteBackgroundErrors() {
        // Closed meanwhile, where nothing is left to be noted.
        guard database.failure == nil,
            let errors = try? database.property(.backgroundErrors, of: .documents), errors > 0
        else { return }
        database.fail(
            Status(.io, "write", "a flush or a compaction in the background failed"))
    }

    /// A compaction writes new tables before it removes the old ones.
    private func holdCompaction(_ state: inout State, _ space: DiskSpace) {
        guard let bytes = try? database.tableBytes() else { return }
        let needed = min(bytes, DocumentStoreLimits.compactionBytesMax)
        let refusal = space.refusal(memoryBytes, tables: needed, isRefusing: !state.compacts)
        guard (refusal == nil) != state.compacts else { return }
        // Tried again at the next look.
        guard (try? database.setCompacts(refusal == nil)) != nil else { return }
        state.compacts = refusal == nil
    }

    /// A failure of the disk is not the caller's: it is told to come back.
    private func refusal(_ failure: Status) -> Status {
        let end: String
        switch failure.fault {
        case .full?: return failure
        case .corruption?:
            end =
                "the store is damaged and takes no writes (\(failure.message)); reads go on; stop"
                + " the daemon, and posmirror repair \(database.path) says what can be kept"
        default:
            end =
                "the store takes no writes since one failed (\(failure.message)); reads go on, and"
                + " the store is opened anew when it can be"
        }
        return Status(.unavailable, context: "write", cause: end, reason: failure.reason)
    }
}
