// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetInfoRequest: MirrorMessage {

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            try reader.skip(tag.type)
        }
    }

    public func encode(into writer: inout WireWriter) {
    }

    public func members(into writer: inout JSONWriter) {
    }
}
