// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct BackupRequest: MirrorMessage {
    /// An absolute path that does not exist yet, outside of the data directory; its parent must exist.
    /// With `copy` it may also be such a backup, which becomes one of the store as it is now: files
    /// that are in it already are not copied again.
    public var directory: String = ""
    /// Copies all files, never links them, with a manifest of their sizes and checksums; each is
    /// compared after it was written.
    public var copy: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                directory = try reader.string(field: 1)
            case 60:
                try reader.expect(.varint, of: tag)
                copy = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !directory.isEmpty { writer.string(1, directory) }
        if copy { writer.bool(60, copy) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("directory", directory)
        writer.member("copy", copy)
    }
}
