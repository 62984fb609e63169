// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

import JSON
import ProtobufWire

public struct SyncOrdersRequest: MirrorMessage {
    public var orgId: String = ""
    /// First day to read, YYYY-MM-DD; empty for where the last run ended. A day behind that is not
    /// obeyed, it would leave a gap. Days are read from the newest backwards.
    public var since: String = ""
    /// Read the whole history from since (2020-01-01 if empty), up to 100,000 orders a call; the next
    /// such call goes on where this one stopped, while orders_go_on.
    public var backfill: Bool = false
    /// As SyncRequest's, of a feed of orders.
    public var acceptRemovals: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                since = try reader.string(field: 2)
            case 3:
                try reader.expect(.varint, of: tag)
                backfill = try reader.varint() != 0
            case 80:
                try reader.expect(.varint, of: tag)
                acceptRemovals = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !since.isEmpty { writer.string(2, since) }
        if backfill { writer.bool(3, backfill) }
        if acceptRemovals { writer.bool(80, acceptRemovals) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("since", since)
        writer.member("backfill", backfill)
        writer.member("accept_removals", acceptRemovals)
    }
}
