import Serving
import MirrorMessages
import StatusCodes
import Synchronization
import TTRPC

/// grpc.health.v1.Health (the gRPC health checking protocol): whether the daemon serves. While the
/// store takes no writes, the services that write do not; the daemon itself and those that read do.
/// Once a table of the store is known to be damaged, the services that serve documents do not.
final class HealthService: RPCService, Sendable {
    private let state = Mutex(State())
    private let services: Set<String>

    private let writing: Set<String>
    private let documents: Set<String>

    private struct State {
        var isServing = true
        var takesWrites = true
        var isDamaged = false
        var watches: [(service: String, stream: ServerStream)] = []
    }

    /// - Parameters:
    ///   - services: known names; others are NOT_FOUND in Check and SERVICE_UNKNOWN in Watch.
    ///   - writing: those of them that are of no use without writes.
    ///   - documents: those of them that read all of the store.
    init(services: Set<String>, writing: Set<String>, documents: Set<String> = []) {
        precondition(writing.isSubset(of: services), "a service that writes is one")
        self.services = services.union([""])
        self.writing = writing
        self.documents = documents
    }

    func handler(_ method: HealthMethod) -> RPCHandler {
        switch method {
        case .check:
            .inline { [self] _, payload, reply throws(Status) in
                let request = try HealthCheckRequest(request: payload)
                guard services.contains(request.service) else {
                    throw Status(.notFound, "no such service")
                }
                reply.append(state.withLock { answer(request.service, $0) }.wireBytes)
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
            for watch in state.watches {
                _ = watch.stream.trySend(answer(watch.service, state).wireBytes)
            }
            state.watches = []
        }
    }

    /// Notifies the watchers of the services that write whether they can.
    func setTakesWrites(_ takesWrites: Bool) {
        state.withLock { state in
            guard state.takesWrites != takesWrites, state.isServing else { return }
            state.takesWrites = takesWrites
            for watch in state.watches where writing.contains(watch.service) {
                _ = watch.stream.trySend(answer(watch.service, state).wireBytes)
            }
        }
    }

    /// Notifies the watchers of the services that serve documents that some cannot be read.
    func setDamaged() {
        state.withLock { state in
            guard !state.isDamaged, state.isServing else { return }
            state.isDamaged = true
            for watch in state.watches where documents.contains(watch.service) {
                _ = watch.stream.trySend(answer(watch.service, state).wireBytes)
            }
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
            _ = stream.trySend(answer(request.service, state).wireBytes)
            state.watches.removeAll(where: \.stream.isClosed)
            state.watches.append((request.service, stream))
        }
    }

    private func answer(_ service: String, _ state: State) -> HealthCheckResponse {
        var response = HealthCheckResponse()
        let isServing =
            state.isServing && (state.takesWrites || !writing.contains(service))
            && !(state.isDamaged && documents.contains(service))
        response.status = isServing ? .serving : .notServing
        return response
    }
}
