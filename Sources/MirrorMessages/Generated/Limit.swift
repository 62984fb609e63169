// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

/// One bound that the daemon keeps.
public struct Limit: MirrorMessage {
    public var name: String = ""
    public var value: Int64 = 0
    public var unit: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                value = Int64(bitPattern: try reader.varint())
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                unit = try reader.string(field: 3)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !name.isEmpty { writer.string(1, name) }
        if value != 0 { writer.int64(2, value) }
        if !unit.isEmpty { writer.string(3, unit) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("value", value)
        writer.member("unit", unit)
    }
}
