import DocumentStore
import LinuxSystem
import MirrorMessages
import StatusCodes
import StoreInspector
import Synchronization

/// Admin's Backup: as a data directory with links where they can be, or as a backup of copies.
final class BackupService: Sendable {
    private let store: DocumentStore
    private let dataDirectory: String
    /// One at a time: all of them read the store's tables at the disk's speed.
    private let isRunning = Mutex(false)

    /// Where the files of one state are held, by links, while they are copied.
    private var staging: String { "\(dataDirectory)/backing-up" }

    /// Removes what a backup that was broken off by the end of the process holds on to.
    init(store: DocumentStore, dataDirectory: String, log: ServiceLog) {
        self.store = store
        self.dataDirectory = dataDirectory
        do throws(SystemError) {
            try removeStaging()
        } catch {
            log.warning("what a backup left cannot be removed: \(error)")
        }
    }

    func backup(_ request: BackupRequest) throws(Status) -> BackupReply {
        let isFree = isRunning.withLock { running in
            defer { running = true }
            return !running
        }
        guard isFree else { throw Status(.unavailable, "another backup is being made") }
        defer { isRunning.withLock { $0 = false } }
        let target = try BackupTarget(
            request.directory, data: dataDirectory, mayBeBackup: request.copy)
        return request.copy ? try copy(to: target) : try link(to: target)
    }

    private func link(to target: BackupTarget) throws(Status) -> BackupReply {
        do throws(Status) {
            try store.backup(to: target.path)
        } catch {
            throw Self.refused(error, target)
        }
        let files = try target.finish()
        var reply = BackupReply()
        reply.directory = target.path
        reply.bytes = Int64(try store.metrics().tableBytes)
        reply.linkedFiles = Int64(files.linked)
        reply.copiedFiles = Int64(files.copied)
        return reply
    }

    private func copy(to target: BackupTarget) throws(Status) -> BackupReply {
        let report: StoreBackup.Report
        do throws(Status) {
            let commit = store.lastCommit.version
            if case .reading = store.condition() {
                // Nothing can be made in the store's directory, and nothing changes in it.
                report = try StoreBackup(target.path).write(from: dataDirectory, commit: commit)
            } else {
                try onStaging(removeStaging)
                try store.backup(to: staging)
                report = try StoreBackup(target.path).write(from: staging, commit: commit)
                try onStaging(removeStaging)
            }
        } catch {
            // The next backup removes it, or says why it cannot.
            try? removeStaging()
            throw Self.refused(error, target)
        }
        var reply = BackupReply()
        reply.directory = target.path
        reply.bytes = Int64(clamping: report.bytes)
        reply.copiedFiles = Int64(report.copiedFiles)
        reply.copiedBytes = Int64(clamping: report.copiedBytes)
        reply.keptFiles = Int64(report.files - report.copiedFiles)
        reply.commit = Int64(clamping: report.commit)
        return reply
    }

    private func removeStaging() throws(SystemError) {
        for path in [staging, "\(staging).tmp"] { try DirectoryExchange.remove(path) }
    }

    private func onStaging(_ body: () throws(SystemError) -> Void) throws(Status) {
        do throws(SystemError) {
            try body()
        } catch {
            throw Status(.failedPrecondition, "what a backup left cannot be removed: \(error)")
        }
    }

    /// An error of the target directory is the caller's, not the daemon's.
    private static func refused(_ error: Status, _ target: BackupTarget) -> Status {
        guard error.fault == .io || error.fault == .invalidArgument else { return error }
        return Status(.failedPrecondition, "no backup in \(target.path): \(error.cause)")
    }
}
