// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct RunAggregationQueryResponse: MirrorMessage {
    public var result: [UInt8]?
    public var transaction: [UInt8] = []
    public var readTime: WireTimestamp?
    public var explainMetrics: [UInt8]?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                result = try reader.bytes()
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                transaction = try reader.bytes()
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = readTime ?? WireTimestamp()
                try value.merge(from: &inner)
                readTime = value
            case 10:
                try reader.expect(.lengthDelimited, of: tag)
                explainMetrics = try reader.bytes()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if let result { writer.lengthDelimited(1, result) }
        if !transaction.isEmpty { writer.lengthDelimited(2, transaction) }
        if let readTime { writer.message(3) { readTime.encode(into: &$0) } }
        if let explainMetrics { writer.lengthDelimited(10, explainMetrics) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("transaction", transaction)
        if let readTime { writer.member("read_time", readTime) }
    }
}
