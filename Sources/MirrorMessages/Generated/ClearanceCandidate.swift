// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

/// A product with stock that expires soon.
public struct ClearanceCandidate: MirrorMessage {
    /// What AcceptClearance takes, and the document id of the rule it makes.
    public var id: String = ""
    public var productId: String = ""
    public var name: String = ""
    public var category: String = ""
    /// Of the batch that expires first.
    public var daysUntilExpiry: Int64 = 0
    public var expirationDate: String = ""
    public var urgency: String = ""
    /// Units on hand in all batches that expire within the days asked for.
    public var quantity: Double = 0
    public var batches: Int64 = 0
    /// The base price, what one costs now, and what it would cost.
    public var baseCents: Int64 = 0
    public var priceCents: Int64 = 0
    public var suggestedCents: Int64 = 0
    public var suggestedPercent: Int32 = 0
    /// Last day of the suggested rule: the day before the batch expires, or today.
    public var endDate: String = ""
    /// The rule was accepted before and is still there.
    public var accepted: Bool = false
    /// The product costs no more than suggested already.
    public var covered: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                id = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                productId = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                category = try reader.string(field: 4)
            case 5:
                try reader.expect(.varint, of: tag)
                daysUntilExpiry = Int64(bitPattern: try reader.varint())
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                expirationDate = try reader.string(field: 6)
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                urgency = try reader.string(field: 7)
            case 8:
                try reader.expect(.fixed64, of: tag)
                quantity = Double(bitPattern: try reader.fixed64())
            case 9:
                try reader.expect(.varint, of: tag)
                batches = Int64(bitPattern: try reader.varint())
            case 10:
                try reader.expect(.varint, of: tag)
                baseCents = Int64(bitPattern: try reader.varint())
            case 11:
                try reader.expect(.varint, of: tag)
                priceCents = Int64(bitPattern: try reader.varint())
            case 12:
                try reader.expect(.varint, of: tag)
                suggestedCents = Int64(bitPattern: try reader.varint())
            case 13:
                try reader.expect(.varint, of: tag)
                suggestedPercent = Int32(truncatingIfNeeded: try reader.varint())
            case 14:
                try reader.expect(.lengthDelimited, of: tag)
                endDate = try reader.string(field: 14)
            case 15:
                try reader.expect(.varint, of: tag)
                accepted = try reader.varint() != 0
            case 16:
                try reader.expect(.varint, of: tag)
                covered = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !id.isEmpty { writer.string(1, id) }
        if !productId.isEmpty { writer.string(2, productId) }
        if !name.isEmpty { writer.string(3, name) }
        if !category.isEmpty { writer.string(4, category) }
        if daysUntilExpiry != 0 { writer.int64(5, daysUntilExpiry) }
        if !expirationDate.isEmpty { writer.string(6, expirationDate) }
        if !urgency.isEmpty { writer.string(7, urgency) }
        if quantity.bitPattern != 0 { writer.double(8, quantity) }
        if batches != 0 { writer.int64(9, batches) }
        if baseCents != 0 { writer.int64(10, baseCents) }
        if priceCents != 0 { writer.int64(11, priceCents) }
        if suggestedCents != 0 { writer.int64(12, suggestedCents) }
        if suggestedPercent != 0 { writer.int64(13, Int64(suggestedPercent)) }
        if !endDate.isEmpty { writer.string(14, endDate) }
        if accepted { writer.bool(15, accepted) }
        if covered { writer.bool(16, covered) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("product_id", productId)
        writer.member("name", name)
        writer.member("category", category)
        writer.member("days_until_expiry", daysUntilExpiry)
        writer.member("expiration_date", expirationDate)
        writer.member("urgency", urgency)
        writer.member("quantity", quantity)
        writer.member("batches", batches)
        writer.member("base_cents", baseCents)
        writer.member("price_cents", priceCents)
        writer.member("suggested_cents", suggestedCents)
        writer.member("suggested_percent", suggestedPercent)
        writer.member("end_date", endDate)
        writer.member("accepted", accepted)
        writer.member("covered", covered)
    }
}
