// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct PriceDifference: MirrorMessage {
    /// The POS's own id.
    public var productId: String = ""
    public var unitPriceCents: Int64 = 0
    public var menuPriceCents: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                productId = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                unitPriceCents = Int64(bitPattern: try reader.varint())
            case 3:
                try reader.expect(.varint, of: tag)
                menuPriceCents = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !productId.isEmpty { writer.string(1, productId) }
        if unitPriceCents != 0 { writer.int64(2, unitPriceCents) }
        if menuPriceCents != 0 { writer.int64(3, menuPriceCents) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("product_id", productId)
        writer.member("unit_price_cents", unitPriceCents)
        writer.member("menu_price_cents", menuPriceCents)
    }
}
