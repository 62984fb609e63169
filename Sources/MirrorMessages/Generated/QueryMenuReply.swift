// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct QueryMenuReply: MirrorMessage {
    public var items: [MenuItem] = []
    public var version: UInt64 = 0
    /// Empty at the end.
    public var nextCursor: String = ""
    /// Items that match, on all pages.
    public var total: Int64 = 0
    public var facets: [Facet] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = MenuItem()
                try value.merge(from: &inner)
                items.append(value)
            case 2:
                try reader.expect(.varint, of: tag)
                version = try reader.varint()
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                nextCursor = try reader.string(field: 3)
            case 4:
                try reader.expect(.varint, of: tag)
                total = Int64(bitPattern: try reader.varint())
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = Facet()
                try value.merge(from: &inner)
                facets.append(value)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in items { writer.message(1) { value.encode(into: &$0) } }
        if version != 0 { writer.uint64(2, version) }
        if !nextCursor.isEmpty { writer.string(3, nextCursor) }
        if total != 0 { writer.int64(4, total) }
        for value in facets { writer.message(5) { value.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("items", items) { writer, value in writer.value(value) }
        writer.member("version", version)
        writer.member("next_cursor", nextCursor)
        writer.member("total", total)
        writer.array("facets", facets) { writer, value in writer.value(value) }
    }
}

extension QueryMenuReply {
    /// The numbers of the fields on the wire.
    public enum Number {
        public static let items: UInt32 = 1
        public static let version: UInt32 = 2
        public static let nextCursor: UInt32 = 3
        public static let total: UInt32 = 4
        public static let facets: UInt32 = 5
    }
}
