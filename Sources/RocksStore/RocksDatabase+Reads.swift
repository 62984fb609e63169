import CRocksDB
import Glibc
import StatusCodes

extension RocksDatabase {
    /// Calls `body` with the value of `key` in RocksDB's own memory, valid inside the call only;
    /// nil if there is none.
    public func get<Result>(
        _ family: ColumnFamily, _ key: [UInt8], snapshot: RocksSnapshot? = nil,
        _ body: (UnsafeRawBufferPointer) throws(Status) -> Result
    ) throws(Status) -> Result? {
        try using("get") { () throws(Status) in
            let pinned = try key.withChars { pointer, count throws(Status) in
                try check("get") { slot in
                    rocksdb_get_pinned_cf(
                        raw, snapshot?.readOptions ?? readOptions, handle(family), pointer, count,
                        slot)
                }
            }
            guard let pinned else { return nil }
            defer { rocksdb_pinnableslice_destroy(pinned) }
            return try body(pinnedBytes(pinned))
        }
    }

    /// A copy of the value of `key`; nil if there is none.
    public func get(
        _ family: ColumnFamily, _ key: [UInt8], snapshot: RocksSnapshot? = nil
    ) throws(Status) -> [UInt8]? {
        try get(family, key, snapshot: snapshot) { [UInt8]($0) }
    }

    /// Calls `body` for each of `keys`, in order, with the key's index and its value, nil if there
    /// is none. The pointers are valid inside the call only.
    ///
    /// The reads are batched: filters and blocks are looked up together (wiki: MultiGet
    /// Performance). `sorted` states that keys ascend, which saves RocksDB a sort. More than
    /// ``RocksLimits/multiGetKeysMax`` keys are read in several rounds, which see different states
    /// unless `snapshot` is given.
    public func multiGet(
        _ family: ColumnFamily, _ keys: [[UInt8]], sorted: Bool = false,
        snapshot: RocksSnapshot? = nil,
        _ body: (Int, UnsafeRawBufferPointer?) throws(Status) -> Void
    ) throws(Status) {
        try using("multiGet") { () throws(Status) in
            var start = 0
            while start < keys.count {
                let end = min(start + RocksLimits.multiGetKeysMax, keys.count)
                let options = snapshot?.readOptions ?? readOptions
                try multiGetRound(family, keys, start..<end, sorted, options, body)
                start = end
            }
        }
    }

    private func multiGetRound(
        _ family: ColumnFamily, _ keys: [[UInt8]], _ range: Range<Int>, _ sorted: Bool,
        _ options: OpaquePointer, _ body: (Int, UnsafeRawBufferPointer?) throws(Status) -> Void
    ) throws(Status) {
        let count = range.count
        assert(!sorted || Self.isAscending(keys[range]), "keys that are called sorted are")
        // An array's storage has no fixed address, so a round's keys are copied to one block.
        var gathered: [CChar] = []
        var sizes: [Int] = []
        gathered.reserveCapacity(keys[range].reduce(0) { $0 + $1.count })
        sizes.reserveCapacity(count)
        for key in keys[range] {
            key.withUnsafeBytes { gathered.append(contentsOf: $0.bindMemory(to: CChar.self)) }
            sizes.append(key.count)
        }
        var values = [OpaquePointer?](repeating: nil, count: count)
        var errors = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        gathered.withUnsafeBufferPointer { block in
            var address = block.baseAddress
            var pointers: [UnsafePointer<CChar>?] = []
            pointers.reserveCapacity(count)
            for size in sizes {
                pointers.append(address)
                address = address?.advanced(by: size)
            }
            rocksdb_batched_multi_get_cf(
                raw, options, handle(family), count, pointers, sizes, &values, &errors, sorted)
        }
        defer { for value in values where value != nil { rocksdb_pinnableslice_destroy(value) } }
        if let failure = takeFirst(&errors) { throw failure }
        for (index, value) in values.enumerated() {
            try body(range.lowerBound + index, value.map(pinnedBytes))
        }
    }

    private static func isAscending(_ keys: ArraySlice<[UInt8]>) -> Bool {
        zip(keys, keys.dropFirst()).allSatisfy { left, right in
            let order = memcmp(left, right, min(left.count, right.count))
            return order < 0 || order == 0 && left.count <= right.count
        }
    }

    /// The first error of `errors`; frees all of them.
    private func takeFirst(_ errors: inout [UnsafeMutablePointer<CChar>?]) -> Status? {
        var first: Status?
        for message in errors {
            guard let message else { continue }
            let error = takeError(message, "multiGet")
            first = first ?? error
        }
        return first
    }
}

/// The bytes of a pinned value.
@inline(__always)
private func pinnedBytes(_ pinned: OpaquePointer) -> UnsafeRawBufferPointer {
    var count = 0
    let address = rocksdb_pinnableslice_value(pinned, &count)
    return UnsafeRawBufferPointer(start: address, count: count)
}
