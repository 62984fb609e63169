// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetClearanceReply: MirrorMessage {
    /// Soonest expiry first.
    public var candidates: [ClearanceCandidate] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = ClearanceCandidate()
                try value.merge(from: &inner)
                candidates.append(value)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in candidates { writer.message(1) { value.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("candidates", candidates) { writer, value in writer.value(value) }
    }
}
