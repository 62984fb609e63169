// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct ListDocumentsRequest: MirrorMessage {
    public var parent: String = ""
    public var collectionId: String = ""
    public var pageSize: Int32 = 0
    public var pageToken: String = ""
    public var orderBy: String = ""
    public var mask: [UInt8]?
    public var transaction: [UInt8]?
    public var readTime: WireTimestamp?
    public var showMissing: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                parent = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                collectionId = try reader.string(field: 2)
            case 3:
                try reader.expect(.varint, of: tag)
                pageSize = Int32(truncatingIfNeeded: try reader.varint())
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                pageToken = try reader.string(field: 4)
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                orderBy = try reader.string(field: 6)
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                mask = try reader.bytes()
            case 8:
                try reader.expect(.lengthDelimited, of: tag)
                transaction = try reader.bytes()
            case 10:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = readTime ?? WireTimestamp()
                try value.merge(from: &inner)
                readTime = value
            case 12:
                try reader.expect(.varint, of: tag)
                showMissing = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !parent.isEmpty { writer.string(1, parent) }
        if !collectionId.isEmpty { writer.string(2, collectionId) }
        if pageSize != 0 { writer.int64(3, Int64(pageSize)) }
        if !pageToken.isEmpty { writer.string(4, pageToken) }
        if !orderBy.isEmpty { writer.string(6, orderBy) }
        if let mask { writer.lengthDelimited(7, mask) }
        if let transaction { writer.lengthDelimited(8, transaction) }
        if let readTime { writer.message(10) { readTime.encode(into: &$0) } }
        if showMissing { writer.bool(12, showMissing) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("parent", parent)
        writer.member("collection_id", collectionId)
        writer.member("page_size", pageSize)
        writer.member("page_token", pageToken)
        writer.member("order_by", orderBy)
        if let transaction { writer.member("transaction", transaction) }
        if let readTime { writer.member("read_time", readTime) }
        writer.member("show_missing", showMissing)
    }
}
