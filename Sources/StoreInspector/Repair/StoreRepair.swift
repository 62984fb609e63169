import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorTree
import RocksStore
import StatusCodes

/// Repairs a closed data directory: makes a new store beside it of what can be read, with all that
/// follows from documents derived anew, verifies that, and puts it in the place of the damaged one,
/// which is kept; or into a directory of its own.
public struct StoreRepair {
    /// What a repair did, or would do.
    public struct Report: Equatable, Sendable {
        /// Documents that are kept.
        public var documents = 0
        /// Faults of the store before, as lines; the first ones.
        public var faults: [String] = []
        public var faultCount = 0
        /// What is lost, as lines: by path, as far as anything tells it.
        public var lost: [String] = []
        public var lostCount = 0
        /// The commit that the repaired store begins at; nil of a trial.
        public var commit: UInt64?
        /// Where the damaged store is kept; nil of a trial.
        public var kept: String?
        /// Where the repaired one is; nil of a trial.
        public var repaired: String?

        /// Whether there is anything to repair.
        public var isClean: Bool { faultCount == 0 && lostCount == 0 }
    }

    private let store: ClosedStore
    /// Where the repaired store goes; nil for the place of the damaged one.
    private let target: String?
    private let showsSecrets: Bool
    private let now: Int64
    private let log: (String) -> Void
    private var directory: String { store.directory }
    /// Where the new store is made.
    private var work: String { "\(target ?? directory).repairing" }

    /// - Parameters:
    ///   - target: where the repaired store goes, missing or empty; nil for the place of `store`.
    ///   - now: microseconds since 1970.
    ///   - log: is told of steps, a line at a time.
    public init(
        _ store: ClosedStore, into target: String? = nil, showsSecrets: Bool = false,
        now: Int64 = SystemClock.wallMicroseconds(), log: @escaping (String) -> Void
    ) {
        self.store = store
        self.target = target.map { (try? FilePath.resolved($0)) ?? FilePath.trimmed($0) }
        self.showsSecrets = showsSecrets
        self.now = now
        self.log = log
    }

    /// What ``apply()`` would do; writes nothing.
    public func plan() throws(Status) -> Report {
        var report = Report()
        let (database, doubt) = try look(&report)
        guard !report.isClean else { return report }
        _ = try salvage(database, doubt, &report) { _, _, _ in }
        return report
    }

    /// Why ``apply()`` cannot put a store where it should go; nil if it can.
    public func obstacle() throws(Status) -> Status? {
        let place = target ?? directory
        let isMountPoint = try onDisk("repair") { () throws(SystemError) in
            try DirectoryIdentity.isMountPoint(place)
        }
        if isMountPoint {
            return Status(
                .failedPrecondition, place,
                "it is a mount point, in whose place no other directory can be put; name a"
                    + " directory for the repaired store: posmirror repair \(directory) --to NEW")
        }
        if target != nil { try StoreBackup.requireFree(place) }
        return nil
    }

    /// Throws where the file system cannot put one directory in the place of another in one step.
    private func requireExchange() throws(Status) {
        guard target == nil else { return }
        let works = try onDisk("repair") { () throws(SystemError) in
            try DirectoryExchange.works(beside: directory)
        }
        guard !works else { return }
        throw Status(
            .failedPrecondition, directory,
            "its file system cannot exchange two directories; name one for the repaired store:"
                + " posmirror repair \(directory) --to NEW --apply")
    }

    /// Repairs the store, unless nothing is wrong with it. Needs room for a second store beside it,
    /// or where it goes.
    ///
    /// Throws ``obstacle()``, and `alreadyExists` where another repair was broken off; the damaged
    /// store is as it was after any throw.
    public func apply() throws(Status) -> Report {
        try store.requireOwn()
        if let obstacle = try obstacle() { throw obstacle }
        try requireExchange()
        let lock = try onDisk("lock") { () throws(SystemError) in
            try FileLock.take("\(directory)/LOCK")
        }
        guard let lock else { throw Status(.locked, directory, "a process has it open") }
        defer { _ = consume lock }
        var report = Report()
        let (database, doubt) = try look(&report)
        guard !report.isClean else { return report }
        try makeWork()
        do throws(Status) {
            report.commit = try fill(database, doubt, &report)
            log("verifying what was made")
            try check()
        } catch {
            // What was made is of no use; that it cannot be removed is not the reason.
            try? DirectoryExchange.remove(work)
            throw error
        }
        report.kept = try exchange(report)
        report.repaired = target ?? directory
        return report
    }

    // MARK: - Steps

    /// Opens the state that can be read and looks what is wrong with it; `doubt` says why there may
    /// have been more. Throws `corruption` for damaged logs: what they lose is an operator's
    /// choice, which `recover` takes.
    private func look(
        _ report: inout Report
    ) throws(Status) -> (database: ReadOnlyDatabase, doubt: String) {
        let (database, refusal) = try store.open()
        if let refusal, refusal.isOfLogs { throw refusal.status }
        log("verifying \(directory)")
        let found = try store.verification(of: database, refusal) { _ in }
        report.faultCount = found.findings.count
        report.faults = found.findings.list.map { $0.line(showsSecrets: showsSecrets) }
        let doubt = refusal.map {
            "what was acknowledged last is not known: \($0.status.message)"
        }
        return (database, doubt ?? "")
    }

    private func makeWork() throws(Status) {
        try keepFormer()
        let isNew = try onDisk("repair") { () throws(SystemError) in
            try DurableFiles.makeDirectory(work)
        }
        guard isNew else {
            throw Status(
                .alreadyExists, "repair",
                "\(work) exists, perhaps of a repair that was broken off; remove it")
        }
    }

    /// A repair that was broken off behind the exchange leaves the damaged store, with the report
    /// in it, where the new one was made.
    private func keepFormer() throws(Status) {
        try onDisk("repair") { () throws(SystemError) in
            guard try FileAttributes("\(work)/\(Self.report)") != nil, target == nil else { return }
            let kept = try freeName()
            try DurableFiles.move(work, to: kept)
            log("\(kept) is the damaged store of a repair that was broken off")
        }
    }

    /// The name that a damaged store is kept by.
    private func freeName() throws(SystemError) -> String {
        var number = 1
        while try FileAttributes("\(directory).damaged-\(number)") != nil { number += 1 }
        return "\(directory).damaged-\(number)"
    }

    private static let report = "REPAIR"

    private func fill(
        _ database: ReadOnlyDatabase, _ doubt: String, _ report: inout Report
    ) throws(Status) -> UInt64 {
        let target = try RocksDatabase(path: work)
        // Its batch is gone when the call returns, as the close requires.
        let commit = try write(database, doubt, to: target, &report)
        try target.close()
        try MirrorDerivation.derive(
            work, memoryBytes: RocksLimits.memoryBytesDefault, log: log)
        return commit
    }

    private func write(
        _ database: ReadOnlyDatabase, _ doubt: String, to target: RocksDatabase,
        _ report: inout Report
    ) throws(Status) -> UInt64 {
        let writer = try SalvageWriter(target)
        let commit = try salvage(database, doubt, &report) { family, key, value throws(Status) in
            try writer.put(family, key, value)
        }
        try writer.finish()
        return commit
    }

    private func salvage(
        _ database: ReadOnlyDatabase, _ doubt: String, _ report: inout Report,
        _ put:
            @escaping (ColumnFamily, UnsafeRawBufferPointer, UnsafeRawBufferPointer)
            throws(Status) -> Void
    ) throws(Status) -> UInt64 {
        log("reading documents")
        var salvage = try StoreSalvage(database, doubt: doubt, now: now, put: put)
        try salvage.takeDocuments()
        var columns = ColumnSalvage(time: now)
        var named = salvage
        try columns.take(
            database,
            name: { path throws(Status) in
                guard named.hasRanges else { return }
                try named.takeNamed(path, in: MirrorDatabase.id)
                if let (org, id) = ProductPath.publicItem(path) {
                    let canonical = ProductPath.canonical(org: org, id: id)
                    try named.takeNamed(canonical, in: MirrorDatabase.id)
                }
            },
            put: { key, value throws(Status) in
                try key.withUnsafeBufferPointer { key throws(Status) in
                    try value.withUnsafeBufferPointer { value throws(Status) in
                        try put(
                            .columns, UnsafeRawBufferPointer(key), UnsafeRawBufferPointer(value))
                    }
                }
            })
        for (document, words) in columns.lost { named.note(.history, document, words) }
        let commit = try named.finish()
        report.documents = named.documents
        report.lostCount = named.lostCount
        report.lost = named.lost.map(line)
        return commit
    }

    private func line(_ lost: LostEntry) -> String {
        let path = lost.document.map { showsSecrets ? "\($0)" : ShownDocument.name($0) }
        let place = path.map { "\($0): " } ?? ""
        return switch lost.kind {
        case .document: "\(place)lost: \(lost.words)"
        case .earlierState: "\(place)an earlier state: \(lost.words)"
        case .times: "\(place)kept, but \(lost.words)"
        case .unnamed: "\(place)\(lost.words)"
        case .history: "\(place)price history: \(lost.words)"
        }
    }

    private func check() throws(Status) {
        let found = try MirrorVerification.run(try ReadOnlyDatabase(path: work))
        guard let first = found.findings.list.first else { return }
        throw Status(
            .unexpected, "repair", "what was made has faults: \(first.line())")
    }

    /// Puts the new store where it goes. A damaged one whose place that is gets a name of its own
    /// and the report, else the new one gets that. Returns where the damaged one is.
    private func exchange(_ report: Report) throws(Status) -> String {
        try onDisk("repair") { () throws(SystemError) in
            let lines =
                ["faults: \(report.faultCount)"] + report.faults
                + ["lost: \(report.lostCount)"] + report.lost
            let text = lines.map { $0 + "\n" }.joined()
            let reported = target == nil ? directory : work
            try DurableFiles.replace(
                "\(reported)/\(Self.report)", with: [UInt8](text.utf8))
            if let target {
                // Takes the place of an empty directory, and of no other (rename(2)).
                try DurableFiles.move(work, to: target)
                return directory
            }
            let kept = try freeName()
            try DirectoryExchange.exchange(work, directory)
            try DurableFiles.move(work, to: kept)
            return kept
        }
    }
}

/// Writes salvaged entries in batches.
private final class SalvageWriter {
    private let database: RocksDatabase
    private let batch: RocksWriteBatch

    init(_ database: RocksDatabase) throws(Status) {
        self.database = database
        batch = try RocksWriteBatch(for: database)
    }

    func put(
        _ family: ColumnFamily, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) {
        batch.put(family, key: key, value: value)
        if batch.dataSize >= RocksLimits.batchBytesKeptMax { try flush() }
    }

    func finish() throws(Status) {
        try flush()
        try database.syncLog()
    }

    private func flush() throws(Status) {
        try database.write(batch, .logged)
        batch.clear()
    }
}
