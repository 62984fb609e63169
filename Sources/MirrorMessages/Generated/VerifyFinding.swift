// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

/// One fault of the store.
public struct VerifyFinding: MirrorMessage {
    /// damaged: it does not decode. unreadable: the disk does not give it back. missing, surplus,
    /// differs: not what follows from the documents. contradicts: numbers that exclude each other.
    /// unchecked: it could not be compared.
    public var kind: String = ""
    /// documents, indexes, columns, changes or meta.
    public var family: String = ""
    /// The path of the document, and the part of it that is at fault; people's addresses are left out.
    public var place: String = ""
    public var words: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                kind = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                family = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                place = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                words = try reader.string(field: 4)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !kind.isEmpty { writer.string(1, kind) }
        if !family.isEmpty { writer.string(2, family) }
        if !place.isEmpty { writer.string(3, place) }
        if !words.isEmpty { writer.string(4, words) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("kind", kind)
        writer.member("family", family)
        writer.member("place", place)
        writer.member("words", words)
    }
}
