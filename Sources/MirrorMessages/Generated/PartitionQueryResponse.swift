// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct PartitionQueryResponse: MirrorMessage {
    public var partitions: [[UInt8]] = []
    public var nextPageToken: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                partitions.append(try reader.bytes())
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                nextPageToken = try reader.string(field: 2)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in partitions { writer.lengthDelimited(1, value) }
        if !nextPageToken.isEmpty { writer.string(2, nextPageToken) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("next_page_token", nextPageToken)
    }
}
