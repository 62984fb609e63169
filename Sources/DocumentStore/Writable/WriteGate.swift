import LinuxSystem
import RocksStore
import StatusCodes
import Synchronization

/// Refuses writes before the disk is full, and after one has failed. Any thread.
final class WriteGate: Sendable {
    private let database: RocksDatabase
    private let memoryBytes: Int
    /// Whether the database was opened for reading.
    private let isReading: Bool
    private let state = Mutex(State())

    private struct State {
        /// The refusal for want of space, as of the last look.
        var refusal: Status?
        /// Monotonic nanoseconds.
        var nextLook: UInt64 = 0
        /// Written since the last look.
        var bytes = 0
    }

    init(_ database: RocksDatabase, memoryBytes: Int) {
        self.database = database
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
        if let failure = database.failure { throw Self.refusal(failure) }
        if let refusal { throw refusal }
    }

    /// Notes in `mark` that `commit` is about to be acknowledged. Where the mark cannot be written
    /// nothing is acknowledged any more.
    func acknowledge(
        _ commit: UInt64, isLogSynced: Bool, _ mark: AcknowledgedMark
    ) throws(Status) {
        do throws(Status) {
            try mark.acknowledge(commit, isLogSynced: isLogSynced)
        } catch {
            database.fail(error)
            throw error
        }
    }

    /// Whether writes are taken, found out now.
    func look() -> StoreCondition {
        let now = SystemClock.monotonicNanoseconds()
        let space = state.withLock { state in
            look(&state, bytes: 0, now)
            return state.refusal
        }
        if isReading, let cause = database.failure {
            return .reading(cause, isCauseGone: space == nil)
        }
        // Closed meanwhile, where nothing is left to be noted.
        try? database.noteStoppedEngine()
        if let failure = database.failure { return .failed(Self.refusal(failure)) }
        return space.map { .full($0) } ?? .writable
    }

    private func look(_ state: inout State, bytes: Int, _ now: UInt64) {
        database.noteMovedDirectory()
        state.refusal = DiskSpace(database.path).refusal(
            memoryBytes, bytes: bytes, isRefusing: state.refusal != nil)
        state.nextLook = now &+ DocumentStoreLimits.spaceCheckNanoseconds
        state.bytes = 0
    }

    /// A failure of the disk is not the caller's: it is told to come back.
    private static func refusal(_ failure: Status) -> Status {
        switch failure.fault {
        case .full?: failure
        default:
            Status(
                .unavailable, context: "write",
                cause: "the store takes no writes since one failed (\(failure.message)); reads go"
                    + " on, and the store is opened anew when it can be",
                reason: failure.reason)
        }
    }
}
