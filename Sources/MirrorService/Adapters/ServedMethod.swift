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
        self.method = RPCMethod(Method.service, method.rawValue, handler)
        access = method.access
    }

    /// The method behind the gate.
    func guarded(by gate: CallGate) -> RPCMethod {
        access == .everybody
            ? method
            : RPCMethod(method.service, method.name, method.handler.guarded(by: gate, access))
    }
}

extension RPCHandler {
    fileprivate func fits(_ streaming: MethodStreaming) -> Bool {
        switch (self, streaming) {
        case (.inline, .unary), (.unary, .unary): true
        case (.producer, .server), (.stream, .server), (.push, .server): true
        case (.stream, .both), (.push, .both): true
        case (.inline, _), (.unary, _), (.producer, _), (.stream, _), (.push, _): false
        }
    }
}
