// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetMetricsReply: MirrorMessage {
    public var text: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                text = try reader.string(field: 1)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !text.isEmpty { writer.string(1, text) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("text", text)
    }
}
