// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct BatchGetDocumentsRequest: MirrorMessage {
    public var database: String = ""
    public var documents: [String] = []
    public var mask: [UInt8]?
    public var transaction: [UInt8]?
    public var newTransaction: [UInt8]?
    public var readTime: WireTimestamp?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                database = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                documents.append(try reader.string(field: 2))
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                mask = try reader.bytes()
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                transaction = try reader.bytes()
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                newTransaction = try reader.bytes()
            case 7:
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
        if !database.isEmpty { writer.string(1, database) }
        for value in documents { writer.string(2, value) }
        if let mask { writer.lengthDelimited(3, mask) }
        if let transaction { writer.lengthDelimited(4, transaction) }
        if let newTransaction { writer.lengthDelimited(5, newTransaction) }
        if let readTime { writer.message(7) { readTime.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("database", database)
        writer.array("documents", documents) { writer, value in writer.value(value) }
        if let transaction { writer.member("transaction", transaction) }
        if let readTime { writer.member("read_time", readTime) }
    }
}
