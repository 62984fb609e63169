import Ordering
import ProtobufWire

/// Builds MapValue bytes entry by entry, without ``Value`` and without a second pass.
///
/// Keys must come in the order of their UTF-8, each once: it traps on one that does not, since
/// a map stored in another order would be merged and compared wrongly ever after. One writer
/// belongs to one thread.
public struct FieldsWriter {
    private var writer: WireWriter
    /// Where the last key stands in what was written; empty before the first.
    private var lastKey = 0..<0
    /// The last key's ``KeyPrefix``: most keys differ there, and are compared without a look back.
    private var lastPrefix: UInt64 = 0

    /// An empty map with room for `capacity` bytes.
    public init(capacity: Int = 0) { writer = WireWriter(capacity: capacity) }

    /// The MapValue bytes written so far.
    public var bytes: [UInt8] { writer.bytes }

    /// How many bytes were written so far.
    public var count: Int { writer.bytes.count }

    /// Calls `body` with the bytes written so far, in place.
    public func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        writer.bytes.withUnsafeBytes(body)
    }

    /// Removes all entries and keeps the memory.
    public mutating func removeAll() {
        writer.bytes.removeAll(keepingCapacity: true)
        lastKey = 0..<0
        lastPrefix = 0
    }

    /// A string field.
    public mutating func string(_ key: String, _ value: String) {
        text(key, ValueField.stringValue, value)
    }

    /// A reference field: a full document name.
    public mutating func reference(_ key: String, _ value: String) {
        text(key, ValueField.referenceValue, value)
    }

    /// An integer field.
    public mutating func integer(_ key: String, _ value: Int64) {
        scalar(key, ValueField.integerValue, UInt64(bitPattern: value))
    }

    /// A boolean field.
    public mutating func boolean(_ key: String, _ value: Bool) {
        scalar(key, ValueField.booleanValue, value ? 1 : 0)
    }

    /// A null field.
    public mutating func null(_ key: String) { scalar(key, ValueField.nullValue, 0) }

    /// A double field.
    public mutating func double(_ key: String, _ value: Double) {
        begin(key, valueCount: 9)
        writer.double(ValueField.doubleValue, value)
    }

    /// A timestamp field, in microseconds since 1970.
    public mutating func timestamp(_ key: String, microseconds: Int64) {
        let instant = Timestamp(microseconds: microseconds)
        let count =
            (instant.seconds == 0 ? 0 : 1 + Self.size(UInt64(bitPattern: instant.seconds)))
            + (instant.nanos == 0 ? 0 : 1 + Self.size(UInt64(instant.nanos)))
        begin(key, valueCount: 2 + count)
        writer.tag(ValueField.timestampValue, .lengthDelimited)
        writer.varint(UInt64(count))
        instant.encode(into: &writer)
    }

    /// A bytes field.
    public mutating func bytes(_ key: String, _ value: [UInt8]) {
        begin(key, valueCount: Self.tagSize(ValueField.bytesValue) + Self.prefixed(value.count))
        writer.lengthDelimited(ValueField.bytesValue, value)
    }

    /// An array field whose elements `body` writes.
    public mutating func array(_ key: String, _ body: (inout ValuesWriter) -> Void) {
        nested(key, ValueField.arrayValue) { inner in
            var values = ValuesWriter(continuing: WireWriter(appendingTo: inner.bytes.taken()))
            body(&values)
            inner = values.finish()
        }
    }

    /// A map field whose entries `body` writes.
    public mutating func map(_ key: String, _ body: (inout FieldsWriter) -> Void) {
        nested(key, ValueField.mapValue) { inner in
            var fields = FieldsWriter(continuing: WireWriter(appendingTo: inner.bytes.taken()))
            body(&fields)
            inner = fields.writer
        }
    }

    /// A field of any kind; slower than the typed methods.
    public mutating func value(_ key: String, _ value: Value) {
        entry(key) { value.encode(into: &$0) }
    }

    /// A field from encoded google.firestore.v1.Value bytes.
    public mutating func encoded(_ key: String, valueBytes: UnsafeRawBufferPointer) {
        begin(key, valueCount: valueBytes.count)
        writer.bytes.append(contentsOf: valueBytes)
    }

    init(continuing writer: consuming WireWriter) { self.writer = writer }

    consuming func finish() -> WireWriter { writer }

    private mutating func text(_ key: String, _ number: UInt32, _ value: String) {
        begin(key, valueCount: Self.tagSize(number) + Self.prefixed(value.utf8.count))
        writer.string(number, value)
    }

    private mutating func scalar(_ key: String, _ number: UInt32, _ bits: UInt64) {
        begin(key, valueCount: 1 + Self.size(bits))
        writer.uint64(number, bits)
    }

    private mutating func nested(
        _ key: String, _ number: UInt32, _ body: (inout WireWriter) -> Void
    ) {
        entry(key) { $0.message(number, body) }
    }

    /// An entry whose value's length is known only when it is written.
    private mutating func entry(_ key: String, _ body: (inout WireWriter) -> Void) {
        ByteOrder.withUTF8(key) { requireOrder($0) }
        let start = writer.bytes.count
        writer.message(1) { entry in
            entry.string(1, key)
            entry.message(2, body)
        }
        // Behind the entry's tag and length, which may have moved it, and the key's own.
        var keyStart = start + 1
        while writer.bytes[keyStart] >= 0x80 { keyStart += 1 }
        keyStart += 2 + DocumentSplicer.varintSize(key.utf8.count)
        lastKey = keyStart..<keyStart + key.utf8.count
    }

    /// Appends the part of an entry before its value, whose encoding will have `valueCount` bytes.
    private mutating func begin(_ key: String, valueCount: Int) {
        ByteOrder.withUTF8(key) { begin($0, valueCount: valueCount) }
    }

    private mutating func begin(_ key: UnsafeRawBufferPointer, valueCount: Int) {
        requireOrder(key)
        let count = 1 + Self.prefixed(key.count) + 1 + Self.prefixed(valueCount)
        guard count >= 0x80 else { return beginShort(key, count, valueCount) }
        writer.tag(1, .lengthDelimited)
        writer.varint(UInt64(count))
        writer.tag(1, .lengthDelimited)
        writer.varint(UInt64(key.count))
        appendKey(key)
        writer.tag(2, .lengthDelimited)
        writer.varint(UInt64(valueCount))
    }

    /// Every length is one byte: one append of what is at most 130 bytes, instead of six.
    @inline(__always)
    private mutating func beginShort(
        _ key: UnsafeRawBufferPointer, _ count: Int, _ valueCount: Int
    ) {
        let start = writer.bytes.count + 4
        withUnsafeTemporaryAllocation(byteCount: 136, alignment: 8) { room in
            let head = 0x0A | UInt32(count) << 8 | 0x0A << 16 | UInt32(key.count) << 24
            room.storeBytes(of: head.littleEndian, as: UInt32.self)
            UnsafeMutableRawBufferPointer(rebasing: room[4...]).copyMemory(from: key)
            let tail = 0x12 | UInt16(valueCount) << 8
            room.storeBytes(
                of: tail.littleEndian, toByteOffset: 4 + key.count, as: UInt16.self)
            writer.bytes.append(
                contentsOf: UnsafeRawBufferPointer(rebasing: room[..<(6 + key.count)]))
        }
        lastKey = start..<start + key.count
    }

    @inline(__always)
    private mutating func appendKey(_ key: UnsafeRawBufferPointer) {
        let start = writer.bytes.count
        writer.bytes.append(contentsOf: key)
        lastKey = start..<writer.bytes.count
    }

    /// Traps unless the key follows the last one.
    @inline(__always)
    private mutating func requireOrder(_ key: UnsafeRawBufferPointer) {
        let prefix = KeyPrefix.of(key)
        if prefix <= lastPrefix { requireOrder(key, prefix) }
        lastPrefix = prefix
    }

    @inline(never)
    private func requireOrder(_ key: UnsafeRawBufferPointer, _ prefix: UInt64) {
        // Before the first key: an entry is never empty, so no written key begins at 0.
        guard lastKey.lowerBound > 0 else { return }
        writer.bytes.withUnsafeBytes {
            let last = UnsafeRawBufferPointer(rebasing: $0[lastKey])
            precondition(ByteOrder.compare(last, key) < 0, "keys must be written in order")
        }
    }

    private static func tagSize(_ number: UInt32) -> Int { number < 16 ? 1 : 2 }

    private static func prefixed(_ count: Int) -> Int {
        DocumentSplicer.varintSize(count) + count
    }

    private static func size(_ value: UInt64) -> Int {
        value < 0x80 ? 1 : (UInt64.bitWidth - value.leadingZeroBitCount + 6) / 7
    }
}

extension [UInt8] {
    /// Moves the array out, so that the new owner may change it in place.
    mutating func taken() -> [UInt8] {
        var bytes: [UInt8] = []
        swap(&bytes, &self)
        return bytes
    }
}
