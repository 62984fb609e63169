// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

/// A rule and what becomes of it now.
public struct DiscountInfo: MirrorMessage {
    public var id: String = ""
    public var discountId: String = ""
    public var name: String = ""
    public var discountType: String = ""
    /// The value as given, a decimal.
    public var discountValue: String = ""
    public var priority: Int64 = 0
    /// live, inactive, not_started, ended, rejected, unscoped or conditional.
    public var state: String = ""
    /// Why it is in that state, in words.
    public var detail: String = ""
    public var badgeText: String = ""
    public var startsAt: WireTimestamp?
    public var endsAt: WireTimestamp?
    public var categories: [String] = []
    public var brands: [String] = []
    public var products: [String] = []
    /// Active products that the rule prices now.
    public var productsOnSale: Int64 = 0
    /// Whether the rule says that it is for the whole store.
    public var storeWide: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                id = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                discountId = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                discountType = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                discountValue = try reader.string(field: 5)
            case 6:
                try reader.expect(.varint, of: tag)
                priority = Int64(bitPattern: try reader.varint())
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                state = try reader.string(field: 7)
            case 8:
                try reader.expect(.lengthDelimited, of: tag)
                detail = try reader.string(field: 8)
            case 9:
                try reader.expect(.lengthDelimited, of: tag)
                badgeText = try reader.string(field: 9)
            case 10:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = startsAt ?? WireTimestamp()
                try value.merge(from: &inner)
                startsAt = value
            case 11:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = endsAt ?? WireTimestamp()
                try value.merge(from: &inner)
                endsAt = value
            case 12:
                try reader.expect(.lengthDelimited, of: tag)
                categories.append(try reader.string(field: 12))
            case 13:
                try reader.expect(.lengthDelimited, of: tag)
                brands.append(try reader.string(field: 13))
            case 14:
                try reader.expect(.lengthDelimited, of: tag)
                products.append(try reader.string(field: 14))
            case 15:
                try reader.expect(.varint, of: tag)
                productsOnSale = Int64(bitPattern: try reader.varint())
            case 16:
                try reader.expect(.varint, of: tag)
                storeWide = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !id.isEmpty { writer.string(1, id) }
        if !discountId.isEmpty { writer.string(2, discountId) }
        if !name.isEmpty { writer.string(3, name) }
        if !discountType.isEmpty { writer.string(4, discountType) }
        if !discountValue.isEmpty { writer.string(5, discountValue) }
        if priority != 0 { writer.int64(6, priority) }
        if !state.isEmpty { writer.string(7, state) }
        if !detail.isEmpty { writer.string(8, detail) }
        if !badgeText.isEmpty { writer.string(9, badgeText) }
        if let startsAt { writer.message(10) { startsAt.encode(into: &$0) } }
        if let endsAt { writer.message(11) { endsAt.encode(into: &$0) } }
        for value in categories { writer.string(12, value) }
        for value in brands { writer.string(13, value) }
        for value in products { writer.string(14, value) }
        if productsOnSale != 0 { writer.int64(15, productsOnSale) }
        if storeWide { writer.bool(16, storeWide) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("discount_id", discountId)
        writer.member("name", name)
        writer.member("discount_type", discountType)
        writer.member("discount_value", discountValue)
        writer.member("priority", priority)
        writer.member("state", state)
        writer.member("detail", detail)
        writer.member("badge_text", badgeText)
        if let startsAt { writer.member("starts_at", startsAt) }
        if let endsAt { writer.member("ends_at", endsAt) }
        writer.array("categories", categories) { writer, value in writer.value(value) }
        writer.array("brands", brands) { writer, value in writer.value(value) }
        writer.array("products", products) { writer, value in writer.value(value) }
        writer.member("products_on_sale", productsOnSale)
        writer.member("store_wide", storeWide)
    }
}
