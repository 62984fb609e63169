// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

/// A discount that depends on the basket or the customer.
public struct ConditionalOffer: MirrorMessage {
    public var discountId: String = ""
    public var name: String = ""
    public var badgeText: String = ""
    /// Units that must be bought; 0 for no such condition.
    public var minQuantity: Double = 0
    /// Basket total that must be reached; 0 for no such condition.
    public var minTotalCents: Int64 = 0
    public var customerTypes: [String] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                discountId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                badgeText = try reader.string(field: 3)
            case 4:
                try reader.expect(.fixed64, of: tag)
                minQuantity = Double(bitPattern: try reader.fixed64())
            case 5:
                try reader.expect(.varint, of: tag)
                minTotalCents = Int64(bitPattern: try reader.varint())
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                customerTypes.append(try reader.string(field: 6))
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !discountId.isEmpty { writer.string(1, discountId) }
        if !name.isEmpty { writer.string(2, name) }
        if !badgeText.isEmpty { writer.string(3, badgeText) }
        if minQuantity.bitPattern != 0 { writer.double(4, minQuantity) }
        if minTotalCents != 0 { writer.int64(5, minTotalCents) }
        for value in customerTypes { writer.string(6, value) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("discount_id", discountId)
        writer.member("name", name)
        writer.member("badge_text", badgeText)
        writer.member("min_quantity", minQuantity)
        writer.member("min_total_cents", minTotalCents)
        writer.array("customer_types", customerTypes) { writer, value in writer.value(value) }
    }
}
