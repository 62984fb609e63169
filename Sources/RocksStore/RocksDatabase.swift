import CRocksDB
import Glibc
import StatusCodes

/// An open RocksDB directory with the families of ``ColumnFamily``.
///
/// Any thread may call any method. Snapshots, iterators and batches keep the database open; calls
/// after ``close()`` throw ``StoreFault/closed``.
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

    /// Opens the database at `path`, creating it and missing families as `options` say.
    ///
    /// Throws `locked` when it is open elsewhere, `corruption` when its files are damaged, `io`
    /// otherwise. The parent of `path` must exist.
    public init(path: String, options: RocksOptions = RocksOptions()) throws(Status) {
        self.path = path
        (raw, families) = try Self.open(path, options)
        readOptions = rocksdb_readoptions_create()
        writeOptions = WriteDurability.allCases.map(\.makeOptions)
        precondition(
            WriteDurability.allCases.map(\.rawValue) == Array(writeOptions.indices)
                && ColumnFamily.allCases.map(\.rawValue) == Array(families.indices.dropLast()),
            "raw values index the handles")
    }

    deinit {
        if gate.close(), gate.claimDestruction() { destroy() }
    }

    /// Flushes log and write buffers, and releases the directory.
    ///
    /// Waits for running calls. Throws the error of the flush, or `busy` while snapshots, iterators
    /// (also of scans) or batches exist: new calls are refused nevertheless, and the last of these
    /// releases the directory. A second call throws `closed`.
    public func close() throws(Status) {
        var failure: Status?
        do throws(Status) {
            try syncLog()
            try flush()
        } catch {
            failure = error
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
        for family in families { rocksdb_column_family_handle_destroy(family) }
        for options in writeOptions { rocksdb_writeoptions_destroy(options) }
        rocksdb_readoptions_destroy(readOptions)
        rocksdb_close(raw)
        gate.finish()
    }

    private static func open(
        _ path: String, _ options: RocksOptions
    ) throws(Status) -> (OpaquePointer, [OpaquePointer]) {
        do throws(Status) {
            return try open(
                path,
                RocksTuning(
                    options, compression: Int32(rocksdb_lz4_compression)))
        } catch {
            // A RocksDB built without LZ4 reports that before it changes the directory.
            guard error.code == .invalidArgument, error.cause.contains("not linked") else {
                throw error
            }
            return try open(
                path,
                RocksTuning(
                    options, compression: Int32(rocksdb_no_compression)))
        }
    }

    private static func open(
        _ path: String, _ tuning: RocksTuning
    ) throws(Status) -> (OpaquePointer, [OpaquePointer]) {
        // RocksDB requires the default family; it comes last, so that raw values are indices.
        let names = ColumnFamily.allCases.map(\.name) + ["default"]
        let options: [OpaquePointer?] = tuning.families + [tuning.database]
        var handles = [OpaquePointer?](repeating: nil, count: names.count)
        let copies = names.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var pointers = copies.map { UnsafePointer<CChar>($0) }
        let raw = try openCheck { slot in
            rocksdb_open_column_families(
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
