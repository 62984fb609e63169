// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct SubmitOrderRequest: MirrorMessage {
    public var orgId: String = ""
    public var idempotencyKey: String = ""
    public var locationId: String = ""
    public var customerId: String = ""
    public var items: [NewOrderItem] = []
    public var notes: String = ""
    /// Where the order comes from; empty for `posmirror`.
    public var source: String = ""
    /// Sends the order also where it is for more than the mirror knows to be in stock at the
    /// location, or for what it does not know; otherwise that is FAILED_PRECONDITION. Lines of a
    /// product count together.
    public var allowOversell: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                idempotencyKey = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                customerId = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = NewOrderItem()
                try value.merge(from: &inner)
                items.append(value)
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                notes = try reader.string(field: 6)
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                source = try reader.string(field: 7)
            case 40:
                try reader.expect(.varint, of: tag)
                allowOversell = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !idempotencyKey.isEmpty { writer.string(2, idempotencyKey) }
        if !locationId.isEmpty { writer.string(3, locationId) }
        if !customerId.isEmpty { writer.string(4, customerId) }
        for value in items { writer.message(5) { value.encode(into: &$0) } }
        if !notes.isEmpty { writer.string(6, notes) }
        if !source.isEmpty { writer.string(7, source) }
        if allowOversell { writer.bool(40, allowOversell) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("idempotency_key", idempotencyKey)
        writer.member("location_id", locationId)
        writer.member("customer_id", customerId)
        writer.array("items", items) { writer, value in writer.value(value) }
        writer.member("notes", notes)
        writer.member("source", source)
        writer.member("allow_oversell", allowOversell)
    }
}
