// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct BackupReply: MirrorMessage {
    public var directory: String = ""
    public var bytes: Int64 = 0
    /// Files that are hard links to the store's own: on the same file system, tables never change and
    /// are not copied. What damages the disk damages both.
    public var linkedFiles: Int64 = 0
    /// Files that are copies.
    public var copiedFiles: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                directory = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                bytes = Int64(bitPattern: try reader.varint())
            case 60:
                try reader.expect(.varint, of: tag)
                linkedFiles = Int64(bitPattern: try reader.varint())
            case 61:
                try reader.expect(.varint, of: tag)
                copiedFiles = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !directory.isEmpty { writer.string(1, directory) }
        if bytes != 0 { writer.int64(2, bytes) }
        if linkedFiles != 0 { writer.int64(60, linkedFiles) }
        if copiedFiles != 0 { writer.int64(61, copiedFiles) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("directory", directory)
        writer.member("bytes", bytes)
        writer.member("linked_files", linkedFiles)
        writer.member("copied_files", copiedFiles)
    }
}
