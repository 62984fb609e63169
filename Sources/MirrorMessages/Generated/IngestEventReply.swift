// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct IngestEventReply: MirrorMessage {
    public var received: Bool = false
    public var orgId: String = ""
    /// As the POS names it, such as order.created.
    public var event: String = ""
    /// The document tenants/{org}/posEvents/{event_id}.
    public var eventId: String = ""
    /// pulled, updated (at once, and pulled), kept or replayed.
    public var action: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.varint, of: tag)
                received = try reader.varint() != 0
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                event = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                eventId = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                action = try reader.string(field: 5)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if received { writer.bool(1, received) }
        if !orgId.isEmpty { writer.string(2, orgId) }
        if !event.isEmpty { writer.string(3, event) }
        if !eventId.isEmpty { writer.string(4, eventId) }
        if !action.isEmpty { writer.string(5, action) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("received", received)
        writer.member("org_id", orgId)
        writer.member("event", event)
        writer.member("event_id", eventId)
        writer.member("action", action)
    }
}
