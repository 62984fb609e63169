// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct ExplainPriceReply: MirrorMessage {
    public var item: MenuItem?
    /// Every rule that could concern the product, in the order in which they were tried; then those
    /// that are unscoped, since what they were for may have been lost.
    public var rules: [RuleOutcome] = []
    public var version: UInt64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = item ?? MenuItem()
                try value.merge(from: &inner)
                item = value
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = RuleOutcome()
                try value.merge(from: &inner)
                rules.append(value)
            case 3:
                try reader.expect(.varint, of: tag)
                version = try reader.varint()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if let item { writer.message(1) { item.encode(into: &$0) } }
        for value in rules { writer.message(2) { value.encode(into: &$0) } }
        if version != 0 { writer.uint64(3, version) }
    }

    public func members(into writer: inout JSONWriter) {
        if let item { writer.member("item", item) }
        writer.array("rules", rules) { writer, value in writer.value(value) }
        writer.member("version", version)
    }
}

extension ExplainPriceReply {
    /// The numbers of the fields on the wire.
    public enum Number {
        public static let item: UInt32 = 1
        public static let rules: UInt32 = 2
        public static let version: UInt32 = 3
    }
}
