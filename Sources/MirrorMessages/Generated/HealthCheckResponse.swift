// Written by Protocol/generate.py from Protocol/grpc_health/v1/health.proto; change that file instead.

import JSON
import ProtobufWire

public enum HealthCheckResponseServingStatus: Int32, WireEnum, CaseIterable {
    case unknown = 0
    case serving = 1
    case notServing = 2
    case serviceUnknown = 3

    /// The name in the .proto file.
    public var protoName: String {
        switch self {
        case .unknown: "UNKNOWN"
        case .serving: "SERVING"
        case .notServing: "NOT_SERVING"
        case .serviceUnknown: "SERVICE_UNKNOWN"
        }
    }
}

/// Whether it serves.
public struct HealthCheckResponse: MirrorMessage {
    public var status: HealthCheckResponseServingStatus = .unknown

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.varint, of: tag)
                status = HealthCheckResponseServingStatus(wire: try reader.varint())
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if status.rawValue != 0 { writer.int64(1, Int64(status.rawValue)) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("status", status)
    }
}
