// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetBuilderProductsRequest: MirrorMessage {
    public var orgId: String = ""
    /// Names the tenant through users/{user_id} where org_id is empty.
    public var userId: String = ""
    /// 1 to 100; 0 for 12.
    public var limit: Int32 = 0
    /// What one store has, at its prices; see GetMenuRequest.
    public var locationId: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                userId = try reader.string(field: 2)
            case 3:
                try reader.expect(.varint, of: tag)
                limit = Int32(truncatingIfNeeded: try reader.varint())
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 4)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !userId.isEmpty { writer.string(2, userId) }
        if limit != 0 { writer.int64(3, Int64(limit)) }
        if !locationId.isEmpty { writer.string(4, locationId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("user_id", userId)
        writer.member("limit", limit)
        writer.member("location_id", locationId)
    }
}
