// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct FacetCount: MirrorMessage {
    public var value: String = ""
    public var count: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                value = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                count = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !value.isEmpty { writer.string(1, value) }
        if count != 0 { writer.int64(2, count) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("value", value)
        writer.member("count", count)
    }
}
