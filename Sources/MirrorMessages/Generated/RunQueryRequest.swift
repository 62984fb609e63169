// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct RunQueryRequest: MirrorMessage {
    public var parent: String = ""
    public var structuredQuery: [UInt8]?
    public var transaction: [UInt8]?
    public var newTransaction: [UInt8]?
    public var readTime: WireTimestamp?
    public var explainOptions: [UInt8]?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                parent = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                structuredQuery = try reader.bytes()
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                transaction = try reader.bytes()
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                newTransaction = try reader.bytes()
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = readTime ?? WireTimestamp()
                try value.merge(from: &inner)
                readTime = value
            case 10:
                try reader.expect(.lengthDelimited, of: tag)
                explainOptions = try reader.bytes()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !parent.isEmpty { writer.string(1, parent) }
        if let structuredQuery { writer.lengthDelimited(2, structuredQuery) }
        if let transaction { writer.lengthDelimited(5, transaction) }
        if let newTransaction { writer.lengthDelimited(6, newTransaction) }
        if let readTime { writer.message(7) { readTime.encode(into: &$0) } }
        if let explainOptions { writer.lengthDelimited(10, explainOptions) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("parent", parent)
        if let transaction { writer.member("transaction", transaction) }
        if let readTime { writer.member("read_time", readTime) }
    }
}
