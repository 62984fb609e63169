// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct BackupRequest: MirrorMessage {
    /// An absolute path that does not exist yet, outside of the data directory; its parent must exist.
    public var directory: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                directory = try reader.string(field: 1)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !directory.isEmpty { writer.string(1, directory) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("directory", directory)
    }
}
