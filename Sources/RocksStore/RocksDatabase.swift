import CRocksDB
import Glibc
import LinuxSystem
import StatusCodes
import Synchronization

/// An open RocksDB directory with the families of ``ColumnFamily``.
///
/// Any thread may call any method. Snapshots, iterators and batches keep the database open; calls
/// after ``close()`` throw ``StoreFault/closed``.
///
/// A write, sync or flush that fails is the last: what the files hold is unknown then, and RocksDB
/// built with assertions (Debian's is) ends the process when it touches a log whose append failed,
/// also while it closes. So the database is never asked to write again, nor closed in order, and
/// its memory stays until the process ends; reads go on.
// @unchecked: the pointers never change after init, RocksDB's DB and its option objects are safe
// to share between threads (rocksdb/db.h), and the gate orders their destruction behind all use.
public final class RocksDatabase: @unchecked Sendable {
    /// The directory, as given.
    public let path: String
    let raw: OpaquePointer
    let readOptions: OpaquePointer
    /// Handles by ``ColumnFamily``'s raw value, then the default family, which stays empty.
    private let families: [OpaquePointer]
    private let writeOptions: [OpaquePointer]
    private let gate = DatabaseGate()
    private let isReadOnly: Bool
    /// The directory that was opened, wherever `path` leads later; nil where it cannot be told.
    private let place: DirectoryIdentity?
    private let hasFailed = Atomic<Bool>(false)
    private let firstFailure = Mutex<Status?>(nil)

    /// Opens the database at `path`, creating it and missing families as `options` say.
    ///
    /// Throws `locked` when it is open elsewhere, `corruption` when its files are damaged, `io`
    /// otherwise. The parent of `path` must exist.
    public convenience init(
        path: String, options: RocksOptions = RocksOptions()
    ) throws(Status) {
        try self.init(path, options, refusing: nil)
    }

    /// Opens the existing database at `path` for reading: takes no lock and writes nothing. Every
    /// write throws `refusal`.
    public convenience init(
        reading path: String, options: RocksOptions, refusal: Status
    ) throws(Status) {
        try self.init(path, options, refusing: refusal)
    }

    private init(
        _ path: String, _ options: RocksOptions, refusing refusal: Status?
    ) throws(Status) {
        self.path = path
        isReadOnly = refusal != nil
        (raw, families) = try Self.open(path, options, isReadOnly: refusal != nil)
        // Where it cannot be told nothing is compared.
        place = try? DirectoryIdentity(path)
        readOptions = rocksdb_readoptions_create()
        writeOptions = WriteDurability.allCases.map(\.makeOptions)
        precondition(
            WriteDurability.allCases.map(\.rawValue) == Array(writeOptions.indices)
                && ColumnFamily.allCases.map(\.rawValue) == Array(families.indices.dropLast()),
            "raw values index the handles")
        if let refusal {
            firstFailure.withLock { $0 = refusal }
            hasFailed.store(true, ordering: .releasing)
        }
    }

    /// Why every write is refused: the first that failed, or what the database was opened with for
    /// reading; nil while writes are taken.
    public var failure: Status? {
        hasFailed.load(ordering: .acquiring) ? firstFailure.withLock { $0 } : nil
    }

    /// Runs `body`, which changes files, unless an earlier change failed; its error is the last.
    func changing(
        _ context: StaticString, _ body: () throws(Status) -> Void
    ) throws(Status) {
        try using(context) { () throws(Status) in
            if let failure { throw failure }
            do throws(Status) {
                try body()
            } catch {
                fail(error)
                throw error
            }
        }
    }

    /// Refuses all writes from now on; the first error counts.
    public func fail(_ error: Status) {
        firstFailure.withLock { $0 = $0 ?? error }
        hasFailed.store(true, ordering: .releasing)
    }

    /// Refuses all writes from now on unless `path` leads to the directory that was opened. RocksDB
    /// makes files by their path: in the place of a directory that was moved, deleted or unmounted
    /// it would write into another.
    public func noteMovedDirectory() {
        guard failure == nil, let place else { return }
        do throws(SystemError) {
            if try DirectoryIdentity(path) == place { return }
        } catch {
            // What cannot be looked at can still be the one that was opened.
            return
        }
        fail(
            Status(
                .io, "directory",
                "\(path) is not the directory that was opened: it was moved, deleted or unmounted"))
    }

    /// Refuses all writes from now on if RocksDB would: when a flush in the background failed, for
    /// example. Asks with a write of nothing that no log sees.
    public func noteStoppedEngine() throws(Status) {
        guard failure == nil else { return }
        try changing("flush") { () throws(Status) in
            let nothing: OpaquePointer = rocksdb_writebatch_create()
            defer { rocksdb_writebatch_destroy(nothing) }
            try check("flush") { slot in rocksdb_write(raw, options(.memory), nothing, slot) }
        }
    }

    deinit {
        if gate.close(), gate.claimDestruction() { destroy() }
    }

    /// Flushes log and write buffers, and releases the directory.
    ///
    /// Waits for running calls. Throws the error of the flush, or `busy` while snapshots, iterators
    /// (also of scans) or batches exist: new calls are refused nevertheless, and the last of these
    /// releases the directory. A second call throws `closed`. After a failed write it throws that
    /// failure, and the directory stays in use until the process ends.
    public func close() throws(Status) {
        var failure: Status?
        if !isReadOnly {
            do throws(Status) {
                try syncLog()
                try flush()
            } catch {
                failure = error
            }
        }
        guard gate.close() else { throw Status(.closed, "close", "") }
        do throws(Status) {
            try finishClosing()
        } catch {
            // The flush failed first, so its error is thrown.
            throw failure ?? error
        }
        if let failure { throw failure }
    }

    private func finishClosing() throws(Status) {
        while true {
            switch gate.obstacle() {
            case .none: return destroy()
            case .gone: return
            case .child:
                throw Status(.busy, "close", "snapshots, iterators or batches are alive")
            case .call: sched_yield()
            }
        }
    }

    /// The handle of `family`.
    @inline(__always)
    func handle(_ family: ColumnFamily) -> OpaquePointer { families[family.rawValue] }

    func options(_ durability: WriteDurability) -> OpaquePointer {
        writeOptions[durability.rawValue]
    }

    /// Runs `body` while the database cannot be destroyed.
    @inline(__always)
    func using<Result>(
        _ context: StaticString, _ body: () throws(Status) -> Result
    ) throws(Status) -> Result {
        try enter(context)
        defer { leave() }
        return try body()
    }

    /// Prevents the database's destruction until the matching ``leave()``; throws `closed`.
    @inline(__always)
    func enter(_ context: StaticString) throws(Status) {
        guard gate.enter() else {
            leave()
            throw Status(.closed, "\(context)", "")
        }
    }

    @inline(__always)
    func leave() {
        if gate.leave() { destroy() }
    }

    /// As ``enter(_:)``, for a child that outlives the call: until ``leaveChild()``.
    func enterChild(_ context: StaticString) throws(Status) {
        try enter(context)
        gate.childBorn()
    }

    func leaveChild() {
        gate.childGone()
        leave()
    }

    private func destroy() {
        // Closing would touch the log; see above.
        if !isReadOnly, failure != nil { return gate.finish() }
        for family in families { rocksdb_column_family_handle_destroy(family) }
        for options in writeOptions { rocksdb_writeoptions_destroy(options) }
        rocksdb_readoptions_destroy(readOptions)
        rocksdb_close(raw)
        gate.finish()
    }

    private static func open(
        _ path: String, _ options: RocksOptions, isReadOnly: Bool
    ) throws(Status) -> (OpaquePointer, [OpaquePointer]) {
        do throws(Status) {
            return try open(
                path,
                RocksTuning(
                    options, compression: Int32(rocksdb_lz4_compression)),
                isReadOnly)
        } catch {
            // A RocksDB built without LZ4 reports that before it changes the directory.
            guard error.code == .invalidArgument, error.cause.contains("not linked") else {
                throw error
            }
            return try open(
                path,
                RocksTuning(
                    options, compression: Int32(rocksdb_no_compression)),
                isReadOnly)
        }
    }

    private static func open(
        _ path: String, _ tuning: RocksTuning, _ isReadOnly: Bool
    ) throws(Status) -> (OpaquePointer, [OpaquePointer]) {
        // RocksDB requires the default family; it comes last, so that raw values are indices.
        let names = ColumnFamily.allCases.map(\.name) + ["default"]
        let options: [OpaquePointer?] = tuning.families + [tuning.database]
        var handles = [OpaquePointer?](repeating: nil, count: names.count)
        let copies = names.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var pointers = copies.map { UnsafePointer<CChar>($0) }
        let raw = try openCheck { slot in
            isReadOnly
                ? rocksdb_open_for_read_only_column_families(
                    tuning.database, path, Int32(names.count), &pointers, options, &handles, 0,
                    slot)
                : rocksdb_open_column_families(
                    tuning.database, path, Int32(names.count), &pointers, options, &handles, slot)
        }
        guard let raw else { throw Status(.unexpected, "open", "no handle") }
        let opened = handles.compactMap { $0 }
        precondition(opened.count == names.count, "a handle for every family, in their order")
        return (raw, opened)
    }

    private static func openCheck(
        _ body: (ErrorSlot) -> OpaquePointer?
    ) throws(Status) -> OpaquePointer? {
        do throws(Status) {
            return try check("open", body)
        } catch {
            // A family unknown to this program: db/db_impl/db_impl_open.cc.
            guard error.cause.contains("Column families not opened") else { throw error }
            throw Status(.newerFormat, error.context, error.cause)
        }
    }
}
