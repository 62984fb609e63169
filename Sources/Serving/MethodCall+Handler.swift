import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

/// Handlers that decode the request and encode the reply, of the types that the method declares.
/// A request that does not decode is INVALID_ARGUMENT.
extension UnaryCall where Reply: WireMessage {
    /// Answers on a worker thread; `body` may block.
    package func answer(
        _ body: @escaping @Sendable (Request) throws(Status) -> Reply
    ) -> RPCHandler {
        .unary { _, payload throws(Status) in try body(try Request(request: payload)).wireBytes }
    }

    /// The same where it matters who calls.
    package func answerCaller(
        _ body: @escaping @Sendable (Request, borrowing CallContext) throws(Status) -> Reply
    ) -> RPCHandler {
        .unary { context, payload throws(Status) in
            try body(try Request(request: payload), context).wireBytes
        }
    }
}

extension UnaryCall where Reply: WireMessage {
    /// Begins on a worker thread and answers later, from any thread.
    package func answerLater(
        _ body:
            @escaping @Sendable (Request, borrowing CallContext, PromisedReply<Reply>)
            throws(Status) -> Void
    ) -> RPCHandler {
        .deferred { context, payload, reply throws(Status) in
            try body(try Request(request: payload), context, PromisedReply(reply))
        }
    }
}

/// The reply that a handler owes, see ``DeferredReply``.
package struct PromisedReply<Reply: WireMessage>: Sendable {
    private let reply: DeferredReply

    init(_ reply: DeferredReply) { self.reply = reply }

    /// True once nobody waits for the reply.
    package var isCancelled: Bool { reply.isCancelled }

    package func finish(_ message: Reply) { reply.finish(message.wireBytes) }
    package func finish(throwing error: Status) { reply.finish(throwing: error) }
}

extension UnaryCall {
    /// Answers on a worker thread with a reply that `body` has encoded already.
    package func answerEncoded(
        _ body: @escaping @Sendable (Request) throws(Status) -> [UInt8]
    ) -> RPCHandler {
        .unary { _, payload throws(Status) in try body(try Request(request: payload)) }
    }
}

extension StreamCall {
    /// Streams from a thread of the call's own; `body` may block.
    package func answer(
        _ body: @escaping @Sendable (Request, ServerStream) throws(Status) -> Void
    ) -> RPCHandler {
        .stream { _, payload, stream throws(Status) in
            try body(try Request(request: payload), stream)
        }
    }
}
