// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct AcceptClearanceReply: MirrorMessage {
    /// After the rule took effect.
    public var candidate: ClearanceCandidate?
    public var ruleId: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = candidate ?? ClearanceCandidate()
                try value.merge(from: &inner)
                candidate = value
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                ruleId = try reader.string(field: 2)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if let candidate { writer.message(1) { candidate.encode(into: &$0) } }
        if !ruleId.isEmpty { writer.string(2, ruleId) }
    }

    public func members(into writer: inout JSONWriter) {
        if let candidate { writer.member("candidate", candidate) }
        writer.member("rule_id", ruleId)
    }
}
