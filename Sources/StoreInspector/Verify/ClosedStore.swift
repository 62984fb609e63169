import Catalog
import DocumentStore
import LinuxSystem
import MirrorMessages
import RocksStore
import StatusCodes

/// A data directory that no process has open.
public struct ClosedStore {
    /// The data directory, without symbolic links.
    public let directory: String

    /// Throws `notFound` where `directory` is no data directory, `locked` while a process has it
    /// open.
    public init(_ directory: String) throws(Status) {
        // What is missing has no other name.
        self.directory = (try? FilePath.resolved(directory)) ?? FilePath.trimmed(directory)
        try requireClosed()
    }

    /// Throws `locked` while a process has the directory open.
    func requireClosed() throws(Status) {
        let holder = try onDisk("lock") { () throws(SystemError) in
            try FileLock.holder(of: "\(directory)/LOCK")
        }
        guard let holder else { return }
        throw Status(
            .locked, directory,
            "process \(holder) has it open; ask the daemon without --data, or stop it first")
    }

    /// Throws `failedPrecondition` unless the directory is this user's: what another user writes
    /// the daemon could not open.
    func requireOwn() throws(Status) {
        let owner = try onDisk("owner") { () throws(SystemError) in
            try FileAttributes(directory)?.uid
        }
        guard let owner, owner != SystemProcess.uid else { return }
        throw Status(
            .failedPrecondition, directory,
            "it belongs to the user \(owner), not to \(SystemProcess.uid); run this as that user")
    }

    /// Why a daemon would not open the store.
    struct Refusal {
        let status: Status
        /// Whether it is by the logs, so that the engine shows an earlier state without a word.
        let isOfLogs: Bool
    }

    /// Nil where a daemon would open it. Throws `notFound` where there is no store, and other
    /// errors than damage.
    func refusal() throws(Status) -> Refusal? {
        do throws(Status) {
            let check = try StoreCheck(directory)
            guard check.hasStore else {
                throw Status(.notFound, directory, "it is no data directory")
            }
            return check.damage.map { Refusal(status: $0.status(directory), isOfLogs: true) }
        } catch {
            guard error.fault == .corruption else { throw error }
            return Refusal(status: error, isOfLogs: false)
        }
    }

    /// The state that the files show, and why a daemon would not open it. Around tables that are
    /// missing or cut, which throw where they are read; where even that cannot be opened, throws
    /// the refusal.
    func open() throws(Status) -> (database: ReadOnlyDatabase, refusal: Refusal?) {
        let refusal = try refusal()
        do throws(Status) {
            return (try ReadOnlyDatabase(path: directory), refusal)
        } catch {
            guard error.fault == .corruption || error.fault == .io else { throw error }
            let cause =
                refusal
                ?? Refusal(status: TableSurvey.explained(error, directory), isOfLogs: false)
            guard let database = try? ReadOnlyDatabase(around: directory) else {
                throw cause.status
            }
            return (database, cause)
        }
    }

    /// Everything that is wrong with the store; writes nothing. Throws `corruption` or `io` where
    /// it cannot be opened, and what `progress` throws.
    public func verify(
        showsSecrets: Bool = false,
        progress: @escaping (VerifyProgress) throws(Status) -> Void = { _ in }
    ) throws(Status) -> VerifyReply {
        let (database, refusal) = try open()
        let found = try verification(of: database, refusal) { step throws(Status) in
            try progress(VerifyProgress(step))
        }
        // A process that opened it meanwhile may have moved files away.
        try requireClosed()
        return VerifyReply(found, showsSecrets: showsSecrets)
    }

    /// What is wrong with the state that `database` shows, and with the files.
    func verification(
        of database: ReadOnlyDatabase, _ refusal: Refusal?,
        progress: @escaping (VerifyStep) throws(Status) -> Void
    ) throws(Status) -> StoreVerification {
        var found = try MirrorVerification.run(database, progress: progress)
        if let refusal {
            found.findings.add(
                StoreFinding(.damaged, .meta, "files of the store", refusal.status.message))
        }
        return found
    }
}
