// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct BackupReply: MirrorMessage {
    public var directory: String = ""
    public var bytes: Int64 = 0
    /// Files that are hard links to the store's own: on the same file system, tables never change and
    /// are not copied. What damages the disk damages both.
    public var linkedFiles: Int64 = 0
    /// Files that were copied.
    public var copiedFiles: Int64 = 0
    /// Files that were in the backup already.
    public var keptFiles: Int64 = 0
    public var copiedBytes: Int64 = 0
    /// The last commit that is in it, with `copy`.
    public var commit: Int64 = 0

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
            case 62:
                try reader.expect(.varint, of: tag)
                keptFiles = Int64(bitPattern: try reader.varint())
            case 63:
                try reader.expect(.varint, of: tag)
                copiedBytes = Int64(bitPattern: try reader.varint())
            case 64:
                try reader.expect(.varint, of: tag)
                commit = Int64(bitPattern: try reader.varint())
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
        if keptFiles != 0 { writer.int64(62, keptFiles) }
        if copiedBytes != 0 { writer.int64(63, copiedBytes) }
        if commit != 0 { writer.int64(64, commit) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("directory", directory)
        writer.member("bytes", bytes)
        writer.member("linked_files", linkedFiles)
        writer.member("copied_files", copiedFiles)
        writer.member("kept_files", keptFiles)
        writer.member("copied_bytes", copiedBytes)
        writer.member("commit", commit)
    }
}
