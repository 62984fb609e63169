// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct ExpiringBatch: MirrorMessage {
    public var idBatch: String = ""
    public var idItem: String = ""
    public var itemName: String = ""
    public var category: String = ""
    public var daysUntilExpiry: Int64 = 0
    public var quantity: Double = 0
    /// Calendar date, YYYY-MM-DD.
    public var expirationDate: String = ""
    /// high within 7 days and past the date, medium within 14 days, else low.
    public var urgency: String = ""
    /// A clearance discount that fits the urgency, in percent; 0 for what cannot be sold.
    public var suggestedPercent: Int32 = 0
    /// Whether the batch may be sold: neither expired, unless the store sells what has expired, nor
    /// damaged, held or closed.
    public var sellable: Bool = false
    /// Where it lies, as the POS calls it.
    public var area: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                idBatch = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                idItem = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                itemName = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                category = try reader.string(field: 4)
            case 5:
                try reader.expect(.varint, of: tag)
                daysUntilExpiry = Int64(bitPattern: try reader.varint())
            case 6:
                try reader.expect(.fixed64, of: tag)
                quantity = Double(bitPattern: try reader.fixed64())
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                expirationDate = try reader.string(field: 7)
            case 8:
                try reader.expect(.lengthDelimited, of: tag)
                urgency = try reader.string(field: 8)
            case 9:
                try reader.expect(.varint, of: tag)
                suggestedPercent = Int32(truncatingIfNeeded: try reader.varint())
            case 40:
                try reader.expect(.varint, of: tag)
                sellable = try reader.varint() != 0
            case 41:
                try reader.expect(.lengthDelimited, of: tag)
                area = try reader.string(field: 41)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !idBatch.isEmpty { writer.string(1, idBatch) }
        if !idItem.isEmpty { writer.string(2, idItem) }
        if !itemName.isEmpty { writer.string(3, itemName) }
        if !category.isEmpty { writer.string(4, category) }
        if daysUntilExpiry != 0 { writer.int64(5, daysUntilExpiry) }
        if quantity.bitPattern != 0 { writer.double(6, quantity) }
        if !expirationDate.isEmpty { writer.string(7, expirationDate) }
        if !urgency.isEmpty { writer.string(8, urgency) }
        if suggestedPercent != 0 { writer.int64(9, Int64(suggestedPercent)) }
        if sellable { writer.bool(40, sellable) }
        if !area.isEmpty { writer.string(41, area) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("id_batch", idBatch)
        writer.member("id_item", idItem)
        writer.member("item_name", itemName)
        writer.member("category", category)
        writer.member("days_until_expiry", daysUntilExpiry)
        writer.member("quantity", quantity)
        writer.member("expiration_date", expirationDate)
        writer.member("urgency", urgency)
        writer.member("suggested_percent", suggestedPercent)
        writer.member("sellable", sellable)
        writer.member("area", area)
    }
}
