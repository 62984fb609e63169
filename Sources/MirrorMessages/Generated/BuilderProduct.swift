// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct BuilderProduct: MirrorMessage {
    public var id: String = ""
    public var name: String = ""
    public var brand: String = ""
    public var category: String = ""
    public var priceCents: Int64 = 0
    public var thcPercent: Double?
    public var cbdPercent: Double?
    public var imageUrl: String = ""
    public var isOnSale: Bool = false
    public var salePriceCents: Int64?
    public var saleBadgeText: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                id = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                brand = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                category = try reader.string(field: 4)
            case 5:
                try reader.expect(.varint, of: tag)
                priceCents = Int64(bitPattern: try reader.varint())
            case 6:
                try reader.expect(.fixed64, of: tag)
                thcPercent = Double(bitPattern: try reader.fixed64())
            case 7:
                try reader.expect(.fixed64, of: tag)
                cbdPercent = Double(bitPattern: try reader.fixed64())
            case 8:
                try reader.expect(.lengthDelimited, of: tag)
                imageUrl = try reader.string(field: 8)
            case 9:
                try reader.expect(.varint, of: tag)
                isOnSale = try reader.varint() != 0
            case 10:
                try reader.expect(.varint, of: tag)
                salePriceCents = Int64(bitPattern: try reader.varint())
            case 11:
                try reader.expect(.lengthDelimited, of: tag)
                saleBadgeText = try reader.string(field: 11)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !id.isEmpty { writer.string(1, id) }
        if !name.isEmpty { writer.string(2, name) }
        if !brand.isEmpty { writer.string(3, brand) }
        if !category.isEmpty { writer.string(4, category) }
        if priceCents != 0 { writer.int64(5, priceCents) }
        if let thcPercent { writer.double(6, thcPercent) }
        if let cbdPercent { writer.double(7, cbdPercent) }
        if !imageUrl.isEmpty { writer.string(8, imageUrl) }
        if isOnSale { writer.bool(9, isOnSale) }
        if let salePriceCents { writer.int64(10, salePriceCents) }
        if !saleBadgeText.isEmpty { writer.string(11, saleBadgeText) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("brand", brand)
        writer.member("category", category)
        writer.member("price_cents", priceCents)
        if let thcPercent { writer.member("thc_percent", thcPercent) }
        if let cbdPercent { writer.member("cbd_percent", cbdPercent) }
        writer.member("image_url", imageUrl)
        writer.member("is_on_sale", isOnSale)
        if let salePriceCents { writer.member("sale_price_cents", salePriceCents) }
        writer.member("sale_badge_text", saleBadgeText)
    }
}
