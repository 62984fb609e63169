// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct DeleteDocumentRequest: MirrorMessage {
    public var name: String = ""
    public var currentDocument: [UInt8]?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                currentDocument = try reader.bytes()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !name.isEmpty { writer.string(1, name) }
        if let currentDocument { writer.lengthDelimited(2, currentDocument) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("name", name)
    }
}
