// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

/// One product as agents read it. Money is in integer cents.
public struct MenuItem: MirrorMessage {
    /// Document id below tenants/{org}/publicViews/products/items.
    public var id: String = ""
    /// The POS's own id of the item.
    public var externalId: String = ""
    public var name: String = ""
    public var brandName: String = ""
    /// The family of the category (Flower, Pre-Rolls, Vapes, ...), for showing and filtering.
    public var category: String = ""
    /// The category as the POS writes it.
    public var rawCategory: String = ""
    /// The base price; never the sale price. 0 where the POS has no usable price.
    public var priceCents: Int64 = 0
    /// The base price before tax, where the POS has one.
    public var retailPriceCents: Int64 = 0
    /// The POS field that the base price came from, cost_markup, or none.
    public var priceSource: String = ""
    public var isOnSale: Bool = false
    public var originalPriceCents: Int64?
    public var salePriceCents: Int64?
    /// The price of one when two are bought, where two are enough.
    public var bogoUnitPriceCents: Int64?
    public var saleBadgeText: String = ""
    public var discountId: String = ""
    public var discountName: String = ""
    public var saleEndsAt: WireTimestamp?
    /// Offers with a condition on the basket or the customer; they never change the price.
    public var conditionalOffers: [ConditionalOffer] = []
    /// Sellable units.
    public var stock: Double = 0
    /// Units on hand of the batches that may be sold.
    public var onHand: Double = 0
    public var inStock: Bool = false
    public var sku: String = ""
    public var strain: String = ""
    public var strainType: String = ""
    public var uom: String = ""
    public var thcPercent: Double?
    public var cbdPercent: Double?
    public var thcMg: Double?
    public var cbdMg: Double?
    public var terpenes: [Terpene] = []
    public var effects: [String] = []
    public var imageUrl: String = ""
    /// Calendar date (YYYY-MM-DD) of the first batch in stock to expire; where only expired batches
    /// are left, theirs.
    public var expirationDate: String = ""
    public var updatedAt: WireTimestamp?
    /// The category as the way to it, without the POS's root: Edibles, Gummies.
    public var categoryPath: [String] = []
    /// Where a tenant has several locations: the id of the one whose price is shown, the cheapest
    /// with stock, else the cheapest. Empty in the menu of one location.
    public var priceLocationId: String = ""
    /// Days from today, in the store's time zone, to expiration_date: 0 on the day itself, below 0
    /// after it. Made when the item is read.
    public var daysUntilExpiry: Int64?
    /// expiration_date has passed: the batch is not in stock any more, or the store sells what has
    /// expired (posConfig.sellExpired).
    public var expired: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                id = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                externalId = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                brandName = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                category = try reader.string(field: 5)
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                rawCategory = try reader.string(field: 6)
            case 7:
                try reader.expect(.varint, of: tag)
                priceCents = Int64(bitPattern: try reader.varint())
            case 8:
                try reader.expect(.varint, of: tag)
                retailPriceCents = Int64(bitPattern: try reader.varint())
            case 9:
                try reader.expect(.lengthDelimited, of: tag)
                priceSource = try reader.string(field: 9)
            case 10:
                try reader.expect(.varint, of: tag)
                isOnSale = try reader.varint() != 0
            case 11:
                try reader.expect(.varint, of: tag)
                originalPriceCents = Int64(bitPattern: try reader.varint())
            case 12:
                try reader.expect(.varint, of: tag)
                salePriceCents = Int64(bitPattern: try reader.varint())
            case 13:
                try reader.expect(.varint, of: tag)
                bogoUnitPriceCents = Int64(bitPattern: try reader.varint())
            case 14:
                try reader.expect(.lengthDelimited, of: tag)
                saleBadgeText = try reader.string(field: 14)
            case 15:
                try reader.expect(.lengthDelimited, of: tag)
                discountId = try reader.string(field: 15)
            case 16:
                try reader.expect(.lengthDelimited, of: tag)
                discountName = try reader.string(field: 16)
            case 17:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = saleEndsAt ?? WireTimestamp()
                try value.merge(from: &inner)
                saleEndsAt = value
            case 18:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = ConditionalOffer()
                try value.merge(from: &inner)
                conditionalOffers.append(value)
            case 19:
                try reader.expect(.fixed64, of: tag)
                stock = Double(bitPattern: try reader.fixed64())
            case 20:
                try reader.expect(.fixed64, of: tag)
                onHand = Double(bitPattern: try reader.fixed64())
            case 21:
                try reader.expect(.varint, of: tag)
                inStock = try reader.varint() != 0
            case 22:
                try reader.expect(.lengthDelimited, of: tag)
                sku = try reader.string(field: 22)
            case 23:
                try reader.expect(.lengthDelimited, of: tag)
                strain = try reader.string(field: 23)
            case 24:
                try reader.expect(.lengthDelimited, of: tag)
                strainType = try reader.string(field: 24)
            case 25:
                try reader.expect(.lengthDelimited, of: tag)
                uom = try reader.string(field: 25)
            case 26:
                try reader.expect(.fixed64, of: tag)
                thcPercent = Double(bitPattern: try reader.fixed64())
            case 27:
                try reader.expect(.fixed64, of: tag)
                cbdPercent = Double(bitPattern: try reader.fixed64())
            case 28:
                try reader.expect(.fixed64, of: tag)
                thcMg = Double(bitPattern: try reader.fixed64())
            case 29:
                try reader.expect(.fixed64, of: tag)
                cbdMg = Double(bitPattern: try reader.fixed64())
            case 30:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = Terpene()
                try value.merge(from: &inner)
                terpenes.append(value)
            case 31:
                try reader.expect(.lengthDelimited, of: tag)
                effects.append(try reader.string(field: 31))
            case 32:
                try reader.expect(.lengthDelimited, of: tag)
                imageUrl = try reader.string(field: 32)
            case 33:
                try reader.expect(.lengthDelimited, of: tag)
                expirationDate = try reader.string(field: 33)
            case 34:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = updatedAt ?? WireTimestamp()
                try value.merge(from: &inner)
                updatedAt = value
            case 35:
                try reader.expect(.lengthDelimited, of: tag)
                categoryPath.append(try reader.string(field: 35))
            case 36:
                try reader.expect(.lengthDelimited, of: tag)
                priceLocationId = try reader.string(field: 36)
            case 40:
                try reader.expect(.varint, of: tag)
                daysUntilExpiry = Int64(bitPattern: try reader.varint())
            case 41:
                try reader.expect(.varint, of: tag)
                expired = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !id.isEmpty { writer.string(1, id) }
        if !externalId.isEmpty { writer.string(2, externalId) }
        if !name.isEmpty { writer.string(3, name) }
        if !brandName.isEmpty { writer.string(4, brandName) }
        if !category.isEmpty { writer.string(5, category) }
        if !rawCategory.isEmpty { writer.string(6, rawCategory) }
        if priceCents != 0 { writer.int64(7, priceCents) }
        if retailPriceCents != 0 { writer.int64(8, retailPriceCents) }
        if !priceSource.isEmpty { writer.string(9, priceSource) }
        if isOnSale { writer.bool(10, isOnSale) }
        if let originalPriceCents { writer.int64(11, originalPriceCents) }
        if let salePriceCents { writer.int64(12, salePriceCents) }
        if let bogoUnitPriceCents { writer.int64(13, bogoUnitPriceCents) }
        if !saleBadgeText.isEmpty { writer.string(14, saleBadgeText) }
        if !discountId.isEmpty { writer.string(15, discountId) }
        if !discountName.isEmpty { writer.string(16, discountName) }
        if let saleEndsAt { writer.message(17) { saleEndsAt.encode(into: &$0) } }
        for value in conditionalOffers { writer.message(18) { value.encode(into: &$0) } }
        if stock.bitPattern != 0 { writer.double(19, stock) }
        if onHand.bitPattern != 0 { writer.double(20, onHand) }
        if inStock { writer.bool(21, inStock) }
        if !sku.isEmpty { writer.string(22, sku) }
        if !strain.isEmpty { writer.string(23, strain) }
        if !strainType.isEmpty { writer.string(24, strainType) }
        if !uom.isEmpty { writer.string(25, uom) }
        if let thcPercent { writer.double(26, thcPercent) }
        if let cbdPercent { writer.double(27, cbdPercent) }
        if let thcMg { writer.double(28, thcMg) }
        if let cbdMg { writer.double(29, cbdMg) }
        for value in terpenes { writer.message(30) { value.encode(into: &$0) } }
        for value in effects { writer.string(31, value) }
        if !imageUrl.isEmpty { writer.string(32, imageUrl) }
        if !expirationDate.isEmpty { writer.string(33, expirationDate) }
        if let updatedAt { writer.message(34) { updatedAt.encode(into: &$0) } }
        for value in categoryPath { writer.string(35, value) }
        if !priceLocationId.isEmpty { writer.string(36, priceLocationId) }
        if let daysUntilExpiry { writer.int64(40, daysUntilExpiry) }
        if expired { writer.bool(41, expired) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("external_id", externalId)
        writer.member("name", name)
        writer.member("brand_name", brandName)
        writer.member("category", category)
        writer.member("raw_category", rawCategory)
        writer.member("price_cents", priceCents)
        writer.member("retail_price_cents", retailPriceCents)
        writer.member("price_source", priceSource)
        writer.member("is_on_sale", isOnSale)
        if let originalPriceCents { writer.member("original_price_cents", originalPriceCents) }
        if let salePriceCents { writer.member("sale_price_cents", salePriceCents) }
        if let bogoUnitPriceCents { writer.member("bogo_unit_price_cents", bogoUnitPriceCents) }
        writer.member("sale_badge_text", saleBadgeText)
        writer.member("discount_id", discountId)
        writer.member("discount_name", discountName)
        if let saleEndsAt { writer.member("sale_ends_at", saleEndsAt) }
        writer.array("conditional_offers", conditionalOffers) { writer, value in writer.value(value) }
        writer.member("stock", stock)
        writer.member("on_hand", onHand)
        writer.member("in_stock", inStock)
        writer.member("sku", sku)
        writer.member("strain", strain)
        writer.member("strain_type", strainType)
        writer.member("uom", uom)
        if let thcPercent { writer.member("thc_percent", thcPercent) }
        if let cbdPercent { writer.member("cbd_percent", cbdPercent) }
        if let thcMg { writer.member("thc_mg", thcMg) }
        if let cbdMg { writer.member("cbd_mg", cbdMg) }
        writer.array("terpenes", terpenes) { writer, value in writer.value(value) }
        writer.array("effects", effects) { writer, value in writer.value(value) }
        writer.member("image_url", imageUrl)
        writer.member("expiration_date", expirationDate)
        if let updatedAt { writer.member("updated_at", updatedAt) }
        writer.array("category_path", categoryPath) { writer, value in writer.value(value) }
        writer.member("price_location_id", priceLocationId)
        if let daysUntilExpiry { writer.member("days_until_expiry", daysUntilExpiry) }
        writer.member("expired", expired)
    }
}

extension MenuItem {
    /// The numbers of the fields on the wire.
    public enum Number {
        public static let id: UInt32 = 1
        public static let externalId: UInt32 = 2
        public static let name: UInt32 = 3
        public static let brandName: UInt32 = 4
        public static let category: UInt32 = 5
        public static let rawCategory: UInt32 = 6
        public static let priceCents: UInt32 = 7
        public static let retailPriceCents: UInt32 = 8
        public static let priceSource: UInt32 = 9
        public static let isOnSale: UInt32 = 10
        public static let originalPriceCents: UInt32 = 11
        public static let salePriceCents: UInt32 = 12
        public static let bogoUnitPriceCents: UInt32 = 13
        public static let saleBadgeText: UInt32 = 14
        public static let discountId: UInt32 = 15
        public static let discountName: UInt32 = 16
        public static let saleEndsAt: UInt32 = 17
        public static let conditionalOffers: UInt32 = 18
        public static let stock: UInt32 = 19
        public static let onHand: UInt32 = 20
        public static let inStock: UInt32 = 21
        public static let sku: UInt32 = 22
        public static let strain: UInt32 = 23
        public static let strainType: UInt32 = 24
        public static let uom: UInt32 = 25
        public static let thcPercent: UInt32 = 26
        public static let cbdPercent: UInt32 = 27
        public static let thcMg: UInt32 = 28
        public static let cbdMg: UInt32 = 29
        public static let terpenes: UInt32 = 30
        public static let effects: UInt32 = 31
        public static let imageUrl: UInt32 = 32
        public static let expirationDate: UInt32 = 33
        public static let updatedAt: UInt32 = 34
        public static let categoryPath: UInt32 = 35
        public static let priceLocationId: UInt32 = 36
        public static let daysUntilExpiry: UInt32 = 40
        public static let expired: UInt32 = 41
    }
}
