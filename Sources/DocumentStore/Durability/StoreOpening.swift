import LinuxSystem
import RocksStore
import StatusCodes

/// A data directory that was checked and claimed, before RocksDB opens it.
struct StoreOpening: Sendable {
    let directory: String
    let kind: StoreCheck.Kind
    private let manifest: StoreManifest
    /// Nil for a store of a former version, whose directory is not changed yet.
    private let mark: AcknowledgedMark?
    /// The commit that RocksDB must open the store at.
    let commit: UInt64
    /// What is lost by that, a sentence for the log; nil if nothing is.
    let loss: String?
    /// What of each log belongs to the commits that are kept, where a loss of power left more; nil
    /// where all stays.
    private let kept: [String: UInt64]?

    /// The store's own number.
    var number: UInt64 { manifest.id }

    /// Whether the directory holds the store of this number now.
    var isInPlace: Bool {
        // One that cannot be read is not the store.
        (try? StoreManifest.read(directory))?.id == number
    }

    /// Whether RocksDB may create a database.
    var creates: Bool { kind == .absent || kind == .creating }

    /// Checks the store in `directory`, whose parent must exist, and prepares the creation of a
    /// missing one. Throws `locked` when it is open elsewhere; `corruption`, naming the file, when
    /// it is not whole: then nothing was changed.
    ///
    /// - Parameters:
    ///   - mayRead: whether a store that cannot be written is prepared nevertheless.
    ///   - number: the store that must be there; nil where any may be, or none.
    init(_ directory: String, mayRead: Bool, expecting number: UInt64? = nil) throws(Status) {
        self.directory = directory
        let found = try StoreCheck.kind(directory)
        if let number, found.manifest?.id != number {
            throw Status(
                .corruption, StoreFiles.manifest,
                "the store that was open in \(directory) is gone, and"
                    + " \(found.kind == .absent ? "none" : "another") is there now; bring it back,"
                    + " or start the daemon anew to take what is there")
        }
        switch found.kind {
        case .absent, .creating:
            try Self.makeDirectory(directory)
            manifest = found.manifest ?? StoreManifest(id: SystemRandom.uint64(), state: .creating)
            // Before anything of RocksDB: from here on a missing file is missed.
            if found.manifest == nil { try manifest.write(directory) }
            mark = try AcknowledgedMark.create(directory, store: manifest.id, at: 0)
            commit = 0
            (loss, kept) = (nil, nil)
        case .former:
            manifest = StoreManifest(id: SystemRandom.uint64(), state: .whole)
            mark = nil
            commit = try Self.check(directory, .former, nil, AcknowledgedMark.Content()).reachable
            (loss, kept) = (nil, nil)
        case .whole:
            guard let stored = found.manifest else { preconditionFailure("it was read") }
            manifest = stored
            let claimed = try AcknowledgedMark.claim(
                directory, store: stored.id, mayRead: mayRead)
            mark = claimed
            let check = try Self.check(directory, .whole, stored, claimed.content)
            commit = check.reachable
            loss = check.loss
            kept = check.hasRest && !claimed.content.isOfThisBoot ? check.kept : nil
        }
        kind = found.kind
    }

    private static func makeDirectory(_ directory: String) throws(Status) {
        try onDisk("create") { () throws(SystemError) in
            try DurableFiles.makeDirectory(directory, withParents: false)
            // It may have been made before, by whoever could not know what it is for.
            try DurableFiles.syncDirectory(FilePath.parent(directory))
        }
    }

    private static func check(
        _ directory: String, _ kind: StoreCheck.Kind, _ manifest: StoreManifest?,
        _ mark: AcknowledgedMark.Content
    ) throws(Status) -> StoreCheck {
        do throws(Status) {
            let check = try StoreCheck(directory, kind, manifest, mark)
            if let damage = check.damage { throw damage.status(directory) }
            return check
        } catch {
            // Files that another process writes look damaged.
            if try isHeld(directory) { throw Status(.locked, "open", "") }
            throw error
        }
    }

    private static func isHeld(_ directory: String) throws(Status) -> Bool {
        try onDisk("lock") { () throws(SystemError) in
            try FileLock.holder(of: "\(directory)/LOCK") != nil
        }
    }

    /// The database, opened for writing; where that cannot be and `options` allow it, for reading.
    func database(_ options: DocumentStoreOptions) throws(Status) -> RocksDatabase {
        let rocks = RocksOptions(
            memoryBytes: options.memoryBytes, createIfMissing: creates,
            createMissingFamilies: kind != .whole)
        let mayRead = options.opensForReading && kind == .whole
        do throws(Status) {
            if mayRead,
                let refusal = DiskSpace(directory).refusal(options.memoryBytes)
                    ?? DiskProbe.failure(directory)
            {
                return try RocksDatabase(reading: directory, options: rocks, refusal: refusal)
            }
            try dropRest()
            return try RocksDatabase(path: directory, options: rocks)
        } catch {
            guard mayRead, error.fault == .io || error.fault == .full else {
                throw TableSurvey.explained(error, directory)
            }
            return try RocksDatabase(reading: directory, options: rocks, refusal: error)
        }
    }

    /// Takes from the logs what a loss of power left of commits that are not kept: RocksDB would
    /// pass over a block of zeros and go on behind it.
    private func dropRest() throws(Status) {
        guard let kept else { return }
        let logs = StoreFiles.logs(try StoreFiles.names(in: directory) ?? [])
        try StoreRecovery.trim(directory, logs.map(\.name), kept)
    }

    /// Completes the opening once RocksDB has the store open at `opened`: from now on both of our
    /// files and the store's number in `meta` are there. Throws `corruption` if the commit is
    /// another than the logs had.
    func finish(
        _ database: RocksDatabase, at opened: UInt64
    ) throws(Status) -> AcknowledgedMark {
        guard opened == commit else {
            throw Status(
                .corruption, "open",
                "RocksDB opened \(directory) at commit \(opened), its logs reach \(commit)")
        }
        let made: AcknowledgedMark
        if let mark {
            made = mark
        } else {
            made = try AcknowledgedMark.create(directory, store: manifest.id, at: commit)
        }
        if kind != .whole {
            var whole = manifest
            whole.state = .whole
            try whole.write(directory)
        }
        if database.failure == nil {
            try StoreMeta.ensureStore(manifest.id, in: database)
            // Logs that RocksDB has removed must not come back, behind new commits.
            try onDisk("open") { () throws(SystemError) in
                try DurableFiles.syncDirectory(directory)
            }
        }
        made.noteLog(try StoreFiles.newestLog(in: directory))
        return made
    }

    /// Writes our own files of a backup, in the new directory `copy`, whose commits reach
    /// `commit` at least.
    func completeBackup(_ copy: String, commit: UInt64) throws(Status) {
        let mark = try AcknowledgedMark.create(copy, store: manifest.id, at: commit)
        try mark.close(isLogSynced: true)
        try StoreManifest(id: manifest.id, state: .whole).write(copy)
        try onDisk("backup") { () throws(SystemError) in
            try DurableFiles.syncDirectory(FilePath.parent(copy))
        }
    }
}
