// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct RevokeSessionReply: MirrorMessage {
    public var revoked: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.varint, of: tag)
                revoked = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if revoked != 0 { writer.int64(1, revoked) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("revoked", revoked)
    }
}
