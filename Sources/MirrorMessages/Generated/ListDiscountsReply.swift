// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct ListDiscountsReply: MirrorMessage {
    public var discounts: [DiscountInfo] = []
    public var version: UInt64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = DiscountInfo()
                try value.merge(from: &inner)
                discounts.append(value)
            case 2:
                try reader.expect(.varint, of: tag)
                version = try reader.varint()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in discounts { writer.message(1) { value.encode(into: &$0) } }
        if version != 0 { writer.uint64(2, version) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("discounts", discounts) { writer, value in writer.value(value) }
        writer.member("version", version)
    }
}
