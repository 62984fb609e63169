// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct CreateSessionRequest: MirrorMessage {
    /// super_user and super_admin act for any tenant, dispensary_admin and brand_admin for their own.
    public var role: String = ""
    /// Organisations that the user belongs to, besides those of users/{user_id}.
    public var orgIds: [String] = []
    public var userId: String = ""
    /// 1 to 8784; 0 for 12.
    public var hours: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                role = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                orgIds.append(try reader.string(field: 2))
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                userId = try reader.string(field: 3)
            case 4:
                try reader.expect(.varint, of: tag)
                hours = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !role.isEmpty { writer.string(1, role) }
        for value in orgIds { writer.string(2, value) }
        if !userId.isEmpty { writer.string(3, userId) }
        if hours != 0 { writer.int64(4, hours) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("role", role)
        writer.array("org_ids", orgIds) { writer, value in writer.value(value) }
        writer.member("user_id", userId)
        writer.member("hours", hours)
    }
}
