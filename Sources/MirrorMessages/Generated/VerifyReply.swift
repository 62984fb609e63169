// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct VerifyReply: MirrorMessage {
    public var documents: Int64 = 0
    /// Entries of the family columns: rows, and what price history is made of.
    public var columns: Int64 = 0
    public var changes: Int64 = 0
    /// Each of the findings as one line.
    public var problems: [String] = []
    public var indexEntries: Int64 = 0
    /// The first faults; findings_count tells of how many.
    public var findings: [VerifyFinding] = []
    public var findingsCount: Int64 = 0
    /// There are findings_count faults at least: of some only sums were compared.
    public var atLeast: Bool = false
    /// The last commit of the state that was read.
    public var commit: Int64 = 0

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.varint, of: tag)
                documents = Int64(bitPattern: try reader.varint())
            case 2:
                try reader.expect(.varint, of: tag)
                columns = Int64(bitPattern: try reader.varint())
            case 3:
                try reader.expect(.varint, of: tag)
                changes = Int64(bitPattern: try reader.varint())
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                problems.append(try reader.string(field: 4))
            case 5:
                try reader.expect(.varint, of: tag)
                indexEntries = Int64(bitPattern: try reader.varint())
            case 60:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = VerifyFinding()
                try value.merge(from: &inner)
                findings.append(value)
            case 61:
                try reader.expect(.varint, of: tag)
                findingsCount = Int64(bitPattern: try reader.varint())
            case 62:
                try reader.expect(.varint, of: tag)
                atLeast = try reader.varint() != 0
            case 63:
                try reader.expect(.varint, of: tag)
                commit = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if documents != 0 { writer.int64(1, documents) }
        if columns != 0 { writer.int64(2, columns) }
        if changes != 0 { writer.int64(3, changes) }
        for value in problems { writer.string(4, value) }
        if indexEntries != 0 { writer.int64(5, indexEntries) }
        for value in findings { writer.message(60) { value.encode(into: &$0) } }
        if findingsCount != 0 { writer.int64(61, findingsCount) }
        if atLeast { writer.bool(62, atLeast) }
        if commit != 0 { writer.int64(63, commit) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("documents", documents)
        writer.member("columns", columns)
        writer.member("changes", changes)
        writer.array("problems", problems) { writer, value in writer.value(value) }
        writer.member("index_entries", indexEntries)
        writer.array("findings", findings) { writer, value in writer.value(value) }
        writer.member("findings_count", findingsCount)
        writer.member("at_least", atLeast)
        writer.member("commit", commit)
    }
}
