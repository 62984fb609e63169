import LinuxSystem
import Memory
import StatusCodes
import Synchronization

/// A call that runs on worker threads. Copies the request, because the loop reuses its buffer.
final class QueuedCall: Sendable {
    /// What a worker does with the call.
    enum Body: Sendable {
        case unary(
            CallCancellation, @Sendable (borrowing CallContext, [UInt8]) throws(Status) -> [UInt8])
        case deferred(
            CallCancellation,
            @Sendable (borrowing CallContext, [UInt8], DeferredReply) throws(Status) -> Void)
        case stream(
            ServerStream,
            @Sendable (borrowing CallContext, [UInt8], ServerStream) throws(Status) -> Void)
        /// The start of a stream that the service keeps.
        case push(
            ServerStream,
            @Sendable (borrowing CallContext, UnsafeRawBufferPointer, ServerStream)
                throws(Status) -> Void)

        var cancellation: CallCancellation {
            switch self {
            case .unary(let cancellation, _), .deferred(let cancellation, _): cancellation
            case .stream(let stream, _), .push(let stream, _): stream.cancellation
            }
        }
    }

    private let body: Body
    private let outbox: Outbox
    private let peer: PeerCredentials
    private let connectionID: UInt64
    private let streamID: UInt32
    private let deadlineNanoseconds: UInt64?
    private let payload: [UInt8]
    /// The whole request if it has metadata; else empty.
    private let request: [UInt8]
    private let work: WorkClass
    private let queues: WorkQueues
    private let waits: (any CallWaits)?
    private let beginnings = Atomic<Int>(0)
    private let resumeConnection: @Sendable () -> Void
    /// The memory of the request; nil for a small one.
    private let lease: MemoryLease?

    /// Throws RESOURCE_EXHAUSTED where there is no memory for the request.
    init(
        _ connection: ServerConnection, _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer,
        _ request: RequestView, _ deadline: UInt64?, _ work: WorkClass, _ body: Body
    ) throws(Status) {
        lease = try Self.lease(
            bytes.count * (request.hasMetadata ? 2 : 1), connection.shared.configuration.memory)
        self.body = body
        outbox = connection.outbox
        peer = connection.peer
        connectionID = connection.id
        streamID = header.streamID
        deadlineNanoseconds = deadline
        payload = [UInt8](request.payload)
        self.request = request.hasMetadata ? [UInt8](bytes) : []
        self.work = work
        queues = connection.shared.queues
        waits = connection.shared.configuration.waits
        resumeConnection = connection.resumeAfterWork
    }

    private static func lease(
        _ bytes: Int, _ memory: MemoryBudget
    ) throws(Status) -> MemoryLease? {
        guard bytes >= MemoryLimits.leaseUnit else { return nil }
        let lease = MemoryLease(memory, .requests)
        try lease.resize(to: bytes, for: "a request of \(bytes >> 10) KiB")
        return lease
    }

    /// Queues the call. Returns whether its connection should start no other until this one has
    /// begun.
    func submit() throws(Status) -> Bool {
        try submit(to: work, mayHold: true) { [self] turn in
            run(turn) { context throws(Status) in try perform(context) }
        }
    }

    /// Lets the call wait for what its handler needs before it is begun, or begun anew.
    func submitWait() throws(Status) {
        _ = try submit(to: .waiting, mayHold: false) { [self] turn in
            run(turn) { context throws(Status) in
                try waits?.wait(for: context)
                // Its connection has read on meanwhile.
                _ = try submit(to: work, mayHold: false) { [self] turn in
                    run(turn) { context throws(Status) in try perform(context) }
                }
            }
        }
    }

    private func submit(
        to work: WorkClass, mayHold: Bool, _ run: @escaping @Sendable (CallTurn) -> Void
    ) throws(Status) -> Bool {
        try queues[work].submit(
            WorkJob(
                uid: peer.uid, connectionID: connectionID, bytes: payload.count + request.count,
                mayHold: mayHold, resume: resumeConnection, run: run))
    }

    // MARK: On a worker

    private func run(
        _ turn: CallTurn, _ step: (borrowing CallContext) throws(Status) -> Void
    ) {
        guard !body.cancellation.isCancelled else { return }
        request.withUnsafeBytes { bytes in
            let context = CallContext(
                peer: peer, connectionID: connectionID, streamID: streamID,
                deadlineNanoseconds: deadlineNanoseconds, request: bytes,
                cancellation: body.cancellation, turn: turn)
            do throws(Status) {
                try step(context)
            } catch {
                fail(error)
            }
        }
    }

    /// Runs the handler; where that has to wait, gives the worker up instead.
    private func perform(_ context: borrowing CallContext) throws(Status) {
        do throws(Status) {
            try handle(context)
        } catch {
            guard error.isAwaiting, waits != nil, !hasSent,
                beginnings.wrappingAdd(1, ordering: .relaxed).newValue
                    < TTRPCLimits.callBeginningsMax
            else { throw error }
            try submitWait()
        }
    }

    private func handle(_ context: borrowing CallContext) throws(Status) {
        switch body {
        case .unary(_, let handler): reply(try handler(context, payload))
        case .deferred(let cancellation, let handler):
            // Begun anew, the reply of an earlier beginning is not its end.
            let reply = DeferredReply(self, cancellation)
            do throws(Status) {
                try handler(context, payload, reply)
            } catch {
                reply.abandon()
                throw error
            }
        case .stream(let stream, let handler):
            stream.setTurn(context.turn)
            try handler(context, payload, stream)
            try checkDeadline()
            stream.close()
        case .push(let stream, let handler):
            try payload.withUnsafeBufferPointer { bytes throws(Status) in
                try handler(context, UnsafeRawBufferPointer(bytes), stream)
            }
        }
    }

    /// A stream that has sent something cannot be begun anew.
    private var hasSent: Bool {
        switch body {
        case .stream(let stream, _), .push(let stream, _): stream.hasSent
        case .unary, .deferred: false
        }
    }

    // MARK: Ends; any thread

    /// Ends a unary call with its reply.
    func reply(_ payload: [UInt8]) {
        do throws(Status) {
            try checkDeadline()
        } catch {
            return fail(error)
        }
        outbox.postEnd(
            streamID: streamID, FrameEncoder.response(streamID: streamID, payload: payload))
    }

    /// Ends the call with an error.
    func fail(_ error: Status) {
        switch body {
        case .stream(let stream, _), .push(let stream, _): stream.close(error)
        case .unary, .deferred:
            outbox.postEnd(streamID: streamID, FrameEncoder.error(streamID: streamID, error))
        }
    }

    /// Throws once the deadline has passed: a handler that observed it may have returned a partial
    /// result, which must not be taken for a complete one.
    private func checkDeadline() throws(Status) {
        guard let deadlineNanoseconds,
            SystemClock.monotonicNanoseconds() >= deadlineNanoseconds
        else { return }
        throw ServerConnection.deadlineExceeded
    }
}
