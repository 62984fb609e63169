import Access
import MirrorMessages
import TTRPC

/// A method that is served, and whom it is for.
struct ServedMethod: Sendable {
    let method: RPCMethod
    let access: MethodAccess

    /// `handler` must be of the method's kind: streams are answered by streams.
    init<Method: ServiceMethod>(_ method: Method, _ handler: RPCHandler) {
        precondition(
            handler.fits(method.streaming), "\(method.rawValue) is \(method.streaming)")
        precondition(
            handler.needsWorker == (method.work != .loop), "\(method.rawValue) is \(method.work)")
        self.method = RPCMethod(
            Method.service, method.rawValue, handler, work: method.work.workers ?? .point)
        access = method.access
    }

    /// The method behind the gate.
    func guarded(by gate: CallGate) -> RPCMethod {
        access == .everybody
            ? method
            : RPCMethod(
                method.service, method.name, method.handler.guarded(by: gate, access),
                work: method.work)
    }
}

extension RPCHandler {
    fileprivate func fits(_ streaming: MethodStreaming) -> Bool {
        switch (self, streaming) {
        case (.inline, .unary), (.unary, .unary), (.deferred, .unary): true
        case (.producer, .server), (.stream, .server), (.push, .server): true
        case (.stream, .both), (.push, .both): true
        case (.inline, _), (.unary, _), (.deferred, _), (.producer, _), (.stream, _), (.push, _):
            false
        }
    }

    fileprivate var needsWorker: Bool {
        switch self {
        case .unary, .deferred, .stream: true
        case .inline, .producer, .push: false
        }
    }
}

extension MethodWork {
    /// The workers that answer the method; nil for the event loop.
    var workers: WorkClass? {
        switch self {
        case .loop: nil
        case .admin, .unspecified: .admin
        case .point: .point
        case .commit: .commit
        case .query: .query
        case .scan: .scan
        case .upkeep: .upkeep
        case .outside: .outside
        }
    }
}
