// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct UpdateDocumentRequest: MirrorMessage {
    public var document: [UInt8]?
    public var updateMask: [UInt8]?
    public var mask: [UInt8]?
    public var currentDocument: [UInt8]?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                document = try reader.bytes()
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                updateMask = try reader.bytes()
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                mask = try reader.bytes()
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                currentDocument = try reader.bytes()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if let document { writer.lengthDelimited(1, document) }
        if let updateMask { writer.lengthDelimited(2, updateMask) }
        if let mask { writer.lengthDelimited(3, mask) }
        if let currentDocument { writer.lengthDelimited(4, currentDocument) }
    }

    public func members(into writer: inout JSONWriter) {
    }
}
