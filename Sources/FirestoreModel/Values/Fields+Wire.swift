import ProtobufWire

/// google.firestore.v1.MapValue: repeated field 1 of entries {1 key, 2 value}.
extension Fields {
    /// Decodes the content of a MapValue; of a repeated key the last value counts.
    init(mapValueFrom reader: inout WireReader) throws(WireError) {
        self.init()
        while let field = try reader.nextField() {
            guard field.number == 1 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            try mergeEntry(&reader)
        }
        restoreOrder()
    }

    /// Reads one entry and appends its field; ``restoreOrder()`` must follow.
    mutating func mergeEntry(_ reader: inout WireReader) throws(WireError) {
        var entry = try reader.message()
        var key = ""
        var value = Value()
        while let field = try entry.nextField() {
            switch field.number {
            case 1:
                try entry.expect(.lengthDelimited, of: field)
                key = try entry.string(field: 1)
            case 2:
                try entry.expect(.lengthDelimited, of: field)
                var inner = try entry.message()
                try value.merge(from: &inner)
            default: try entry.skip(field.type)
            }
        }
        appendUnordered(key, value)
    }

    /// Decodes MapValue bytes, as stored or received.
    public init(mapValueBytes bytes: [UInt8]) throws(WireError) {
        self = try withWireReader(bytes) { reader throws(WireError) in
            try Fields(mapValueFrom: &reader)
        }
    }

    /// Decodes only the top-level fields called `names` from MapValue bytes with every key once;
    /// the others are skipped.
    public init(
        mapValueBytes bytes: UnsafeRawBufferPointer, only names: [String]
    ) throws(WireError) {
        self.init()
        var reader = FieldsReader(bytes)
        while count < names.count, let entry = try reader.next() {
            guard let name = names.first(where: { entry.isKey($0) }) else { continue }
            appendUnordered(name, try entry.view().value())
        }
        restoreOrder()
    }

    /// The fields as MapValue bytes; equal fields give equal bytes, keys are in order.
    public var mapValueBytes: [UInt8] {
        var writer = WireWriter(capacity: 32 * count)
        writer.entries(of: self, field: 1)
        return writer.bytes
    }

    /// Static form of ``mapValueBytes``.
    public static func encodeMapValue(_ fields: Fields) -> [UInt8] { fields.mapValueBytes }
}
