// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct ExplainPriceRequest: MirrorMessage {
    public var orgId: String = ""
    public var productId: String = ""
    /// The price at one store, by the rules that hold there; see GetMenuRequest.
    public var locationId: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                productId = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 3)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !productId.isEmpty { writer.string(2, productId) }
        if !locationId.isEmpty { writer.string(3, locationId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("product_id", productId)
        writer.member("location_id", locationId)
    }
}
