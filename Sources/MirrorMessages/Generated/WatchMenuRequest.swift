// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct WatchMenuRequest: MirrorMessage {
    public var orgId: String = ""
    /// The version that the client holds of this tenant and location; 0 for everything.
    public var knownVersion: UInt64 = 0
    /// The menu of one store; see GetMenuRequest. What changes at another one sends nothing.
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
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 3)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if knownVersion != 0 { writer.uint64(2, knownVersion) }
        if !locationId.isEmpty { writer.string(3, locationId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("known_version", knownVersion)
        writer.member("location_id", locationId)
    }
}
