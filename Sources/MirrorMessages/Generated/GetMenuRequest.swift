// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetMenuRequest: MirrorMessage {
    public var orgId: String = ""
    /// The version that the client holds of this tenant and location; where it is current, one chunk
    /// says not_modified.
    public var knownVersion: UInt64 = 0
    /// Leaves out what cannot be sold now.
    public var inStockOnly: Bool = false
    /// Document id of a location, for the menu of this store: what it carries, with its own stock and
    /// prices, under the rules that hold there. Empty for the tenant's menu: the stock of all
    /// locations, the price of the cheapest one with stock. The only location of a tenant is the
    /// tenant. NOT_FOUND where the tenant has no such location.
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
                knownVersion = try reader.varint()
            case 3:
                try reader.expect(.varint, of: tag)
                inStockOnly = try reader.varint() != 0
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 4)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if knownVersion != 0 { writer.uint64(2, knownVersion) }
        if inStockOnly { writer.bool(3, inStockOnly) }
        if !locationId.isEmpty { writer.string(4, locationId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("known_version", knownVersion)
        writer.member("in_stock_only", inStockOnly)
        writer.member("location_id", locationId)
    }
}
