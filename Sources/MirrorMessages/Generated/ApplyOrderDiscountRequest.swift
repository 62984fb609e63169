// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct ApplyOrderDiscountRequest: MirrorMessage {
    public var orgId: String = ""
    public var idempotencyKey: String = ""
    public var locationId: String = ""
    /// The POS's own ids.
    public var orderId: String = ""
    public var discountId: String = ""

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
                orderId = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                discountId = try reader.string(field: 5)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !idempotencyKey.isEmpty { writer.string(2, idempotencyKey) }
        if !locationId.isEmpty { writer.string(3, locationId) }
        if !orderId.isEmpty { writer.string(4, orderId) }
        if !discountId.isEmpty { writer.string(5, discountId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("idempotency_key", idempotencyKey)
        writer.member("location_id", locationId)
        writer.member("order_id", orderId)
        writer.member("discount_id", discountId)
    }
}
