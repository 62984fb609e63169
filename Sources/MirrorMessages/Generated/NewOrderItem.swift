// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct NewOrderItem: MirrorMessage {
    /// A document id (alleaves_1018) or the POS's own id (1018), as in GetProductRequest.
    public var productId: String = ""
    /// Up to three decimals; above zero.
    public var quantity: Double = 0
    /// What one costs at the location today where it is absent: the sale price of its menu; of a
    /// bogo, whole pairs at bogo_unit_price_cents and what is over at the base price.
    public var unitPriceCents: Int64?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                productId = try reader.string(field: 1)
            case 2:
                try reader.expect(.fixed64, of: tag)
                quantity = Double(bitPattern: try reader.fixed64())
            case 3:
                try reader.expect(.varint, of: tag)
                unitPriceCents = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !productId.isEmpty { writer.string(1, productId) }
        if quantity.bitPattern != 0 { writer.double(2, quantity) }
        if let unitPriceCents { writer.int64(3, unitPriceCents) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("product_id", productId)
        writer.member("quantity", quantity)
        if let unitPriceCents { writer.member("unit_price_cents", unitPriceCents) }
    }
}
