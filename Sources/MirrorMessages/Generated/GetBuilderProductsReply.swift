// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetBuilderProductsReply: MirrorMessage {
    public var products: [BuilderProduct] = []
    /// The products are made up: no POS is configured.
    public var demo: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = BuilderProduct()
                try value.merge(from: &inner)
                products.append(value)
            case 2:
                try reader.expect(.varint, of: tag)
                demo = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in products { writer.message(1) { value.encode(into: &$0) } }
        if demo { writer.bool(2, demo) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("products", products) { writer, value in writer.value(value) }
        writer.member("demo", demo)
    }
}
