// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct CompactReply: MirrorMessage {
    public var bytesBefore: Int64 = 0
    public var bytesAfter: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.varint, of: tag)
                bytesBefore = Int64(bitPattern: try reader.varint())
            case 2:
                try reader.expect(.varint, of: tag)
                bytesAfter = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if bytesBefore != 0 { writer.int64(1, bytesBefore) }
        if bytesAfter != 0 { writer.int64(2, bytesAfter) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("bytes_before", bytesBefore)
        writer.member("bytes_after", bytesAfter)
    }
}
