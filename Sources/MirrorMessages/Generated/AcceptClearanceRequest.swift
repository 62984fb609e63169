// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct AcceptClearanceRequest: MirrorMessage {
    public var orgId: String = ""
    public var id: String = ""
    /// Instead of the suggested percentage; 1 to 90.
    public var percent: Int32?
    /// As it was asked for in GetClearance.
    public var days: Int32 = 0
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
                id = try reader.string(field: 2)
            case 3:
                try reader.expect(.varint, of: tag)
                percent = Int32(truncatingIfNeeded: try reader.varint())
            case 4:
                try reader.expect(.varint, of: tag)
                days = Int32(truncatingIfNeeded: try reader.varint())
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 5)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !id.isEmpty { writer.string(2, id) }
        if let percent { writer.int64(3, Int64(percent)) }
        if days != 0 { writer.int64(4, Int64(days)) }
        if !locationId.isEmpty { writer.string(5, locationId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("id", id)
        if let percent { writer.member("percent", percent) }
        writer.member("days", days)
        writer.member("location_id", locationId)
    }
}
