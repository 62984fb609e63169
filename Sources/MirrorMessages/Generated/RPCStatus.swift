// Written by Protocol/generate.py from Protocol/google/rpc/status.proto; change that file instead.

import JSON
import ProtobufWire

public struct RPCStatus: MirrorMessage {
    public var code: Int32 = 0
    public var message: String = ""
    public var details: [[UInt8]] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.varint, of: tag)
                code = Int32(truncatingIfNeeded: try reader.varint())
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                message = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                details.append(try reader.bytes())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if code != 0 { writer.int64(1, Int64(code)) }
        if !message.isEmpty { writer.string(2, message) }
        for value in details { writer.lengthDelimited(3, value) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("code", code)
        writer.member("message", message)
    }
}
