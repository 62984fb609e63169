// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

import JSON
import ProtobufWire

/// How one part of a SyncOrg went.
public struct SyncPartReply: MirrorMessage {
    /// products, discounts, metadata, customers or orders.
    public var kind: String = ""
    public var success: Bool = false
    public var error: String = ""
    public var durationMs: Int64 = 0
    /// Documents that the part created, changed, hid or removed.
    public var written: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                kind = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                success = try reader.varint() != 0
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                error = try reader.string(field: 3)
            case 4:
                try reader.expect(.varint, of: tag)
                durationMs = Int64(bitPattern: try reader.varint())
            case 30:
                try reader.expect(.varint, of: tag)
                written = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !kind.isEmpty { writer.string(1, kind) }
        if success { writer.bool(2, success) }
        if !error.isEmpty { writer.string(3, error) }
        if durationMs != 0 { writer.int64(4, durationMs) }
        if written != 0 { writer.int64(30, written) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("kind", kind)
        writer.member("success", success)
        writer.member("error", error)
        writer.member("duration_ms", durationMs)
        writer.member("written", written)
    }
}
