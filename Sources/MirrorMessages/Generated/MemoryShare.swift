// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

/// A share of the memory: store, catalogs, or one of work, which are answers (of a POS), queries,
/// replies (that nobody has read) and requests.
public struct MemoryShare: MirrorMessage {
    public var name: String = ""
    public var usedBytes: Int64 = 0
    /// The most that was used at once.
    public var peakBytes: Int64 = 0
    /// 0 for no limit: the catalogs have what they need.
    public var limitBytes: Int64 = 0
    /// How often more was asked for.
    public var refused: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                usedBytes = Int64(bitPattern: try reader.varint())
            case 3:
                try reader.expect(.varint, of: tag)
                peakBytes = Int64(bitPattern: try reader.varint())
            case 4:
                try reader.expect(.varint, of: tag)
                limitBytes = Int64(bitPattern: try reader.varint())
            case 5:
                try reader.expect(.varint, of: tag)
                refused = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !name.isEmpty { writer.string(1, name) }
        if usedBytes != 0 { writer.int64(2, usedBytes) }
        if peakBytes != 0 { writer.int64(3, peakBytes) }
        if limitBytes != 0 { writer.int64(4, limitBytes) }
        if refused != 0 { writer.int64(5, refused) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("used_bytes", usedBytes)
        writer.member("peak_bytes", peakBytes)
        writer.member("limit_bytes", limitBytes)
        writer.member("refused", refused)
    }
}
