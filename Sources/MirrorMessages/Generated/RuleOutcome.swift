// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

public struct RuleOutcome: MirrorMessage {
    public var ruleId: String = ""
    public var discountId: String = ""
    public var name: String = ""
    /// product, category, brand or store; empty for a rule that names none of them.
    public var level: String = ""
    /// applied, not_live, conditional, lower_level, lower_priority, no_saving, rejected, unscoped.
    public var outcome: String = ""
    /// The reason in words.
    public var detail: String = ""
    /// What the product would cost under this rule alone.
    public var priceCents: Int64?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                ruleId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                discountId = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                level = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                outcome = try reader.string(field: 5)
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                detail = try reader.string(field: 6)
            case 7:
                try reader.expect(.varint, of: tag)
                priceCents = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !ruleId.isEmpty { writer.string(1, ruleId) }
        if !discountId.isEmpty { writer.string(2, discountId) }
        if !name.isEmpty { writer.string(3, name) }
        if !level.isEmpty { writer.string(4, level) }
        if !outcome.isEmpty { writer.string(5, outcome) }
        if !detail.isEmpty { writer.string(6, detail) }
        if let priceCents { writer.int64(7, priceCents) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("rule_id", ruleId)
        writer.member("discount_id", discountId)
        writer.member("name", name)
        writer.member("level", level)
        writer.member("outcome", outcome)
        writer.member("detail", detail)
        if let priceCents { writer.member("price_cents", priceCents) }
    }
}
