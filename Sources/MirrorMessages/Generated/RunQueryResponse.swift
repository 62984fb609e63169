// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct RunQueryResponse: MirrorMessage {
    public var document: [UInt8]?
    public var transaction: [UInt8] = []
    public var readTime: WireTimestamp?
    public var skippedResults: Int32 = 0
    public var done: Bool?
    public var explainMetrics: [UInt8]?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                document = try reader.bytes()
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                transaction = try reader.bytes()
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = readTime ?? WireTimestamp()
                try value.merge(from: &inner)
                readTime = value
            case 4:
                try reader.expect(.varint, of: tag)
                skippedResults = Int32(truncatingIfNeeded: try reader.varint())
            case 6:
                try reader.expect(.varint, of: tag)
                done = try reader.varint() != 0
            case 11:
                try reader.expect(.lengthDelimited, of: tag)
                explainMetrics = try reader.bytes()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if let document { writer.lengthDelimited(1, document) }
        if !transaction.isEmpty { writer.lengthDelimited(2, transaction) }
        if let readTime { writer.message(3) { readTime.encode(into: &$0) } }
        if skippedResults != 0 { writer.int64(4, Int64(skippedResults)) }
        if let done { writer.bool(6, done) }
        if let explainMetrics { writer.lengthDelimited(11, explainMetrics) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("transaction", transaction)
        if let readTime { writer.member("read_time", readTime) }
        writer.member("skipped_results", skippedResults)
        if let done { writer.member("done", done) }
    }
}
