import ProtobufWire

/// Field numbers of google.firestore.v1.Value's oneof.
typealias ValueField = FieldNumber.Value

extension FieldNumber.Value {
    /// Values of pipelines, which are not stored: field and variable references, functions,
    /// pipelines.
    static let pipeline: ClosedRange<UInt32> = 19...22
}

extension Value: WireMessage {
    /// A value message without a kind.
    public init() { self = .unsupported(0) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case ValueField.booleanValue, ValueField.integerValue, ValueField.nullValue:
                try reader.expect(.varint, of: field)
                self = Self.scalar(field.number, try reader.varint())
            case ValueField.doubleValue:
                try reader.expect(.fixed64, of: field)
                self = .double(Double(bitPattern: try reader.fixed64()))
            case ValueField.referenceValue, ValueField.stringValue, ValueField.bytesValue:
                try reader.expect(.lengthDelimited, of: field)
                self = try Self.text(field.number, &reader)
            case ValueField.mapValue, ValueField.geoPointValue, ValueField.arrayValue,
                ValueField.timestampValue:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                self = try Self.compound(field.number, &inner)
            case ValueField.pipeline:
                try reader.skip(field.type)
                self = .unsupported(field.number)
            default: try reader.skip(field.type)
            }
        }
    }

    private static func scalar(_ number: UInt32, _ bits: UInt64) -> Value {
        switch number {
        case ValueField.booleanValue: .boolean(bits != 0)
        case ValueField.integerValue: .integer(Int64(bitPattern: bits))
        default: .null
        }
    }

    private static func text(
        _ number: UInt32, _ reader: inout WireReader
    ) throws(WireError) -> Value {
        switch number {
        case ValueField.stringValue: .string(try reader.string(field: number))
        case ValueField.referenceValue: .reference(try reader.string(field: number))
        default: .bytes(try reader.bytes())
        }
    }

    private static func compound(
        _ number: UInt32, _ reader: inout WireReader
    ) throws(WireError) -> Value {
        switch number {
        case ValueField.mapValue: return .map(try Fields(mapValueFrom: &reader))
        case ValueField.arrayValue: return .array(try [Value](arrayValueFrom: &reader))
        case ValueField.timestampValue:
            var instant = Timestamp()
            try instant.merge(from: &reader)
            return .timestamp(instant)
        default: return try geoPoint(from: &reader)
        }
    }

    private static func geoPoint(from reader: inout WireReader) throws(WireError) -> Value {
        var (latitude, longitude) = (0.0, 0.0)
        while let field = try reader.nextField() {
            switch field.number {
            case 1, 2:
                try reader.expect(.fixed64, of: field)
                let degrees = Double(bitPattern: try reader.fixed64())
                if field.number == 1 { latitude = degrees } else { longitude = degrees }
            default: try reader.skip(field.type)
            }
        }
        return .geoPoint(latitude: latitude, longitude: longitude)
    }

    public func encode(into writer: inout WireWriter) {
        switch self {
        case .null: writer.uint64(ValueField.nullValue, 0)
        case .boolean(let truth): writer.bool(ValueField.booleanValue, truth)
        case .integer(let number): writer.int64(ValueField.integerValue, number)
        case .double(let number): writer.double(ValueField.doubleValue, number)
        case .timestamp(let instant):
            writer.message(ValueField.timestampValue) { instant.encode(into: &$0) }
        case .string(let text): writer.string(ValueField.stringValue, text)
        case .bytes(let bytes): writer.lengthDelimited(ValueField.bytesValue, bytes)
        case .reference(let name): writer.string(ValueField.referenceValue, name)
        case .geoPoint(let latitude, let longitude):
            writer.message(ValueField.geoPointValue) {
                if latitude.bitPattern != 0 { $0.double(1, latitude) }
                if longitude.bitPattern != 0 { $0.double(2, longitude) }
            }
        case .array(let values):
            writer.message(ValueField.arrayValue) { $0.values(values) }
        case .map(let fields):
            writer.message(ValueField.mapValue) { $0.entries(of: fields, field: 1) }
        case .unsupported: break
        }
    }
}

extension [Value] {
    /// Decodes google.firestore.v1.ArrayValue.
    init(arrayValueFrom reader: inout WireReader) throws(WireError) {
        self.init()
        while let field = try reader.nextField() {
            guard field.number == 1 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            var value = Value()
            try value.merge(from: &inner)
            append(value)
        }
    }
}

extension WireWriter {
    /// The content of google.firestore.v1.ArrayValue.
    mutating func values(_ values: [Value]) {
        for value in values { message(1) { value.encode(into: &$0) } }
    }

    /// Map entries, sorted by key, as repeated field `number`.
    mutating func entries(of fields: Fields, field number: UInt32) {
        for (key, value) in fields {
            message(number) { entry in
                entry.string(1, key)
                entry.message(2) { value.encode(into: &$0) }
            }
        }
    }
}
