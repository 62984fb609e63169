// Written by Protocol/generate.py from Protocol/grpc_health/v1/health.proto; change that file instead.

/// The methods of `grpc.health.v1.Health`.
public enum HealthMethod: String, ServiceMethod {
    case check = "Check"
    case watch = "Watch"

    public static let service = "grpc.health.v1.Health"

    public var streaming: MethodStreaming {
        switch self {
        case .check: .unary
        case .watch: .server
        }
    }
}

/// The methods of `grpc.health.v1.Health` with their messages.
public enum HealthCall {
    public static let check = UnaryCall<HealthCheckRequest, HealthCheckResponse>(HealthMethod.check)
    public static let watch = StreamCall<HealthCheckRequest, HealthCheckResponse>(
        HealthMethod.watch)
}
