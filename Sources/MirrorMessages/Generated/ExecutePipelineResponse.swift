// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct ExecutePipelineResponse: MirrorMessage {
    public var transaction: [UInt8] = []
    public var results: [[UInt8]] = []
    public var executionTime: WireTimestamp?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                transaction = try reader.bytes()
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                results.append(try reader.bytes())
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = executionTime ?? WireTimestamp()
                try value.merge(from: &inner)
                executionTime = value
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !transaction.isEmpty { writer.lengthDelimited(1, transaction) }
        for value in results { writer.lengthDelimited(2, value) }
        if let executionTime { writer.message(3) { executionTime.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("transaction", transaction)
        if let executionTime { writer.member("execution_time", executionTime) }
    }
}
