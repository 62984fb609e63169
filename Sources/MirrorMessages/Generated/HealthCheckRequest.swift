// Written by Protocol/generate.py from Protocol/grpc_health/v1/health.proto; change that file instead.

import JSON
import ProtobufWire

/// Which service is asked about; empty for the daemon as a whole.
public struct HealthCheckRequest: MirrorMessage {
    public var service: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                service = try reader.string(field: 1)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !service.isEmpty { writer.string(1, service) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("service", service)
    }
}
