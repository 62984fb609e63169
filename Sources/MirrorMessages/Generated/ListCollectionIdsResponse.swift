// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct ListCollectionIdsResponse: MirrorMessage {
    public var collectionIds: [String] = []
    public var nextPageToken: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                collectionIds.append(try reader.string(field: 1))
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                nextPageToken = try reader.string(field: 2)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in collectionIds { writer.string(1, value) }
        if !nextPageToken.isEmpty { writer.string(2, nextPageToken) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("collection_ids", collectionIds) { writer, value in writer.value(value) }
        writer.member("next_page_token", nextPageToken)
    }
}
