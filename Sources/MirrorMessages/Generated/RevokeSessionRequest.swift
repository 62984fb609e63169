// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct RevokeSessionRequest: MirrorMessage {
    /// The token, its id, or at least 8 digits of the id that no other session starts with.
    public var session: String = ""
    /// Ends every session of this user.
    public var userId: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                session = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                userId = try reader.string(field: 2)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !session.isEmpty { writer.string(1, session) }
        if !userId.isEmpty { writer.string(2, userId) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("session", session)
        writer.member("user_id", userId)
    }
}
