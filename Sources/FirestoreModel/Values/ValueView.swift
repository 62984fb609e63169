import ProtobufWire

/// The kinds of a ``Value``, without their contents.
public enum ValueKind: UInt8, Sendable {
    case null, boolean, integer, double, timestamp, string, bytes, reference, geoPoint, array, map
    /// A pipeline value or no value at all.
    case unsupported
}

/// A view of one encoded value.
///
/// Valid only as long as the underlying bytes; getters return nil for another kind.
public struct ValueView {
    public let kind: ValueKind
    /// The google.firestore.v1.Value message itself.
    public let encoded: UnsafeRawBufferPointer
    /// Bits of a scalar.
    private let bits: UInt64
    /// Content of a text or message.
    private let content: UnsafeRawBufferPointer

    /// Finds the message's kind and content.
    public init(_ encoded: UnsafeRawBufferPointer) throws(WireError) {
        var reader = WireReader(encoded)
        var kind = ValueKind.unsupported
        var bits: UInt64 = 0
        var content = UnsafeRawBufferPointer(start: nil, count: 0)
        while let field = try reader.nextField() {
            guard let (found, type) = Self.kind(of: field.number) else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(type, of: field)
            kind = found
            switch type {
            case .varint: bits = try reader.varint()
            case .fixed64: bits = try reader.fixed64()
            default: content = try reader.rawBytes()
            }
        }
        (self.kind, self.encoded, self.bits, self.content) = (kind, encoded, bits, content)
    }

    private static func kind(of number: UInt32) -> (ValueKind, WireType)? {
        switch number {
        case ValueField.nullValue: (.null, .varint)
        case ValueField.booleanValue: (.boolean, .varint)
        case ValueField.integerValue: (.integer, .varint)
        case ValueField.doubleValue: (.double, .fixed64)
        case ValueField.timestampValue: (.timestamp, .lengthDelimited)
        case ValueField.stringValue: (.string, .lengthDelimited)
        case ValueField.bytesValue: (.bytes, .lengthDelimited)
        case ValueField.referenceValue: (.reference, .lengthDelimited)
        case ValueField.geoPointValue: (.geoPoint, .lengthDelimited)
        case ValueField.arrayValue: (.array, .lengthDelimited)
        case ValueField.mapValue: (.map, .lengthDelimited)
        default: nil
        }
    }

    public var boolean: Bool? { kind == .boolean ? bits != 0 : nil }
    public var integer: Int64? { kind == .integer ? Int64(bitPattern: bits) : nil }
    public var double: Double? { kind == .double ? Double(bitPattern: bits) : nil }

    /// An integer (nearest double) or a double.
    public var number: Double? {
        integer.map(Double.init) ?? double
    }

    /// The UTF-8 of a string; not validated.
    public var stringBytes: UnsafeRawBufferPointer? { kind == .string ? content : nil }

    /// A copy of a string; nil also when its bytes are not UTF-8.
    public var string: String? {
        stringBytes.flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The content of a bytes value.
    public var bytes: UnsafeRawBufferPointer? { kind == .bytes ? content : nil }

    /// Microseconds since 1970 of a timestamp.
    public var timestampMicroseconds: Int64? {
        guard kind == .timestamp else { return nil }
        var instant = Timestamp()
        var reader = WireReader(content)
        do { try instant.merge(from: &reader) } catch { return nil }
        return instant.microseconds
    }

    /// The entries of a map.
    public var map: FieldsReader? { kind == .map ? FieldsReader(content) : nil }

    /// The bytes of a map's entries, as of all stored fields.
    public var mapBytes: UnsafeRawBufferPointer? { kind == .map ? content : nil }

    /// The elements of an array.
    public var array: ValuesReader? { kind == .array ? ValuesReader(content) : nil }

    /// The value decoded.
    public func value() throws(WireError) -> Value {
        var value = Value()
        var reader = WireReader(encoded)
        try value.merge(from: &reader)
        return value
    }
}
