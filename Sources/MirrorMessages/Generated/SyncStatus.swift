// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

import JSON
import ProtobufWire

public struct SyncStatus: MirrorMessage {
    public var tenants: [IntegrationStatus] = []
    /// Minutes between the scheduled runs of a tenant; 0 while the schedule is off.
    public var scheduleMinutes: Int64 = 0

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
            case 2:
                try reader.expect(.varint, of: tag)
                scheduleMinutes = Int64(bitPattern: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in tenants { writer.message(1) { value.encode(into: &$0) } }
        if scheduleMinutes != 0 { writer.int64(2, scheduleMinutes) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("tenants", tenants) { writer, value in writer.value(value) }
        writer.member("schedule_minutes", scheduleMinutes)
    }
}
