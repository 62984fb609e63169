// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

/// One call of a write that is made in several.
public struct PosWriteStep: MirrorMessage {
    /// openOrder, addLine or setPrice.
    public var call: String = ""
    /// waiting, sending, done, refused or unknown.
    public var state: String = ""
    public var productId: String = ""
    public var idBatch: String = ""
    public var quantity: Double = 0
    public var unitPriceCents: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                call = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                state = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                productId = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                idBatch = try reader.string(field: 4)
            case 5:
                try reader.expect(.fixed64, of: tag)
                quantity = Double(bitPattern: try reader.fixed64())
            case 6:
                try reader.expect(.varint, of: tag)
                unitPriceCents = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !call.isEmpty { writer.string(1, call) }
        if !state.isEmpty { writer.string(2, state) }
        if !productId.isEmpty { writer.string(3, productId) }
        if !idBatch.isEmpty { writer.string(4, idBatch) }
        if quantity.bitPattern != 0 { writer.double(5, quantity) }
        if unitPriceCents != 0 { writer.int64(6, unitPriceCents) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("call", call)
        writer.member("state", state)
        writer.member("product_id", productId)
        writer.member("id_batch", idBatch)
        writer.member("quantity", quantity)
        writer.member("unit_price_cents", unitPriceCents)
    }
}
