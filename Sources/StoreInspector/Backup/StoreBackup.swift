import DocumentStore
import LinuxSystem
import RocksStore
import StatusCodes

/// A directory with copies of a store's files and a manifest of their sizes and checksums. It is no
/// data directory: only ``restore(to:progress:)`` makes one of it.
public struct StoreBackup {
    /// What was done.
    public struct Report: Equatable, Sendable {
        public var commit: UInt64 = 0
        public var files = 0
        public var bytes: UInt64 = 0
        /// Files that were copied; the others were in the backup already.
        public var copiedFiles = 0
        public var copiedBytes: UInt64 = 0
    }

    /// The backup's directory.
    public let directory: String

    /// Looks at nothing yet.
    public init(_ directory: String) { self.directory = FilePath.trimmed(directory) }

    /// Whether the directory has the manifest of a backup.
    public var exists: Bool {
        get throws(Status) {
            try onDisk("backup") { () throws(SystemError) in
                guard try FileAttributes(directory)?.kind == .directory else { return false }
                return try FileAttributes("\(directory)/\(BackupManifest.name)") != nil
            }
        }
    }

    // MARK: - Making

    /// Copies the closed store in `source`, which nobody changes meanwhile, into the backup; files
    /// that are there already are not copied again. Each copy is read again and compared. A backup
    /// that was there is whole until the new one is.
    ///
    /// - Parameters:
    ///   - commit: the last commit that the source is known to have.
    ///   - now: microseconds since 1970.
    ///
    /// Throws `alreadyExists` where the directory exists and is no backup, or one of another store
    /// or of a later commit; `corruption` where its manifest or a table is damaged, or a copy is
    /// not what was read.
    public func write(
        from source: String, commit: UInt64, now: Int64 = SystemClock.wallMicroseconds(),
        progress: (_ file: String) -> Void = { _ in }
    ) throws(Status) -> Report {
        guard try exists else { return try create(from: source, commit, now, progress) }
        let lock = try onDisk("backup") { () throws(SystemError) in
            try FileLock.take("\(directory)/LOCK")
        }
        guard let lock else {
            throw Status(.locked, "backup", "another backup writes \(directory)")
        }
        defer { _ = consume lock }
        // Damage is refused: an operator decides what becomes of such a backup.
        let former = try manifest()
        try requireSameStore(former, source, commit)
        let report = try fill(directory, from: source, commit, now, progress, after: former)
        try removeUnnamed()
        return report
    }

    /// What is in the backup may be all that is left of another store, or of later commits.
    private func requireSameStore(
        _ manifest: BackupManifest, _ source: String, _ commit: UInt64
    ) throws(Status) {
        let name = StoreFiles.manifest
        guard let file = manifest.files.first(where: { $0.name == name }) else {
            preconditionFailure("a manifest names it")
        }
        let held = try StoreFiles.number(inManifest: "\(directory)/\(file.stored)")
        let own = try StoreFiles.number(inManifest: "\(source)/\(name)")
        let cause: String? =
            if held != own {
                "\(directory) is a backup of another store, at commit \(manifest.commit); this one"
                    + " is at commit \(commit)"
            } else if manifest.commit > commit {
                "\(directory) is a backup at commit \(manifest.commit), this store is at commit"
                    + " \(commit)"
            } else {
                nil
            }
        guard let cause else { return }
        throw Status(
            .alreadyExists, "backup", "\(cause); nothing was changed, name another directory")
    }

    private func create(
        from source: String, _ commit: UInt64, _ now: Int64, _ progress: (String) -> Void
    ) throws(Status) -> Report {
        guard
            try onDisk("backup", { () throws(SystemError) in try FileAttributes(directory) })
                == nil
        else {
            throw Status(
                .alreadyExists, "backup",
                "\(directory) exists and is no backup; name a directory that does not exist")
        }
        let work = "\(directory).tmp"
        guard
            try onDisk(
                "backup",
                { () throws(SystemError) in
                    try PrivateFiles.makeDirectory(work, withParents: false)
                })
        else {
            throw Status(
                .alreadyExists, "backup",
                "\(work) exists, perhaps of a backup that was broken off; remove it")
        }
        do throws(Status) {
            let report = try fill(work, from: source, commit, now, progress)
            try onDisk("backup") { () throws(SystemError) in
                try DurableFiles.move(work, to: directory)
            }
            return report
        } catch {
            // Half a backup is none; that it cannot be removed is not the reason.
            try? DirectoryExchange.remove(work)
            throw error
        }
    }

    private func fill(
        _ target: String, from source: String, _ commit: UInt64, _ now: Int64,
        _ progress: (String) -> Void, after former: BackupManifest? = nil
    ) throws(Status) -> Report {
        let tables = Dictionary(
            (former?.files ?? []).filter(\.isTable).map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
        var (manifest, report) = (BackupManifest(commit: commit, time: now), Report())
        report.commit = commit
        for name in try Self.storeFiles(source) {
            progress(name)
            let sum = try onDisk("backup") { () throws(SystemError) in
                try FileSum.of("\(source)/\(name)")
            }
            let file = BackupManifest.File(name: name, sum: sum)
            if let held = tables[name], held.sum != sum { throw Self.changed(held, source, target) }
            if try !Self.isThere(file, in: target) {
                try copy(file, from: "\(source)/\(name)", to: "\(target)/\(file.stored)")
                report.copiedFiles += 1
                report.copiedBytes += sum.bytes
            }
            manifest.files.append(file)
            report.files += 1
            report.bytes += sum.bytes
        }
        try onDisk("backup") { () throws(SystemError) in
            try DurableFiles.syncDirectory(target)
            try DurableFiles.replace("\(target)/\(BackupManifest.name)", with: manifest.bytes)
        }
        return report
    }

    /// A table is written once: another content under its name is damage, and what the backup has
    /// may be the only copy of what was written.
    private static func changed(
        _ file: BackupManifest.File, _ source: String, _ target: String
    ) -> Status {
        Status(
            .corruption, "backup",
            "\(file.name) of the store is not what \(target) has of it, and a table never changes:"
                + " one of both is damaged. The backup stays as it was; posmirror restore"
                + " \(target) --check and posmirror verify tell which")
    }

    private func copy(
        _ file: BackupManifest.File, from path: String, to target: String
    ) throws(Status) {
        let sums = try onDisk("backup") { () throws(SystemError) in
            (
                read: try FileSum.copy(path, to: "\(target).tmp"),
                written: try FileSum.of("\(target).tmp")
            )
        }
        guard sums.read == file.sum, sums.written == file.sum else {
            throw Status(.corruption, "backup", "the copy of \(file.name) is not what was read")
        }
        try onDisk("backup") { () throws(SystemError) in
            try DurableFiles.move("\(target).tmp", to: target)
        }
    }

    /// Whether the backup has the file, and its bytes are still those that were written.
    private static func isThere(
        _ file: BackupManifest.File, in target: String
    ) throws(Status) -> Bool {
        try onDisk("backup") { () throws(SystemError) in
            let path = "\(target)/\(file.stored)"
            guard try FileAttributes(path)?.kind == .file else { return false }
            return try FileSum.of(path) == file.sum
        }
    }

    /// The files of a store that a copy needs, by name: tables, logs, marks; not locks and texts of
    /// the engine's log.
    private static func storeFiles(_ source: String) throws(Status) -> [String] {
        try onDisk("backup") { () throws(SystemError) in
            var files: [String] = []
            for name in try FilePath.names(in: source) {
                guard BackupManifest.isStoreName(name), name != "LOCK", name != "LOG",
                    !name.hasPrefix("LOG.old."), !name.hasSuffix(".tmp"),
                    try FileAttributes("\(source)/\(name)")?.kind == .file
                else { continue }
                files.append(name)
            }
            return files.sorted()
        }
    }

    /// Removes the files of earlier backups that the manifest does not name.
    private func removeUnnamed() throws(Status) {
        let named = Set(try manifest().files.map(\.stored))
        try onDisk("backup") { () throws(SystemError) in
            for name in try FilePath.names(in: directory) where !named.contains(name) {
                // What others put there stays.
                guard BackupManifest.isStoredName(name),
                    try FileAttributes("\(directory)/\(name)")?.kind == .file
                else { continue }
                try DurableFiles.remove("\(directory)/\(name)")
            }
            try DurableFiles.syncDirectory(directory)
        }
    }

    // MARK: - Reading

    /// Throws `notFound` where there is no manifest, `corruption` where it is damaged.
    func manifest() throws(Status) -> BackupManifest {
        guard try exists else {
            throw Status(
                .notFound, directory,
                "it has no file \(BackupManifest.name): it is no backup, or one made with --link,"
                    + " which is a data directory")
        }
        let bytes = try onDisk("backup") { () throws(SystemError) in
            try RegularFile("\(directory)/\(BackupManifest.name)").contents(
                bytesMax: StoreInspectorLimits.manifestBytesMax)
        }
        guard let bytes, let manifest = BackupManifest(bytes) else {
            throw Status(.corruption, "\(directory)/\(BackupManifest.name)", "it is damaged")
        }
        return manifest
    }

    /// Reads all of the backup. Throws `corruption` naming every file that is missing or not what
    /// was written.
    @discardableResult
    public func check(progress: (_ file: String) -> Void = { _ in }) throws(Status) -> Report {
        let lock: FileDescriptor? = try readLock()
        defer { _ = consume lock }
        return try checkFiles(progress)
    }

    private func checkFiles(_ progress: (_ file: String) -> Void) throws(Status) -> Report {
        let manifest = try manifest()
        var report = Report()
        report.commit = manifest.commit
        var faults: [String] = []
        for file in manifest.files {
            progress(file.name)
            if let words = try fault(of: file) { faults.append("\(file.stored): \(words)") }
            report.files += 1
            report.bytes += file.sum.bytes
        }
        guard faults.isEmpty else {
            throw Status(.corruption, directory, faults.joined(separator: "; "))
        }
        return report
    }

    private func fault(of file: BackupManifest.File) throws(Status) -> String? {
        try onDisk("backup") { () throws(SystemError) in
            let path = "\(directory)/\(file.stored)"
            guard try FileAttributes(path) != nil else { return "it is missing" }
            let sum = try FileSum.of(path)
            guard sum.bytes == file.sum.bytes else {
                return "it has \(sum.bytes) bytes in place of \(file.sum.bytes)"
            }
            return sum == file.sum ? nil : "its checksum is another"
        }
    }

    /// Makes `target` a data directory of what the backup holds. All is verified before anything is
    /// written, written beside `target`, compared, and renamed; where nothing can take the place of
    /// `target`, a mount point, within it, and moved up, the file last without which no daemon
    /// opens it.
    ///
    /// Throws `alreadyExists` unless `target` is missing or empty, and as ``check(progress:)``.
    public func restore(
        to target: String, progress: (_ file: String) -> Void = { _ in }
    ) throws(Status) -> Report {
        // What is missing has no other name.
        let target = (try? FilePath.resolved(target)) ?? FilePath.trimmed(target)
        let from = (try? FilePath.resolved(directory)) ?? directory
        guard target != from, !target.hasPrefix(from + "/") else {
            throw Status(
                .invalidArgument, "restore", "\(target) is within the backup; name another --data")
        }
        try Self.requireFree(target)
        let lock: FileDescriptor? = try readLock()
        defer { _ = consume lock }
        let isWithin = try onDisk("restore") { () throws(SystemError) in
            try DirectoryIdentity.isMountPoint(target)
        }
        var report = try checkFiles(progress)
        let work = isWithin ? "\(target)/\(Self.restoring)" : "\(target).\(Self.restoring)"
        let isNew = try onDisk("restore") { () throws(SystemError) in
            try PrivateFiles.makeDirectory(work, withParents: false)
        }
        guard isNew else {
            throw Status(
                .alreadyExists, "restore",
                "\(work) exists, perhaps of a restore that was broken off; remove it")
        }
        do throws(Status) {
            for file in try manifest().files {
                progress(file.name)
                try copy(
                    file, from: "\(directory)/\(file.stored)", to: "\(work)/\(file.name)")
                report.copiedFiles += 1
                report.copiedBytes += file.sum.bytes
            }
            try onDisk("restore") { () throws(SystemError) in
                try DurableFiles.syncDirectory(work)
            }
            if isWithin {
                try moveUp(work, to: target)
            } else {
                try Self.requireFree(target)
                try onDisk("restore") { () throws(SystemError) in
                    // Takes the place of an empty directory, and of no other (rename(2)).
                    try DurableFiles.move(work, to: target)
                }
            }
        } catch {
            // As in `create`.
            try? DirectoryExchange.remove(work)
            throw error
        }
        return report
    }

    private static let restoring = "restoring"

    /// Keeps a backup from being written while it is read; nil where its lock cannot be opened, as
    /// on a medium for reading alone. Throws `locked` while it is being written.
    private func readLock() throws(Status) -> FileDescriptor? {
        do throws(SystemError) {
            if let lock = try FileLock.take("\(directory)/LOCK") { return lock }
        } catch {
            return nil
        }
        throw Status(
            .locked, "restore", "another backup writes \(directory), or a restore reads it; wait")
    }

    /// Moves the files of `work` into `target` around it, and removes it. Until the last of them is
    /// there, CURRENT, a daemon refuses the directory.
    private func moveUp(_ work: String, to target: String) throws(Status) {
        let last = StoreFiles.current
        try onDisk("restore") { () throws(SystemError) in
            for name in try FilePath.names(in: work) where name != last {
                try DurableFiles.move("\(work)/\(name)", to: "\(target)/\(name)")
            }
            try DurableFiles.move("\(work)/\(last)", to: "\(target)/\(last)")
            try DirectoryExchange.remove(work)
        }
    }

    /// Throws `alreadyExists` unless `target` is missing or empty.
    static func requireFree(_ target: String) throws(Status) {
        let names = try onDisk("restore") { () throws(SystemError) in
            guard let found = try FileAttributes(target) else { return [String]() }
            guard found.kind == .directory else { throw SystemError.notADirectory(target) }
            // Every ext4 file system has it at its root.
            return try FilePath.names(in: target).filter { $0 != "lost+found" }
        }
        guard !names.isEmpty else { return }
        let cause =
            names == [restoring]
            ? "\(target)/\(restoring) exists, perhaps of a restore that was broken off; remove it"
            : "\(target) is not empty; name another directory"
        throw Status(.alreadyExists, "restore", cause)
    }
}
