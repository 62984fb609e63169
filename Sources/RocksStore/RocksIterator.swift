import CRocksDB
import StatusCodes

/// A cursor over one family, in either direction. One thread at a time.
///
/// `key` and `value` point into RocksDB's memory and are valid until the cursor moves.
public final class RocksIterator {
    private let database: RocksDatabase
    // Retained, because the iterator reads at its sequence number.
    private let snapshot: RocksSnapshot?
    private let raw: OpaquePointer
    private let options: OpaquePointer
    /// The bounds, to which RocksDB keeps pointers: allocated, so that their address is fixed.
    private let bounds: UnsafeMutableRawBufferPointer

    /// A cursor over `range`, not yet positioned. `fillCache` is false for single passes, which
    /// should not evict hot blocks. Throws `closed`.
    public init(
        _ database: RocksDatabase, _ family: ColumnFamily, _ range: KeyRange = KeyRange(),
        snapshot: RocksSnapshot? = nil, fillCache: Bool = true
    ) throws(Status) {
        try database.enterChild("iterator")
        self.database = database
        self.snapshot = snapshot
        let lowerCount = range.lower.count
        let upper = range.upper ?? []
        bounds = .allocate(byteCount: max(lowerCount + upper.count, 1), alignment: 1)
        bounds.copyBytes(from: range.lower)
        UnsafeMutableRawBufferPointer(rebasing: bounds[lowerCount...]).copyBytes(from: upper)
        options = rocksdb_readoptions_create()
        let chars = UnsafeRawBufferPointer(bounds).chars
        if lowerCount > 0 {
            rocksdb_readoptions_set_iterate_lower_bound(options, chars, lowerCount)
        }
        if range.upper != nil {
            rocksdb_readoptions_set_iterate_upper_bound(
                options, chars?.advanced(by: lowerCount), upper.count)
        }
        if let snapshot { rocksdb_readoptions_set_snapshot(options, snapshot.raw) }
        if !fillCache { rocksdb_readoptions_set_fill_cache(options, 0) }
        raw = rocksdb_create_iterator_cf(database.raw, options, database.handle(family))
    }

    deinit {
        rocksdb_iter_destroy(raw)
        rocksdb_readoptions_destroy(options)
        bounds.deallocate()
        database.leaveChild()
    }

    /// Whether the cursor is at a key. False also after an error: see ``checkStatus()``.
    @inline(__always)
    public var isValid: Bool { rocksdb_iter_valid(raw) != 0 }

    /// The current key. REQUIRES: ``isValid``.
    @inline(__always)
    public var key: UnsafeRawBufferPointer {
        assert(isValid, "a cursor behind its range has no key")
        var count = 0
        let address = rocksdb_iter_key(raw, &count)
        return UnsafeRawBufferPointer(start: address, count: count)
    }

    /// The current value. REQUIRES: ``isValid``.
    @inline(__always)
    public var value: UnsafeRawBufferPointer {
        assert(isValid, "a cursor behind its range has no value")
        var count = 0
        let address = rocksdb_iter_value(raw, &count)
        return UnsafeRawBufferPointer(start: address, count: count)
    }

    public func seekToFirst() { rocksdb_iter_seek_to_first(raw) }
    public func seekToLast() { rocksdb_iter_seek_to_last(raw) }

    /// Moves to the first key at or above `key`.
    public func seek(_ key: [UInt8]) {
        key.withUnsafeBytes { rocksdb_iter_seek(raw, $0.chars, $0.count) }
    }

    /// Moves to the last key at or below `key`.
    public func seekBackward(_ key: [UInt8]) {
        key.withUnsafeBytes { rocksdb_iter_seek_for_prev(raw, $0.chars, $0.count) }
    }

    /// Moves to the next key. REQUIRES: ``isValid``.
    @inline(__always)
    public func next() {
        assert(isValid, "a cursor behind its range does not move")
        rocksdb_iter_next(raw)
    }

    /// Moves to the key before. REQUIRES: ``isValid``.
    @inline(__always)
    public func previous() {
        assert(isValid, "a cursor behind its range does not move")
        rocksdb_iter_prev(raw)
    }

    /// Throws the error that made the cursor invalid, if it is not just the range's end.
    public func checkStatus() throws(Status) {
        try check("iterator") { slot in rocksdb_iter_get_error(raw, slot) }
    }
}

extension RocksDatabase {
    /// Calls `body` with each key and value of `range` until it returns false. The pointers are
    /// valid inside the call only. Allocates nothing per key.
    public func scan(
        _ family: ColumnFamily, _ range: KeyRange = KeyRange(), reverse: Bool = false,
        snapshot: RocksSnapshot? = nil, fillCache: Bool = true,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status) -> Bool
    ) throws(Status) {
        let cursor = try RocksIterator(
            self, family, range, snapshot: snapshot, fillCache: fillCache)
        if reverse { cursor.seekToLast() } else { cursor.seekToFirst() }
        while cursor.isValid {
            guard try body(cursor.key, cursor.value) else { return }
            if reverse { cursor.previous() } else { cursor.next() }
        }
        try cursor.checkStatus()
    }
}
