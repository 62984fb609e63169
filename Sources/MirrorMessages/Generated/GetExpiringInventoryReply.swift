// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetExpiringInventoryReply: MirrorMessage {
    public var items: [ExpiringBatch] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = ExpiringBatch()
                try value.merge(from: &inner)
                items.append(value)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in items { writer.message(1) { value.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("items", items) { writer, value in writer.value(value) }
    }
}
