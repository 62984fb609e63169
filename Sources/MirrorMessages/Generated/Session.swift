// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

/// A session as it is stored, without its token.
public struct Session: MirrorMessage {
    public var id: String = ""
    public var role: String = ""
    public var orgIds: [String] = []
    public var userId: String = ""
    public var createdAt: WireTimestamp?
    public var expiresAt: WireTimestamp?
    public var expired: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                id = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                role = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                orgIds.append(try reader.string(field: 3))
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                userId = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = createdAt ?? WireTimestamp()
                try value.merge(from: &inner)
                createdAt = value
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = expiresAt ?? WireTimestamp()
                try value.merge(from: &inner)
                expiresAt = value
            case 7:
                try reader.expect(.varint, of: tag)
                expired = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !id.isEmpty { writer.string(1, id) }
        if !role.isEmpty { writer.string(2, role) }
        for value in orgIds { writer.string(3, value) }
        if !userId.isEmpty { writer.string(4, userId) }
        if let createdAt { writer.message(5) { createdAt.encode(into: &$0) } }
        if let expiresAt { writer.message(6) { expiresAt.encode(into: &$0) } }
        if expired { writer.bool(7, expired) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("role", role)
        writer.array("org_ids", orgIds) { writer, value in writer.value(value) }
        writer.member("user_id", userId)
        if let createdAt { writer.member("created_at", createdAt) }
        if let expiresAt { writer.member("expires_at", expiresAt) }
        writer.member("expired", expired)
    }
}
