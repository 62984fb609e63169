// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

import JSON
import ProtobufWire

public struct SyncAllReply: MirrorMessage {
    /// One for each tenant, by org_id.
    public var results: [SyncReply] = []
    public var total: Int64 = 0
    public var successful: Int64 = 0
    public var failed: Int64 = 0
    public var durationMs: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = SyncReply()
                try value.merge(from: &inner)
                results.append(value)
            case 2:
                try reader.expect(.varint, of: tag)
                total = Int64(bitPattern: try reader.varint())
            case 3:
                try reader.expect(.varint, of: tag)
                successful = Int64(bitPattern: try reader.varint())
            case 4:
                try reader.expect(.varint, of: tag)
                failed = Int64(bitPattern: try reader.varint())
            case 5:
                try reader.expect(.varint, of: tag)
                durationMs = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in results { writer.message(1) { value.encode(into: &$0) } }
        if total != 0 { writer.int64(2, total) }
        if successful != 0 { writer.int64(3, successful) }
        if failed != 0 { writer.int64(4, failed) }
        if durationMs != 0 { writer.int64(5, durationMs) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("results", results) { writer, value in writer.value(value) }
        writer.member("total", total)
        writer.member("successful", successful)
        writer.member("failed", failed)
        writer.member("duration_ms", durationMs)
    }
}
