// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct CreateDiscountRequest: MirrorMessage {
    public var orgId: String = ""
    public var idempotencyKey: String = ""
    public var locationId: String = ""
    public var name: String = ""
    /// percent, amount, fixed_price or bogo.
    public var discountType: String = ""
    /// A decimal, as in 12.5.
    public var discountValue: String = ""
    /// Dates (YYYY-MM-DD) or times (RFC 3339).
    public var startDate: String = ""
    public var endDate: String = ""
    public var categories: [String] = []
    public var brands: [String] = []
    /// POS ids or document ids.
    public var products: [String] = []
    /// A decimal.
    public var minQty: String = ""
    public var badgeText: String = ""

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
                name = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                discountType = try reader.string(field: 5)
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
                try reader.expect(.lengthDelimited, of: tag)
                categories.append(try reader.string(field: 9))
            case 10:
                try reader.expect(.lengthDelimited, of: tag)
                brands.append(try reader.string(field: 10))
            case 11:
                try reader.expect(.lengthDelimited, of: tag)
                products.append(try reader.string(field: 11))
            case 12:
                try reader.expect(.lengthDelimited, of: tag)
                minQty = try reader.string(field: 12)
            case 13:
                try reader.expect(.lengthDelimited, of: tag)
                badgeText = try reader.string(field: 13)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !idempotencyKey.isEmpty { writer.string(2, idempotencyKey) }
        if !locationId.isEmpty { writer.string(3, locationId) }
        if !name.isEmpty { writer.string(4, name) }
        if !discountType.isEmpty { writer.string(5, discountType) }
        if !discountValue.isEmpty { writer.string(6, discountValue) }
        if !startDate.isEmpty { writer.string(7, startDate) }
        if !endDate.isEmpty { writer.string(8, endDate) }
        for value in categories { writer.string(9, value) }
        for value in brands { writer.string(10, value) }
        for value in products { writer.string(11, value) }
        if !minQty.isEmpty { writer.string(12, minQty) }
        if !badgeText.isEmpty { writer.string(13, badgeText) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("idempotency_key", idempotencyKey)
        writer.member("location_id", locationId)
        writer.member("name", name)
        writer.member("discount_type", discountType)
        writer.member("discount_value", discountValue)
        writer.member("start_date", startDate)
        writer.member("end_date", endDate)
        writer.array("categories", categories) { writer, value in writer.value(value) }
        writer.array("brands", brands) { writer, value in writer.value(value) }
        writer.array("products", products) { writer, value in writer.value(value) }
        writer.member("min_qty", minQty)
        writer.member("badge_text", badgeText)
    }
}
