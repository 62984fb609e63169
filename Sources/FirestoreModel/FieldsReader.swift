import ProtobufWire

/// Iterates the entries of MapValue bytes lazily; no value is decoded before it is asked for.
///
/// Valid only as long as the bytes under it (use ``withFields(_:_:)``). Later entries of a
/// repeated key count in protobuf; stored bytes have every key once, in order.
public struct FieldsReader {
    private let buffer: UnsafeRawBufferPointer
    private var reader: WireReader

    /// Reads MapValue content.
    public init(_ mapValue: UnsafeRawBufferPointer) {
        buffer = mapValue
        reader = WireReader(mapValue)
    }

    /// One entry as it lies in the bytes.
    public struct Entry {
        /// UTF-8 of the key; not validated.
        public let key: UnsafeRawBufferPointer
        /// The google.firestore.v1.Value message.
        public let valueBytes: UnsafeRawBufferPointer
        /// Where the entry lies in the map's bytes, its tag and length included.
        public let range: Range<Int>

        /// Whether the key is `text`.
        public func isKey(_ text: String) -> Bool {
            ByteOrder.withUTF8(text) { ByteOrder.compare($0, key) == 0 }
        }

        /// The value, looked at in place.
        public func view() throws(WireError) -> ValueView { try ValueView(valueBytes) }
    }

    /// The next entry; nil at the end.
    public mutating func next() throws(WireError) -> Entry? {
        while true {
            let start = reader.offset
            guard let field = try reader.nextField() else { return nil }
            guard field.number == 1 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var entry = WireReader(try reader.rawBytes())
            var key = UnsafeRawBufferPointer(start: nil, count: 0)
            var value = key
            while let part = try entry.nextField() {
                guard part.number == 1 || part.number == 2 else {
                    try entry.skip(part.type)
                    continue
                }
                try entry.expect(.lengthDelimited, of: part)
                let content = try entry.rawBytes()
                if part.number == 1 { key = content } else { value = content }
            }
            return Entry(key: key, valueBytes: value, range: start..<reader.offset)
        }
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
