import RocksStore
import StatusCodes

extension DocumentReading {
    /// The value of `key` in an auxiliary family, copied once; nil when missing.
    public func auxiliary(
        _ family: AuxiliaryFamily, _ key: [UInt8]
    ) throws(Status) -> [UInt8]? {
        try source.database.get(family.columnFamily, key, snapshot: source.snapshot)
    }

    /// Calls `body` with the value of `key` in place; nil when missing.
    public func withAuxiliary<Result>(
        _ family: AuxiliaryFamily, _ key: [UInt8],
        _ body: (UnsafeRawBufferPointer) throws(Status) -> Result
    ) throws(Status) -> Result? {
        try source.database.get(family.columnFamily, key, snapshot: source.snapshot, body)
    }

    /// Calls `body` with each key and value that starts with `prefix`, both in place, until it
    /// returns false. Pass false for `fillCache` in one-time scans.
    public func scanAuxiliary(
        _ family: AuxiliaryFamily, prefix: [UInt8], reverse: Bool = false, fillCache: Bool = true,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status) -> Bool
    ) throws(Status) {
        try source.database.scan(
            family.columnFamily, KeyRange(prefix: prefix), reverse: reverse,
            snapshot: source.snapshot, fillCache: fillCache, body)
    }

    /// As above for the keys from `lower`, inclusive, to `upper`, exclusive and nil for the end.
    public func scanAuxiliary(
        _ family: AuxiliaryFamily, from lower: [UInt8], to upper: [UInt8]?, reverse: Bool = false,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status) -> Bool
    ) throws(Status) {
        try source.database.scan(
            family.columnFamily, KeyRange(lower: lower, upper: upper), reverse: reverse,
            snapshot: source.snapshot, body)
    }
}
