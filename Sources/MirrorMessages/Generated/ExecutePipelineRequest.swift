// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

/// Without the pipeline, which is skipped.
public struct ExecutePipelineRequest: MirrorMessage {
    public var database: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                database = try reader.string(field: 1)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !database.isEmpty { writer.string(1, database) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("database", database)
    }
}
