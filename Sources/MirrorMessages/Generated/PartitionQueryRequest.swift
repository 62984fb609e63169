// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct PartitionQueryRequest: MirrorMessage {
    public var parent: String = ""
    public var structuredQuery: [UInt8]?
    public var partitionCount: Int64 = 0
    public var pageToken: String = ""
    public var pageSize: Int32 = 0
    public var readTime: WireTimestamp?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                parent = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                structuredQuery = try reader.bytes()
            case 3:
                try reader.expect(.varint, of: tag)
                partitionCount = Int64(bitPattern: try reader.varint())
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                pageToken = try reader.string(field: 4)
            case 5:
                try reader.expect(.varint, of: tag)
                pageSize = Int32(truncatingIfNeeded: try reader.varint())
            case 6:
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
        if let structuredQuery { writer.lengthDelimited(2, structuredQuery) }
        if partitionCount != 0 { writer.int64(3, partitionCount) }
        if !pageToken.isEmpty { writer.string(4, pageToken) }
        if pageSize != 0 { writer.int64(5, Int64(pageSize)) }
        if let readTime { writer.message(6) { readTime.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("parent", parent)
        writer.member("partition_count", partitionCount)
        writer.member("page_token", pageToken)
        writer.member("page_size", pageSize)
        if let readTime { writer.member("read_time", readTime) }
    }
}
