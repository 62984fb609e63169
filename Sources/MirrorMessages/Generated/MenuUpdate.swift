// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct MenuUpdate: MirrorMessage {
    public var version: UInt64 = 0
    public var items: [MenuItem] = []
    /// Ids that left the menu.
    public var removedIds: [String] = []
    /// The update replaces all that the client holds; later parts of it have continued set.
    public var full: Bool = false
    /// Further messages belong to this version.
    public var continued: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.varint, of: tag)
                version = try reader.varint()
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = MenuItem()
                try value.merge(from: &inner)
                items.append(value)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                removedIds.append(try reader.string(field: 3))
            case 4:
                try reader.expect(.varint, of: tag)
                full = try reader.varint() != 0
            case 5:
                try reader.expect(.varint, of: tag)
                continued = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if version != 0 { writer.uint64(1, version) }
        for value in items { writer.message(2) { value.encode(into: &$0) } }
        for value in removedIds { writer.string(3, value) }
        if full { writer.bool(4, full) }
        if continued { writer.bool(5, continued) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("version", version)
        writer.array("items", items) { writer, value in writer.value(value) }
        writer.array("removed_ids", removedIds) { writer, value in writer.value(value) }
        writer.member("full", full)
        writer.member("continued", continued)
    }
}

extension MenuUpdate {
    /// The numbers of the fields on the wire.
    public enum Number {
        public static let version: UInt32 = 1
        public static let items: UInt32 = 2
        public static let removedIds: UInt32 = 3
        public static let full: UInt32 = 4
        public static let continued: UInt32 = 5
    }
}
