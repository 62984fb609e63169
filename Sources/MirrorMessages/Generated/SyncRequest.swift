// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

import JSON
import ProtobufWire

public struct SyncRequest: MirrorMessage {
    public var orgId: String = ""
    /// Of SyncProducts, SyncDiscounts and SyncOrg: take an inventory that became empty or much smaller,
    /// and a feed in which a field that records had before is read in none, this once. An answer that is short by its own word, unreadable in part or failed hides nothing all the same.
    /// Role admin only, or the session of somebody who may manage any tenant. A run under way without
    /// it is not joined.
    public var acceptRemovals: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
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
        if acceptRemovals { writer.bool(80, acceptRemovals) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("accept_removals", acceptRemovals)
    }
}
