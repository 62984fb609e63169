// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct PriceChange: MirrorMessage {
    public var at: WireTimestamp?
    /// What one cost before and after; 0 is no price.
    public var fromCents: Int64 = 0
    public var toCents: Int64 = 0
    /// The base price before and after.
    public var baseFromCents: Int64 = 0
    public var baseToCents: Int64 = 0
    /// sync or write: the product changed; rule: a rule changed; clock: a rule started or ended.
    public var reason: String = ""
    /// The rule that prices the product now, else the one that did; empty where none does or did.
    public var ruleId: String = ""
    public var discountId: String = ""
    public var discountName: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = at ?? WireTimestamp()
                try value.merge(from: &inner)
                at = value
            case 2:
                try reader.expect(.varint, of: tag)
                fromCents = Int64(bitPattern: try reader.varint())
            case 3:
                try reader.expect(.varint, of: tag)
                toCents = Int64(bitPattern: try reader.varint())
            case 4:
                try reader.expect(.varint, of: tag)
                baseFromCents = Int64(bitPattern: try reader.varint())
            case 5:
                try reader.expect(.varint, of: tag)
                baseToCents = Int64(bitPattern: try reader.varint())
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                reason = try reader.string(field: 6)
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                ruleId = try reader.string(field: 7)
            case 8:
                try reader.expect(.lengthDelimited, of: tag)
                discountId = try reader.string(field: 8)
            case 9:
                try reader.expect(.lengthDelimited, of: tag)
                discountName = try reader.string(field: 9)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if let at { writer.message(1) { at.encode(into: &$0) } }
        if fromCents != 0 { writer.int64(2, fromCents) }
        if toCents != 0 { writer.int64(3, toCents) }
        if baseFromCents != 0 { writer.int64(4, baseFromCents) }
        if baseToCents != 0 { writer.int64(5, baseToCents) }
        if !reason.isEmpty { writer.string(6, reason) }
        if !ruleId.isEmpty { writer.string(7, ruleId) }
        if !discountId.isEmpty { writer.string(8, discountId) }
        if !discountName.isEmpty { writer.string(9, discountName) }
    }

    public func members(into writer: inout JSONWriter) {
        if let at { writer.member("at", at) }
        writer.member("from_cents", fromCents)
        writer.member("to_cents", toCents)
        writer.member("base_from_cents", baseFromCents)
        writer.member("base_to_cents", baseToCents)
        writer.member("reason", reason)
        writer.member("rule_id", ruleId)
        writer.member("discount_id", discountId)
        writer.member("discount_name", discountName)
    }
}
