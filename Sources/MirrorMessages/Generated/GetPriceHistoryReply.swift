// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetPriceHistoryReply: MirrorMessage {
    /// Oldest first.
    public var changes: [PriceChange] = []
    /// From here on no change is missing: the product's first day, unless there were very many.
    public var exactSince: WireTimestamp?
    /// What it costs now; 0 is no price.
    public var baseCents: Int64 = 0
    public var priceCents: Int64 = 0
    /// There are older changes than those returned.
    public var truncated: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = PriceChange()
                try value.merge(from: &inner)
                changes.append(value)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = exactSince ?? WireTimestamp()
                try value.merge(from: &inner)
                exactSince = value
            case 3:
                try reader.expect(.varint, of: tag)
                baseCents = Int64(bitPattern: try reader.varint())
            case 4:
                try reader.expect(.varint, of: tag)
                priceCents = Int64(bitPattern: try reader.varint())
            case 5:
                try reader.expect(.varint, of: tag)
                truncated = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in changes { writer.message(1) { value.encode(into: &$0) } }
        if let exactSince { writer.message(2) { exactSince.encode(into: &$0) } }
        if baseCents != 0 { writer.int64(3, baseCents) }
        if priceCents != 0 { writer.int64(4, priceCents) }
        if truncated { writer.bool(5, truncated) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("changes", changes) { writer, value in writer.value(value) }
        if let exactSince { writer.member("exact_since", exactSince) }
        writer.member("base_cents", baseCents)
        writer.member("price_cents", priceCents)
        writer.member("truncated", truncated)
    }
}
