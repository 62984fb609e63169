// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct BatchGetDocumentsResponse: MirrorMessage {
    public var found: [UInt8]?
    public var missing: String?
    public var transaction: [UInt8] = []
    public var readTime: WireTimestamp?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                found = try reader.bytes()
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                missing = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                transaction = try reader.bytes()
            case 4:
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
        if let found { writer.lengthDelimited(1, found) }
        if let missing { writer.string(2, missing) }
        if !transaction.isEmpty { writer.lengthDelimited(3, transaction) }
        if let readTime { writer.message(4) { readTime.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        if let missing { writer.member("missing", missing) }
        writer.member("transaction", transaction)
        if let readTime { writer.member("read_time", readTime) }
    }
}
