import Ordering
import ProtobufWire

/// Iterates the entries of MapValue bytes lazily; values are decoded on demand.
///
/// Valid only as long as the underlying bytes (use ``withFields(_:_:)``). In protobuf the last
/// entry of a repeated key counts; stored bytes have every key once, in order.
public struct FieldsReader {
    private let buffer: UnsafeRawBufferPointer
    /// Position of the next entry.
    private var offset = 0

    /// Reads MapValue content.
    public init(_ mapValue: UnsafeRawBufferPointer) { buffer = mapValue }

    /// One entry, in place.
    public struct Entry {
        /// UTF-8 of the key; not validated.
        public let key: UnsafeRawBufferPointer
        /// The google.firestore.v1.Value message.
        public let valueBytes: UnsafeRawBufferPointer
        /// The entry's range in the map's bytes, with tag and length.
        public let range: Range<Int>

        /// Whether the key is `text`.
        public func isKey(_ text: String) -> Bool {
            ByteOrder.withUTF8(text) { ByteOrder.compare($0, key) == 0 }
        }

        /// A view of the value, in place.
        public func view() throws(WireError) -> ValueView { try ValueView(valueBytes) }
    }

    /// The next entry; nil at the end.
    public mutating func next() throws(WireError) -> Entry? {
        if let entry = nextAsWritten() { return entry }
        return try nextOfAnyShape()
    }

    /// Fast path: the next entry in the canonical form that the mirror writes, key before value.
    /// Nil for any other form, and then nothing is consumed.
    private mutating func nextAsWritten() -> Entry? {
        guard offset < buffer.count, buffer[offset] == 0x0A else { return nil }
        var position = offset + 1
        guard let count = length(&position, buffer.count) else { return nil }
        let end = position + count
        guard position < end, buffer[position] == 0x0A else { return nil }
        position += 1
        guard let keyCount = length(&position, end) else { return nil }
        let key = position..<position + keyCount
        position = key.upperBound
        guard position < end, buffer[position] == 0x12 else { return nil }
        position += 1
        guard let valueCount = length(&position, end), position + valueCount == end else {
            return nil
        }
        defer { offset = end }
        return Entry(
            key: UnsafeRawBufferPointer(rebasing: buffer[key]),
            valueBytes: UnsafeRawBufferPointer(rebasing: buffer[position..<end]),
            range: offset..<end)
    }

    /// A varint length of at most three bytes whose content ends by `end`.
    @inline(__always)
    private func length(_ position: inout Int, _ end: Int) -> Int? {
        var (value, shift) = (0, 0)
        while shift < 21, position < end {
            let byte = buffer[position]
            position += 1
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value <= end - position ? value : nil }
            shift += 7
        }
        return nil
    }

    private mutating func nextOfAnyShape() throws(WireError) -> Entry? {
        let unread = UnsafeRawBufferPointer(rebasing: buffer[offset...])
        var reader = WireReader(unread)
        while true {
            let start = offset + reader.offset
            guard let field = try reader.nextField() else {
                offset = buffer.count
                return nil
            }
            guard field.number == 1 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            let (key, value) = try Self.parts(of: try reader.rawBytes())
            let end = offset + reader.offset
            defer { offset = end }
            return Entry(key: key, valueBytes: value, range: start..<end)
        }
    }

    private static func parts(
        of entry: UnsafeRawBufferPointer
    ) throws(WireError) -> (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        var reader = WireReader(entry)
        var key = UnsafeRawBufferPointer(start: nil, count: 0)
        var value = key
        while let field = try reader.nextField() {
            guard field.number == 1 || field.number == 2 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            let content = try reader.rawBytes()
            if field.number == 1 { key = content } else { value = content }
        }
        return (key, value)
    }

    /// The value of `key`, searched from the start; nil if there is none.
    public func value(of key: String) throws(WireError) -> ValueView? {
        var scan = FieldsReader(buffer)
        while let entry = try scan.next() {
            if entry.isKey(key) { return try entry.view() }
        }
        return nil
    }
}

/// Iterates the elements of ArrayValue bytes lazily; see ``FieldsReader``.
public struct ValuesReader {
    private var reader: WireReader

    /// Reads ArrayValue content.
    public init(_ arrayValue: UnsafeRawBufferPointer) { reader = WireReader(arrayValue) }

    /// The next element; nil at the end.
    public mutating func next() throws(WireError) -> ValueView? {
        while let field = try reader.nextField() {
            guard field.number == 1 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            return try ValueView(try reader.rawBytes())
        }
        return nil
    }
}

/// Calls `body` with a reader over MapValue `bytes`; neither it nor its views may escape.
public func withFields<Result>(
    _ bytes: [UInt8], _ body: (inout FieldsReader) throws(WireError) -> Result
) throws(WireError) -> Result {
    try bytes.withUnsafeBufferPointer { buffer throws(WireError) in
        var reader = FieldsReader(UnsafeRawBufferPointer(buffer))
        return try body(&reader)
    }
}
