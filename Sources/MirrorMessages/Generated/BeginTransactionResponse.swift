// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct BeginTransactionResponse: MirrorMessage {
    public var transaction: [UInt8] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                transaction = try reader.bytes()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !transaction.isEmpty { writer.lengthDelimited(1, transaction) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("transaction", transaction)
    }
}
