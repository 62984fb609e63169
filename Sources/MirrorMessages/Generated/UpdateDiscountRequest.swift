// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct UpdateDiscountRequest: MirrorMessage {
    public var orgId: String = ""
    public var idempotencyKey: String = ""
    public var locationId: String = ""
    public var discountId: String = ""
    /// Only what is present is changed.
    public var name: String?
    public var discountValue: String?
    public var startDate: String?
    public var endDate: String?
    public var active: Bool?
    public var badgeText: String?

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
                discountId = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 5)
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                discountValue = try reader.string(field: 6)
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                startDate = try reader.string(field: 7)
            case 8:
                try reader.expect(.lengthDelimited, of: tag)
                endDate = try reader.string(field: 8)
            case 9:
                try reader.expect(.varint, of: tag)
                active = try reader.varint() != 0
            case 10:
                try reader.expect(.lengthDelimited, of: tag)
                badgeText = try reader.string(field: 10)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !idempotencyKey.isEmpty { writer.string(2, idempotencyKey) }
        if !locationId.isEmpty { writer.string(3, locationId) }
        if !discountId.isEmpty { writer.string(4, discountId) }
        if let name { writer.string(5, name) }
        if let discountValue { writer.string(6, discountValue) }
        if let startDate { writer.string(7, startDate) }
        if let endDate { writer.string(8, endDate) }
        if let active { writer.bool(9, active) }
        if let badgeText { writer.string(10, badgeText) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("idempotency_key", idempotencyKey)
        writer.member("location_id", locationId)
        writer.member("discount_id", discountId)
        if let name { writer.member("name", name) }
        if let discountValue { writer.member("discount_value", discountValue) }
        if let startDate { writer.member("start_date", startDate) }
        if let endDate { writer.member("end_date", endDate) }
        if let active { writer.member("active", active) }
        if let badgeText { writer.member("badge_text", badgeText) }
    }
}
