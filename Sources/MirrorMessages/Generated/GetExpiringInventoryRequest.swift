// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetExpiringInventoryRequest: MirrorMessage {
    public var orgId: String = ""
    /// 1 to 3650; 0 for 30.
    public var days: Int32 = 0
    public var category: [String] = []
    /// Units on hand; 0 for 1.
    public var minQuantity: Double = 0
    /// Document id of a location, for the batches that lie there; empty for those of all. NOT_FOUND
    /// where the tenant has no such location.
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
                category.append(try reader.string(field: 3))
            case 4:
                try reader.expect(.fixed64, of: tag)
                minQuantity = Double(bitPattern: try reader.fixed64())
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
        if days != 0 { writer.int64(2, Int64(days)) }
        for value in category { writer.string(3, value) }
        if minQuantity.bitPattern != 0 { writer.double(4, minQuantity) }
        if !locationId.isEmpty { writer.string(5, locationId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("days", days)
        writer.array("category", category) { writer, value in writer.value(value) }
        writer.member("min_quantity", minQuantity)
        writer.member("location_id", locationId)
    }
}
