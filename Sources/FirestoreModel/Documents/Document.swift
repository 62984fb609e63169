import Ordering
import ProtobufWire

/// google.firestore.v1.Document.
public struct Document: Equatable, Sendable {
    /// The full resource name.
    public var name: String
    public var fields: Fields
    /// Output only; nil in a request.
    public var createTime: Timestamp?
    /// Output only; nil in a request.
    public var updateTime: Timestamp?

    public init(
        name: String, fields: Fields, createTime: Timestamp? = nil, updateTime: Timestamp? = nil
    ) {
        self.name = name
        self.fields = fields
        self.createTime = createTime
        self.updateTime = updateTime
    }

    public static func == (left: Document, right: Document) -> Bool {
        ByteOrder.equal(left.name, right.name) && left.fields == right.fields
            && left.createTime == right.createTime && left.updateTime == right.updateTime
    }
}

extension Document: WireMessage {
    public init() { self.init(name: "", fields: [:]) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard (1...4).contains(field.number) else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            switch field.number {
            case FieldNumber.Document.name:
                name = try reader.string(field: FieldNumber.Document.name)
            case FieldNumber.Document.fields: try fields.mergeEntry(&reader)
            case FieldNumber.Document.createTime: createTime = try Self.time(createTime, &reader)
            default: updateTime = try Self.time(updateTime, &reader)
            }
        }
        fields.restoreOrder()
    }

    private static func time(
        _ present: Timestamp?, _ reader: inout WireReader
    ) throws(WireError) -> Timestamp {
        var time = present ?? Timestamp()
        var inner = try reader.message()
        try time.merge(from: &inner)
        return time
    }

    public func encode(into writer: inout WireWriter) {
        if !name.isEmpty { writer.string(FieldNumber.Document.name, name) }
        writer.entries(of: fields, field: FieldNumber.Document.fields)
        if let createTime {
            writer.message(FieldNumber.Document.createTime) { createTime.encode(into: &$0) }
        }
        if let updateTime {
            writer.message(FieldNumber.Document.updateTime) { updateTime.encode(into: &$0) }
        }
    }
}
