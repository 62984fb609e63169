// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetClearanceRequest: MirrorMessage {
    public var orgId: String = ""
    /// Batches that expire within so many days, 1 to 3650; 0 for 30.
    public var days: Int32 = 0
    /// Document id of a location, for what expires there at what it costs there; empty for all. The
    /// rule that clears it holds there alone. NOT_FOUND where the tenant has no such location.
    public var locationId: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                days = Int32(truncatingIfNeeded: try reader.varint())
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 3)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if days != 0 { writer.int64(2, Int64(days)) }
        if !locationId.isEmpty { writer.string(3, locationId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("days", days)
        writer.member("location_id", locationId)
    }
}
