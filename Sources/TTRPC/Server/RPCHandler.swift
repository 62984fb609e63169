/// A method that a server offers.
public struct RPCMethod: Sendable {
    /// The full name of the service, such as `grpc.health.v1.Health`.
    public let service: String
    public let name: String
    public let handler: RPCHandler

    public init(_ service: String, _ name: String, _ handler: RPCHandler) {
        self.service = service
        self.name = name
        self.handler = handler
    }
}

/// How a method is answered, and on which thread.
public enum RPCHandler: Sendable {
    /// Runs on the event loop and must not block: it reads the payload in place and appends the
    /// reply to the connection's output. Nothing is allocated around it. If it throws, what it
    /// appended is taken back.
    case inline(
        @Sendable (borrowing CallContext, UnsafeRawBufferPointer, inout ResponseBuffer)
            throws(RPCError) -> Void)
    /// Runs on a worker thread and may block; takes the payload, returns the reply's.
    case unary(@Sendable (borrowing CallContext, [UInt8]) throws(RPCError) -> [UInt8])
    /// Starts, on the event loop and without blocking, a stream that is pulled from as fast as
    /// the peer reads.
    case producer(
        @Sendable (borrowing CallContext, UnsafeRawBufferPointer)
            throws(RPCError) -> any StreamProducer)
    /// Runs on a thread of its own for as long as the stream lives and may block. The stream
    /// ends when the handler returns or throws.
    case stream(@Sendable (borrowing CallContext, [UInt8], ServerStream) throws(RPCError) -> Void)
    /// Starts, on the event loop and without blocking, a stream that the service keeps and
    /// pushes to from any thread, until it calls ``ServerStream/close(_:)``. If it throws, the
    /// stream ends.
    case push(
        @Sendable (borrowing CallContext, UnsafeRawBufferPointer, ServerStream)
            throws(RPCError) -> Void)
}

/// A server stream that is pulled: the loop asks for a message whenever the socket takes one.
///
/// Used by one thread at a time, always the connection's loop; `produce` must not block.
public protocol StreamProducer: AnyObject {
    /// Appends the next message, which may be empty if more follow; with `.done` the last one, or
    /// nothing if there is none. If it throws, what it appended is taken back.
    func produce(into buffer: inout ResponseBuffer) throws(RPCError) -> ProducerStep
}

/// Whether a producer has more to give.
public enum ProducerStep: Sendable {
    case more
    case done
}
