// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct ListCollectionIdsRequest: MirrorMessage {
    public var parent: String = ""
    public var pageSize: Int32 = 0
    public var pageToken: String = ""
    public var readTime: WireTimestamp?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                parent = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                pageSize = Int32(truncatingIfNeeded: try reader.varint())
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                pageToken = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = readTime ?? WireTimestamp()
                try value.merge(from: &inner)
                readTime = value
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !parent.isEmpty { writer.string(1, parent) }
        if pageSize != 0 { writer.int64(2, Int64(pageSize)) }
        if !pageToken.isEmpty { writer.string(3, pageToken) }
        if let readTime { writer.message(4) { readTime.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("parent", parent)
        writer.member("page_size", pageSize)
        writer.member("page_token", pageToken)
        if let readTime { writer.member("read_time", readTime) }
    }
}
