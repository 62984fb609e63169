// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct PreviewMenuRequest: MirrorMessage {
    public var orgId: String = ""
    public var inStockOnly: Bool = false
    /// The menu of one store; only its POS is asked. See GetMenuRequest.
    public var locationId: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                inStockOnly = try reader.varint() != 0
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
        if inStockOnly { writer.bool(2, inStockOnly) }
        if !locationId.isEmpty { writer.string(3, locationId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("in_stock_only", inStockOnly)
        writer.member("location_id", locationId)
    }
}
