/// A write batch as a log record holds it (rocksdb db/write_batch.cc): a sequence number for each
/// of its changes, and the changes.
public struct LoggedBatch: Equatable, Sendable {
    /// The number of the first change.
    public let sequence: UInt64
    /// The changes, one sequence number each; 0 for a mark that RocksDB writes itself.
    public let count: UInt32

    /// The sequence number of what is written next.
    public var next: UInt64 { sequence &+ UInt64(count) }

    /// Takes `bytes` apart and calls `put` with each key and value that is put in any family, and
    /// `note` with what ``RocksWriteBatch/note(_:)`` added. Nil unless the bytes are a whole batch
    /// with as many changes as it says.
    public init?(
        _ bytes: UnsafeRawBufferPointer, note: (UnsafeRawBufferPointer) -> Void = { _ in },
        put: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) {
        guard bytes.count >= 12 else { return nil }
        sequence = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        count = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        var reader = BatchReader(bytes: bytes, cursor: 12)
        var changes = 0
        while reader.cursor < bytes.count {
            guard let isChange = reader.entry(put, note) else { return nil }
            if isChange { changes += 1 }
        }
        guard changes == Int(count) else { return nil }
    }
}

/// Walks over the entries of a batch; nil from any method is a damaged batch.
private struct BatchReader {
    let bytes: UnsafeRawBufferPointer
    var cursor: Int

    /// Passes one entry; whether it is a change, which has a sequence number. The kinds are those
    /// of db/dbformat.h, ValueType.
    mutating func entry(
        _ put: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void,
        _ note: (UnsafeRawBufferPointer) -> Void
    ) -> Bool? {
        let kind = bytes[cursor]
        cursor += 1
        switch kind {
        // These name a family.
        case 4, 5, 6, 8, 14: if number() == nil { return nil }
        default: break
        }
        switch kind {
        case 0, 4, 7, 8: return text() == nil ? nil : true
        case 1, 2, 5, 6, 14, 15:
            guard let key = text(), let value = text() else { return nil }
            if kind == 1 || kind == 5 { put(key, value) }
            return true
        case 3:
            guard let bytes = text() else { return nil }
            note(bytes)
            return false
        case 13: return false
        default: return nil
        }
    }

    private mutating func text() -> UnsafeRawBufferPointer? {
        guard let count = number(), count <= bytes.count - cursor else { return nil }
        defer { cursor += count }
        return UnsafeRawBufferPointer(rebasing: bytes[cursor..<cursor + count])
    }

    /// A varint of 32 bits.
    private mutating func number() -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard cursor < bytes.count else { return nil }
            let byte = bytes[cursor]
            cursor += 1
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
