// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct BeginTransactionRequest: MirrorMessage {
    public var database: String = ""
    public var options: [UInt8]?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                database = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                options = try reader.bytes()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !database.isEmpty { writer.string(1, database) }
        if let options { writer.lengthDelimited(2, options) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("database", database)
    }
}
