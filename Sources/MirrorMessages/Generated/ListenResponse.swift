// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct ListenResponse: MirrorMessage {
    public var targetChange: [UInt8]?
    public var documentChange: [UInt8]?
    public var documentDelete: [UInt8]?
    public var documentRemove: [UInt8]?
    public var filter: [UInt8]?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                targetChange = try reader.bytes()
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                documentChange = try reader.bytes()
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                documentDelete = try reader.bytes()
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                documentRemove = try reader.bytes()
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                filter = try reader.bytes()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if let targetChange { writer.lengthDelimited(2, targetChange) }
        if let documentChange { writer.lengthDelimited(3, documentChange) }
        if let documentDelete { writer.lengthDelimited(4, documentDelete) }
        if let filter { writer.lengthDelimited(5, filter) }
        if let documentRemove { writer.lengthDelimited(6, documentRemove) }
    }

    public func members(into writer: inout JSONWriter) {
    }
}
