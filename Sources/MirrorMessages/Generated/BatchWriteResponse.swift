// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct BatchWriteResponse: MirrorMessage {
    public var writeResults: [[UInt8]] = []
    public var status: [RPCStatus] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                writeResults.append(try reader.bytes())
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = RPCStatus()
                try value.merge(from: &inner)
                status.append(value)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in writeResults { writer.lengthDelimited(1, value) }
        for value in status { writer.message(2) { value.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("status", status) { writer, value in writer.value(value) }
    }
}
