// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct CreateDocumentRequest: MirrorMessage {
    public var parent: String = ""
    public var collectionId: String = ""
    public var documentId: String = ""
    public var document: [UInt8]?
    public var mask: [UInt8]?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                parent = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                collectionId = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                documentId = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                document = try reader.bytes()
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                mask = try reader.bytes()
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !parent.isEmpty { writer.string(1, parent) }
        if !collectionId.isEmpty { writer.string(2, collectionId) }
        if !documentId.isEmpty { writer.string(3, documentId) }
        if let document { writer.lengthDelimited(4, document) }
        if let mask { writer.lengthDelimited(5, mask) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("parent", parent)
        writer.member("collection_id", collectionId)
        writer.member("document_id", documentId)
    }
}
