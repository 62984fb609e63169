// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct VerifyReply: MirrorMessage {
    public var documents: Int64 = 0
    public var columns: Int64 = 0
    public var changes: Int64 = 0
    public var problems: [String] = []
    public var indexEntries: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.varint, of: tag)
                documents = Int64(bitPattern: try reader.varint())
            case 2:
                try reader.expect(.varint, of: tag)
                columns = Int64(bitPattern: try reader.varint())
            case 3:
                try reader.expect(.varint, of: tag)
                changes = Int64(bitPattern: try reader.varint())
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                problems.append(try reader.string(field: 4))
            case 5:
                try reader.expect(.varint, of: tag)
                indexEntries = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if documents != 0 { writer.int64(1, documents) }
        if columns != 0 { writer.int64(2, columns) }
        if changes != 0 { writer.int64(3, changes) }
        for value in problems { writer.string(4, value) }
        if indexEntries != 0 { writer.int64(5, indexEntries) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("documents", documents)
        writer.member("columns", columns)
        writer.member("changes", changes)
        writer.array("problems", problems) { writer, value in writer.value(value) }
        writer.member("index_entries", indexEntries)
    }
}
