import Serving
import MirrorMessages
import StatusCodes
import Synchronization
import TTRPC

/// grpc.health.v1.Health (the gRPC health checking protocol): whether the daemon serves.
final class HealthService: RPCService, Sendable {
    private let state = Mutex(State())
    private let services: Set<String>

    private struct State {
        var isServing = true
        var streams: [ServerStream] = []
    }

    /// - Parameter services: known names; others are NOT_FOUND in Check and SERVICE_UNKNOWN in
    ///   Watch.
    init(services: Set<String>) { self.services = services.union([""]) }

    func handler(_ method: HealthMethod) -> RPCHandler {
        switch method {
        case .check:
            .inline { [self] _, payload, reply throws(Status) in
                let request = try HealthCheckRequest(request: payload)
                guard services.contains(request.service) else {
                    throw Status(.notFound, "no such service")
                }
                reply.append(answer(isServing: state.withLock { $0.isServing }).wireBytes)
            }
        case .watch:
            .push { [self] _, payload, stream throws(Status) in
                try watch(try HealthCheckRequest(request: payload), stream)
            }
        }
    }

    /// Notifies every watcher that the daemon is stopping.
    func stopServing() {
        state.withLock { state in
            state.isServing = false
            let bytes = answer(isServing: false).wireBytes
            for stream in state.streams { _ = stream.trySend(bytes) }
            state.streams = []
        }
    }

    private func watch(_ request: HealthCheckRequest, _ stream: ServerStream) throws(Status) {
        guard services.contains(request.service) else {
            var unknown = HealthCheckResponse()
            unknown.status = .serviceUnknown
            _ = stream.trySend(unknown.wireBytes)
            return
        }
        state.withLock { state in
            _ = stream.trySend(answer(isServing: state.isServing).wireBytes)
            state.streams.removeAll(where: \.isClosed)
            state.streams.append(stream)
        }
    }

    private func answer(isServing: Bool) -> HealthCheckResponse {
        var response = HealthCheckResponse()
        response.status = isServing ? .serving : .notServing
        return response
    }
}
