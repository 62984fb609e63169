// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

/// How a write to the POS ended.
public struct PosWriteReply: MirrorMessage {
    public var idempotencyKey: String = ""
    /// done; in GetPosWrite also sending, refused or unknown.
    public var state: String = ""
    /// The outcome of an earlier call with the same key; nothing was sent this time.
    public var replayed: Bool = false
    /// The RPC's name.
    public var method: String = ""
    public var customerId: String = ""
    public var orderId: String = ""
    public var discountId: String = ""
    /// The balance afterwards, where the POS says it.
    public var loyaltyPoints: Int64?
    public var creditCents: Int64?
    /// Of an order, where the POS says it.
    public var subtotalCents: Int64?
    public var taxCents: Int64?
    public var discountCents: Int64?
    public var totalCents: Int64?
    /// Why it was refused, or why nobody knows.
    public var error: String = ""
    public var sentAt: WireTimestamp?
    public var finishedAt: WireTimestamp?
    /// The tenant's discount rules were fetched anew after the write.
    public var discountsSynced: Bool = false
    /// Prices that the caller named and that are not the menu's; the order has the caller's.
    public var priceDifferences: [PriceDifference] = []
    /// What the POS has done otherwise than asked.
    public var warnings: [String] = []
    /// The calls of an order that is made in several.
    public var steps: [PosWriteStep] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                idempotencyKey = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                state = try reader.string(field: 2)
            case 3:
                try reader.expect(.varint, of: tag)
                replayed = try reader.varint() != 0
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                method = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                customerId = try reader.string(field: 5)
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                orderId = try reader.string(field: 6)
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                discountId = try reader.string(field: 7)
            case 8:
                try reader.expect(.varint, of: tag)
                loyaltyPoints = Int64(bitPattern: try reader.varint())
            case 9:
                try reader.expect(.varint, of: tag)
                creditCents = Int64(bitPattern: try reader.varint())
            case 10:
                try reader.expect(.varint, of: tag)
                subtotalCents = Int64(bitPattern: try reader.varint())
            case 11:
                try reader.expect(.varint, of: tag)
                taxCents = Int64(bitPattern: try reader.varint())
            case 12:
                try reader.expect(.varint, of: tag)
                discountCents = Int64(bitPattern: try reader.varint())
            case 13:
                try reader.expect(.varint, of: tag)
                totalCents = Int64(bitPattern: try reader.varint())
            case 14:
                try reader.expect(.lengthDelimited, of: tag)
                error = try reader.string(field: 14)
            case 15:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = sentAt ?? WireTimestamp()
                try value.merge(from: &inner)
                sentAt = value
            case 16:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = finishedAt ?? WireTimestamp()
                try value.merge(from: &inner)
                finishedAt = value
            case 17:
                try reader.expect(.varint, of: tag)
                discountsSynced = try reader.varint() != 0
            case 40:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = PriceDifference()
                try value.merge(from: &inner)
                priceDifferences.append(value)
            case 41:
                try reader.expect(.lengthDelimited, of: tag)
                warnings.append(try reader.string(field: 41))
            case 42:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = PosWriteStep()
                try value.merge(from: &inner)
                steps.append(value)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !idempotencyKey.isEmpty { writer.string(1, idempotencyKey) }
        if !state.isEmpty { writer.string(2, state) }
        if replayed { writer.bool(3, replayed) }
        if !method.isEmpty { writer.string(4, method) }
        if !customerId.isEmpty { writer.string(5, customerId) }
        if !orderId.isEmpty { writer.string(6, orderId) }
        if !discountId.isEmpty { writer.string(7, discountId) }
        if let loyaltyPoints { writer.int64(8, loyaltyPoints) }
        if let creditCents { writer.int64(9, creditCents) }
        if let subtotalCents { writer.int64(10, subtotalCents) }
        if let taxCents { writer.int64(11, taxCents) }
        if let discountCents { writer.int64(12, discountCents) }
        if let totalCents { writer.int64(13, totalCents) }
        if !error.isEmpty { writer.string(14, error) }
        if let sentAt { writer.message(15) { sentAt.encode(into: &$0) } }
        if let finishedAt { writer.message(16) { finishedAt.encode(into: &$0) } }
        if discountsSynced { writer.bool(17, discountsSynced) }
        for value in priceDifferences { writer.message(40) { value.encode(into: &$0) } }
        for value in warnings { writer.string(41, value) }
        for value in steps { writer.message(42) { value.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("idempotency_key", idempotencyKey)
        writer.member("state", state)
        writer.member("replayed", replayed)
        writer.member("method", method)
        writer.member("customer_id", customerId)
        writer.member("order_id", orderId)
        writer.member("discount_id", discountId)
        if let loyaltyPoints { writer.member("loyalty_points", loyaltyPoints) }
        if let creditCents { writer.member("credit_cents", creditCents) }
        if let subtotalCents { writer.member("subtotal_cents", subtotalCents) }
        if let taxCents { writer.member("tax_cents", taxCents) }
        if let discountCents { writer.member("discount_cents", discountCents) }
        if let totalCents { writer.member("total_cents", totalCents) }
        writer.member("error", error)
        if let sentAt { writer.member("sent_at", sentAt) }
        if let finishedAt { writer.member("finished_at", finishedAt) }
        writer.member("discounts_synced", discountsSynced)
        writer.array("price_differences", priceDifferences) { writer, value in writer.value(value) }
        writer.array("warnings", warnings) { writer, value in writer.value(value) }
        writer.array("steps", steps) { writer, value in writer.value(value) }
    }
}
