// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct MetadataItem: MirrorMessage {
    public var id: String = ""
    public var name: String = ""
    public var productCount: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                id = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 2)
            case 3:
                try reader.expect(.varint, of: tag)
                productCount = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !id.isEmpty { writer.string(1, id) }
        if !name.isEmpty { writer.string(2, name) }
        if productCount != 0 { writer.int64(3, productCount) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("product_count", productCount)
    }
}
