// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct Facet: MirrorMessage {
    /// category (by family), brand or on_sale.
    public var field: String = ""
    public var counts: [FacetCount] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                field = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = FacetCount()
                try value.merge(from: &inner)
                counts.append(value)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !field.isEmpty { writer.string(1, field) }
        for value in counts { writer.message(2) { value.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("field", field)
        writer.array("counts", counts) { writer, value in writer.value(value) }
    }
}
