// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

import ProtobufWire

/// Sync status.
public struct SyncStatus: MirrorMessage {
    /// Tenants.
    public var tenants: [IntegrationStatus] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = IntegrationStatus()
                try value.merge(from: &inner)
                tenants.append(value)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in tenants { writer.message(1) { value.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("tenants", tenants) { writer, value in writer.value(value) }
    }
}
