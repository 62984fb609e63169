import CRocksDB
import Glibc
import StatusCodes

/// A RocksDB directory opened read-only: writes nothing, takes no lock, and may be open for writing
/// in another process.
///
/// Shows the state at open, every acknowledged write included; later writes are not seen. Opens all
/// families that the directory lists, including those unknown to this program.
///
/// One thread at a time.
public final class ReadOnlyDatabase {
    /// The directory, as given.
    public let path: String
    /// The names of the families, in order of creation.
    public let families: [String]
    private let raw: OpaquePointer
    private let handles: [OpaquePointer]

    /// Opens `path`. Throws `notFound` if it is no database; `corruption` or `io` if its files
    /// cannot be read, also because the process that writes it has just deleted them.
    public init(path: String) throws(Status) {
        self.path = path
        let options = Self.makeOptions()
        defer { rocksdb_options_destroy(options) }
        families = try Self.list(path, options)
        (raw, handles) = try Self.open(path, families, options)
        precondition(handles.count == families.count, "a handle for every family")
    }

    /// As ``init(path:)``, also where tables are missing or are no tables: what reads them throws.
    public init(around path: String) throws(Status) {
        self.path = path
        let options = Self.makeOptions()
        defer { rocksdb_options_destroy(options) }
        // Without, RocksDB opens tables when they are read, and does not look for them before.
        rocksdb_options_set_paranoid_checks(options, 0)
        families = try Self.list(path, options)
        (raw, handles) = try Self.open(path, families, options)
        precondition(handles.count == families.count, "a handle for every family")
    }

    /// Opens `path` as its tables alone have it, without what only the logs hold, and of its
    /// families only those of `names` that it has. Cheap: opens a few tables at most.
    ///
    /// Throws as ``init(path:)`` does.
    public init(tablesOf path: String, families names: [String]) throws(Status) {
        self.path = path
        let options = Self.makeOptions()
        defer { rocksdb_options_destroy(options) }
        // A directory that is always there and has no logs.
        rocksdb_options_set_wal_dir(options, "/.")
        rocksdb_options_set_max_open_files(options, RocksLimits.tablesProbed)
        rocksdb_options_set_skip_stats_update_on_db_open(options, 1)
        let listed = try Self.list(path, options)
        // RocksDB opens nothing without the default family.
        families = listed.filter { $0 == "default" || names.contains($0) }
        (raw, handles) = try Self.open(path, families, options)
        precondition(handles.count == families.count, "a handle for every family")
    }

    deinit {
        for handle in handles { rocksdb_column_family_handle_destroy(handle) }
        rocksdb_close(raw)
    }

    /// The value of `key`; nil if there is none.
    public func get(_ family: String, _ key: [UInt8]) throws(Status) -> [UInt8]? {
        guard let handle = handle(family) else { return nil }
        let options: OpaquePointer = rocksdb_readoptions_create()
        defer { rocksdb_readoptions_destroy(options) }
        let pinned = try key.withChars { pointer, count throws(Status) in
            try check("get") { slot in
                rocksdb_get_pinned_cf(raw, options, handle, pointer, count, slot)
            }
        }
        guard let pinned else { return nil }
        defer { rocksdb_pinnableslice_destroy(pinned) }
        var count = 0
        let address = rocksdb_pinnableslice_value(pinned, &count)
        return [UInt8](UnsafeRawBufferPointer(start: address, count: count))
    }

    /// Calls `body` with each key and value of `range`, in order, until it returns false. An
    /// unknown family is empty. The pointers are valid inside the call.
    public func scan(
        _ family: String, _ range: KeyRange = KeyRange(),
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status) -> Bool
    ) throws(Status) {
        guard let handle = handle(family) else { return }
        let options: OpaquePointer = rocksdb_readoptions_create()
        defer { rocksdb_readoptions_destroy(options) }
        rocksdb_readoptions_set_fill_cache(options, 0)
        let cursor: OpaquePointer = rocksdb_create_iterator_cf(raw, options, handle)
        defer { rocksdb_iter_destroy(cursor) }
        range.lower.withUnsafeBytes { rocksdb_iter_seek(cursor, $0.chars, $0.count) }
        while rocksdb_iter_valid(cursor) != 0 {
            let key = bytes { rocksdb_iter_key(cursor, $0) }
            if let upper = range.upper, !key.lexicographicallyPrecedes(upper) { return }
            guard try body(key, bytes { rocksdb_iter_value(cursor, $0) }) else { return }
            rocksdb_iter_next(cursor)
        }
        try check("scan") { slot in rocksdb_iter_get_error(cursor, slot) }
    }

    /// Bytes of the family's tables on disk, without what only the log has.
    public func tableBytes(_ family: String) -> UInt64 { integer(.tableBytes, of: family) }

    /// One of RocksDB's integer properties for `family`; 0 when RocksDB does not know it.
    public func integer(_ property: RocksProperty, of family: String) -> UInt64 {
        guard let handle = handle(family) else { return 0 }
        var value: UInt64 = 0
        return rocksdb_property_int_cf(raw, handle, property.rawValue, &value) == 0 ? value : 0
    }

    private func handle(_ family: String) -> OpaquePointer? {
        families.firstIndex(of: family).map { handles[$0] }
    }

    private func bytes(
        _ read: (UnsafeMutablePointer<Int>) -> UnsafePointer<CChar>?
    ) -> UnsafeRawBufferPointer {
        var count = 0
        let address = read(&count)
        return UnsafeRawBufferPointer(start: address, count: count)
    }

    private static func makeOptions() -> OpaquePointer {
        let options: OpaquePointer = rocksdb_options_create()
        rocksdb_options_set_create_if_missing(options, 0)
        rocksdb_options_set_create_missing_column_families(options, 0)
        // As the daemon recovers: the commits before the first damaged record.
        rocksdb_options_set_wal_recovery_mode(options, Int32(rocksdb_point_in_time_recovery))
        return options
    }

    private static func list(
        _ path: String, _ options: OpaquePointer
    ) throws(Status) -> [String] {
        // Without a CURRENT file, RocksDB reports just an IO error.
        guard access("\(path)/CURRENT", F_OK) == 0 else {
            throw Status(.notFound, "open", "\(path) is no data directory")
        }
        var count = 0
        let list = try check("list families") { slot in
            rocksdb_list_column_families(options, path, &count, slot)
        }
        guard let list else { throw Status(.unexpected, "list families", "no answer") }
        defer { rocksdb_list_column_families_destroy(list, count) }
        return (0..<count).compactMap { index in list[index].map { String(cString: $0) } }
    }

    private static func open(
        _ path: String, _ families: [String], _ options: OpaquePointer
    ) throws(Status) -> (OpaquePointer, [OpaquePointer]) {
        let copies = families.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var names = copies.map { UnsafePointer<CChar>($0) }
        let each = [OpaquePointer?](repeating: options, count: families.count)
        var handles = [OpaquePointer?](repeating: nil, count: families.count)
        let raw = try check("open") { slot in
            rocksdb_open_for_read_only_column_families(
                options, path, Int32(families.count), &names, each, &handles, 0, slot)
        }
        guard let raw else { throw Status(.unexpected, "open", "no handle") }
        return (raw, handles.compactMap { $0 })
    }
}
