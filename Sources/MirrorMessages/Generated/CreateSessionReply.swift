// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct CreateSessionReply: MirrorMessage {
    /// Goes into the metadata of the user's calls as `session`. It is shown here only.
    public var token: String = ""
    public var session: Session?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                token = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = session ?? Session()
                try value.merge(from: &inner)
                session = value
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !token.isEmpty { writer.string(1, token) }
        if let session { writer.message(2) { session.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("token", token)
        if let session { writer.member("session", session) }
    }
}
