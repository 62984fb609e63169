// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

import JSON
import ProtobufWire

public struct WriteResponse: MirrorMessage {
    public var streamId: String = ""
    public var streamToken: [UInt8] = []
    public var writeResults: [[UInt8]] = []
    public var commitTime: WireTimestamp?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                streamId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                streamToken = try reader.bytes()
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                writeResults.append(try reader.bytes())
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = commitTime ?? WireTimestamp()
                try value.merge(from: &inner)
                commitTime = value
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !streamId.isEmpty { writer.string(1, streamId) }
        if !streamToken.isEmpty { writer.lengthDelimited(2, streamToken) }
        for value in writeResults { writer.lengthDelimited(3, value) }
        if let commitTime { writer.message(4) { commitTime.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("stream_id", streamId)
        writer.member("stream_token", streamToken)
        if let commitTime { writer.member("commit_time", commitTime) }
    }
}
