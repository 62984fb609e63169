import StatusCodes

/// A method that a server offers.
public struct RPCMethod: Sendable {
    /// The full name of the service, such as `grpc.health.v1.Health`.
    public let service: String
    public let name: String
    public let handler: RPCHandler
    /// Whose threads a handler that runs on a worker uses.
    public let work: WorkClass

    public init(
        _ service: String, _ name: String, _ handler: RPCHandler, work: WorkClass = .point
    ) {
        self.service = service
        self.name = name
        self.handler = handler
        self.work = work
    }
}

/// How a method is implemented, and on which thread it runs.
public enum RPCHandler: Sendable {
    /// Runs on the event loop and must not block. Reads the payload in place and appends the reply
    /// to the connection's output, without an allocation. If it throws, what it appended is
    /// discarded.
    case inline(
        @Sendable (borrowing CallContext, UnsafeRawBufferPointer, inout ResponseBuffer)
            throws(Status) -> Void)
    /// Runs on a worker thread and may block; maps the request's payload to the reply's.
    case unary(@Sendable (borrowing CallContext, [UInt8]) throws(Status) -> [UInt8])
    /// Starts on a worker thread and gives it back: the reply may be finished later, from any
    /// thread. Throwing ends the call.
    case deferred(@Sendable (borrowing CallContext, [UInt8], DeferredReply) throws(Status) -> Void)
    /// Starts a stream of which the loop pulls messages as fast as the peer reads. Runs on the
    /// event loop and must not block.
    case producer(
        @Sendable (borrowing CallContext, UnsafeRawBufferPointer)
            throws(Status) -> any StreamProducer)
    /// Runs on a thread of its own for the lifetime of the stream and may block. Returning or
    /// throwing ends the stream.
    case stream(@Sendable (borrowing CallContext, [UInt8], ServerStream) throws(Status) -> Void)
    /// Starts a stream that the service keeps, and pushes to from any thread until
    /// ``ServerStream/close(_:)``. Runs on the event loop and must not block. Throwing ends the
    /// stream.
    case push(
        @Sendable (borrowing CallContext, UnsafeRawBufferPointer, ServerStream)
            throws(Status) -> Void)
}

/// The source of a server stream that is pulled: the loop requests a message whenever the socket
/// accepts one.
///
/// Used by one thread at a time, the connection's loop; `produce` must not block.
public protocol StreamProducer: AnyObject {
    /// Appends the next message, empty if there is none yet. `.done` marks it as the last; nothing
    /// appended then means that there is no further message. If it throws, what it appended is
    /// discarded.
    func produce(into buffer: inout ResponseBuffer) throws(Status) -> ProducerStep
}

/// Whether a producer has further messages.
public enum ProducerStep: Sendable {
    case more
    case done
}
