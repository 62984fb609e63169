// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

/// How far a verification is.
public struct VerifyProgress: MirrorMessage {
    public var family: String = ""
    public var done: Int64 = 0
    /// Estimated; not less than done.
    public var total: Int64 = 0
    /// Faults that were counted are looked for one by one.
    public var naming: Bool = false
    /// In the last message alone.
    public var reply: VerifyReply?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                family = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                done = Int64(bitPattern: try reader.varint())
            case 3:
                try reader.expect(.varint, of: tag)
                total = Int64(bitPattern: try reader.varint())
            case 4:
                try reader.expect(.varint, of: tag)
                naming = try reader.varint() != 0
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = reply ?? VerifyReply()
                try value.merge(from: &inner)
                reply = value
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !family.isEmpty { writer.string(1, family) }
        if done != 0 { writer.int64(2, done) }
        if total != 0 { writer.int64(3, total) }
        if naming { writer.bool(4, naming) }
        if let reply { writer.message(5) { reply.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("family", family)
        writer.member("done", done)
        writer.member("total", total)
        writer.member("naming", naming)
        if let reply { writer.member("reply", reply) }
    }
}
