// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct MenuChunk: MirrorMessage {
    public var items: [MenuItem] = []
    public var version: UInt64 = 0
    public var notModified: Bool = false

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
                try reader.expect(.varint, of: tag)
                notModified = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in items { writer.message(1) { value.encode(into: &$0) } }
        if version != 0 { writer.uint64(2, version) }
        if notModified { writer.bool(3, notModified) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("items", items) { writer, value in writer.value(value) }
        writer.member("version", version)
        writer.member("not_modified", notModified)
    }
}

extension MenuChunk {
    /// The numbers of the fields on the wire.
    public enum Number {
        public static let items: UInt32 = 1
        public static let version: UInt32 = 2
        public static let notModified: UInt32 = 3
    }
}
