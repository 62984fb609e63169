// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct UpdateLoyaltyPointsRequest: MirrorMessage {
    public var orgId: String = ""
    public var idempotencyKey: String = ""
    public var locationId: String = ""
    public var customerId: String = ""
    /// Added to the customer's points; may be negative.
    public var pointsChange: Int64 = 0
    public var reason: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                idempotencyKey = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                customerId = try reader.string(field: 4)
            case 5:
                try reader.expect(.varint, of: tag)
                pointsChange = Int64(bitPattern: try reader.varint())
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                reason = try reader.string(field: 6)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !idempotencyKey.isEmpty { writer.string(2, idempotencyKey) }
        if !locationId.isEmpty { writer.string(3, locationId) }
        if !customerId.isEmpty { writer.string(4, customerId) }
        if pointsChange != 0 { writer.int64(5, pointsChange) }
        if !reason.isEmpty { writer.string(6, reason) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("idempotency_key", idempotencyKey)
        writer.member("location_id", locationId)
        writer.member("customer_id", customerId)
        writer.member("points_change", pointsChange)
        writer.member("reason", reason)
    }
}
