// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct QueryMenuRequest: MirrorMessage {
    public var orgId: String = ""
    public var filter: MenuFilter?
    public var sort: MenuSort = .`default`
    /// 1 to 1000; 0 for 50.
    public var limit: Int32 = 0
    /// next_cursor of the page before, for the same tenant, location, filter and sort.
    public var cursor: String = ""
    /// Whether to count the matches by category, brand and sale.
    public var facets: Bool = false
    /// The menu of one store; see GetMenuRequest.
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
                var inner = try reader.message()
                var value = filter ?? MenuFilter()
                try value.merge(from: &inner)
                filter = value
            case 3:
                try reader.expect(.varint, of: tag)
                sort = MenuSort(wire: try reader.varint())
            case 4:
                try reader.expect(.varint, of: tag)
                limit = Int32(truncatingIfNeeded: try reader.varint())
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                cursor = try reader.string(field: 5)
            case 6:
                try reader.expect(.varint, of: tag)
                facets = try reader.varint() != 0
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 7)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if let filter { writer.message(2) { filter.encode(into: &$0) } }
        if sort.rawValue != 0 { writer.int64(3, Int64(sort.rawValue)) }
        if limit != 0 { writer.int64(4, Int64(limit)) }
        if !cursor.isEmpty { writer.string(5, cursor) }
        if facets { writer.bool(6, facets) }
        if !locationId.isEmpty { writer.string(7, locationId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        if let filter { writer.member("filter", filter) }
        writer.member("sort", sort)
        writer.member("limit", limit)
        writer.member("cursor", cursor)
        writer.member("facets", facets)
        writer.member("location_id", locationId)
    }
}
