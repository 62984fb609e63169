// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct ListenRequest: MirrorMessage {
    public var database: String = ""
    public var addTarget: [UInt8]?
    public var removeTarget: Int32?
    public var labels: [[UInt8]] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                database = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                addTarget = try reader.bytes()
            case 3:
                try reader.expect(.varint, of: tag)
                removeTarget = Int32(truncatingIfNeeded: try reader.varint())
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                labels.append(try reader.bytes())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !database.isEmpty { writer.string(1, database) }
        if let addTarget { writer.lengthDelimited(2, addTarget) }
        if let removeTarget { writer.int64(3, Int64(removeTarget)) }
        for value in labels { writer.lengthDelimited(4, value) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("database", database)
        if let removeTarget { writer.member("remove_target", removeTarget) }
    }
}
