// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct Terpene: MirrorMessage {
    public var name: String = ""
    public var percent: Double = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 1)
            case 2:
                try reader.expect(.fixed64, of: tag)
                percent = Double(bitPattern: try reader.fixed64())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !name.isEmpty { writer.string(1, name) }
        if percent.bitPattern != 0 { writer.double(2, percent) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("percent", percent)
    }
}
