// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetDocumentRequest: MirrorMessage {
    public var name: String = ""
    public var mask: [UInt8]?
    public var transaction: [UInt8]?
    public var readTime: WireTimestamp?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                mask = try reader.bytes()
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                transaction = try reader.bytes()
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = readTime ?? WireTimestamp()
                try value.merge(from: &inner)
                readTime = value
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !name.isEmpty { writer.string(1, name) }
        if let mask { writer.lengthDelimited(2, mask) }
        if let transaction { writer.lengthDelimited(3, transaction) }
        if let readTime { writer.message(5) { readTime.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("name", name)
        if let transaction { writer.member("transaction", transaction) }
        if let readTime { writer.member("read_time", readTime) }
    }
}
