import LinuxSystem

/// The server's end of a stream. Every method may be called from any thread.
///
/// A `.stream` handler uses the waiting methods ``send(_:)`` and ``receive()``; a service that
/// keeps a `.push` stream uses ``trySend(_:)`` and the callbacks, and needs no thread for it.
public final class ServerStream: Sendable {
    /// The stream's number on its connection.
    public let streamID: UInt32
    /// Distinguishes connections for as long as the server runs.
    public let connectionID: UInt64
    /// Who opened it.
    public let peer: PeerCredentials
    /// The monotonic time (nanoseconds) at which the peer stops waiting, nil without a timeout.
    public let deadlineNanoseconds: UInt64?

    let cancellation = CallCancellation()
    private let outbox: Outbox
    private let state: Monitor<State>

    private struct State {
        var inbox = FifoQueue<[UInt8]>()
        var inboxBytes = 0
        var remoteClosed: Bool
        /// Set when the stream is over, by either side.
        var end: RPCError?
        var onMessage: (@Sendable ([UInt8]) -> Void)?
        var onEnd: (@Sendable () -> Void)?
        var onClose: (@Sendable (RPCError) -> Void)?

        /// Callbacks mostly hold what holds the stream; they go when it is over.
        mutating func dropHandlers() {
            onMessage = nil
            onEnd = nil
            onClose = nil
        }
    }

    init(
        connection: ServerConnection, streamID: UInt32, deadlineNanoseconds: UInt64?,
        remoteClosed: Bool
    ) {
        outbox = connection.outbox
        self.streamID = streamID
        self.deadlineNanoseconds = deadlineNanoseconds
        connectionID = connection.id
        peer = connection.peer
        state = Monitor(State(remoteClosed: remoteClosed))
    }

    /// True once the stream is over: closed, cancelled, past its deadline, or the peer is gone.
    public var isClosed: Bool { state.withLock { $0.end != nil } }

    // MARK: Sending

    /// Sends a message, waiting while the peer is behind; never from a handler that runs on the
    /// loop, which is what it would wait for. Throws CANCELLED when the stream is
    /// over, its own error if there was one, RESOURCE_EXHAUSTED for more than a frame holds.
    public func send(_ bytes: [UInt8]) throws(RPCError) {
        let frame = try dataFrame(bytes)
        while true {
            if let end = state.withLock({ $0.end }) { throw end }
            switch outbox.postData(streamID: streamID, frame) {
            case .posted: return
            case .closed: throw state.withLock { $0.end } ?? Self.cancelled
            case .full: outbox.waitForRoom(frame.count, or: cancellation)
            }
        }
    }

    /// Sends a message if the peer is not behind; false, and nothing is sent, if it is, if the
    /// stream is over, or if the message is larger than a frame. Never waits.
    public func trySend(_ bytes: [UInt8]) -> Bool {
        guard let frame = try? dataFrame(bytes), !isClosed else { return false }
        return outbox.postData(streamID: streamID, frame) == .posted
    }

    /// Calls `body` once when ``trySend(_:)`` is worth another try, or the connection is gone: at
    /// once, or on the connection's loop. Must not block.
    public func whenRoom(_ body: @escaping @Sendable () -> Void) { outbox.whenRoom(body) }

    /// Ends the stream, well or with `error`; `onClose` is not called. Only the first end counts.
    public func close(_ error: RPCError? = nil) {
        let isFirst = state.update { state in
            guard state.end == nil else { return false }
            state.end = error ?? RPCError(.cancelled, "the stream is closed")
            state.dropHandlers()
            return true
        }
        guard isFirst else { return }
        cancellation.cancel()
        let frame =
            error.map { FrameEncoder.error(streamID: streamID, $0) }
            ?? FrameEncoder.endOfStream(streamID: streamID)
        outbox.postEnd(streamID: streamID, frame)
    }

    // MARK: Receiving

    /// Waits for the peer's next message; nil after its last. Throws when the stream is over. Not
    /// from a handler that runs on the loop.
    public func receive() throws(RPCError) -> [UInt8]? {
        let next = state.wait { state -> Received? in
            if let message = state.inbox.popFirst() {
                state.inboxBytes -= message.count
                precondition(state.inboxBytes >= 0, "bytes are those of the messages")
                return .message(message)
            }
            if let end = state.end { return .failure(end) }
            return state.remoteClosed ? .end : nil
        }
        switch next {
        case .message(let bytes): return bytes
        case .failure(let error): throw error
        case .end, nil: return nil
        }
    }

    /// From now on each message of the peer goes to `body`, on the connection's loop and in
    /// order; those that wait already are handed over before this returns. `body` must not block.
    /// To be called inside the `.push` handler, so that none is missed or passed twice.
    public func onMessage(_ body: @escaping @Sendable ([UInt8]) -> Void) {
        let waiting = state.withLock { state in
            precondition(state.onMessage == nil, "a stream has one receiver")
            state.onMessage = body
            state.inboxBytes = 0
            defer { state.inbox.removeAll() }
            var messages: [[UInt8]] = []
            while let message = state.inbox.popFirst() { messages.append(message) }
            return messages
        }
        for message in waiting { body(message) }
    }

    /// Calls `body` once when the peer says that it sends no more, behind its last message. A
    /// stream that was opened with nothing more to come is one that only listens, and has no such
    /// end. Must not block. To be called inside the `.push` handler.
    public func onEnd(_ body: @escaping @Sendable () -> Void) {
        state.withLock { state in
            if !state.remoteClosed, state.end == nil { state.onEnd = body }
        }
    }

    /// Calls `body` once when the stream ends by anything but ``close(_:)``: the peer left, the
    /// deadline passed, the server stops. At once if it is over already. Must not block.
    public func onClose(_ body: @escaping @Sendable (RPCError) -> Void) {
        let end = state.withLock { state in
            if state.end == nil { state.onClose = body }
            return state.end
        }
        if let end { body(end) }
    }

    // MARK: The loop's side

    /// A message of the peer arrived; false if too many wait for the handler.
    func received(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let message = [UInt8](bytes)
        let (body, fits) = state.update { state in
            if let body = state.onMessage { return (Optional(body), true) }
            guard state.inbox.count < TTRPCLimits.streamInboxMessagesMax,
                state.inboxBytes + message.count <= TTRPCLimits.streamInboxBytesMax
            else { return (nil, false) }
            precondition(state.inboxBytes >= 0, "bytes are those of the messages")
            state.inbox.append(message)
            state.inboxBytes += message.count
            return (nil, true)
        }
        body?(message)
        return fits
    }

    /// The peer will send no more; true if it had said so before, which is how a client of ours
    /// says that it does not want the rest.
    func receivedEnd() -> Bool {
        let (isSecond, body) = state.update { state in
            defer {
                state.remoteClosed = true
                state.onEnd = nil
            }
            return (state.remoteClosed, state.onEnd)
        }
        body?()
        return isSecond
    }

    /// The stream is over for a reason that is not the service's.
    func ended(_ error: RPCError) {
        let body = state.update { state -> (@Sendable (RPCError) -> Void)? in
            guard state.end == nil else { return nil }
            state.end = error
            defer { state.dropHandlers() }
            return state.onClose
        }
        cancellation.cancel()
        body?(error)
    }

    private static let cancelled = RPCError(.cancelled, "the peer is gone")

    private func dataFrame(_ bytes: [UInt8]) throws(RPCError) -> [UInt8] {
        guard bytes.count <= TTRPCLimits.frameBytesMax else {
            throw FrameEncoder.oversized(bytes.count)
        }
        return FrameEncoder.frame(.data, streamID: streamID, bytes)
    }

    private enum Received {
        case message([UInt8])
        case failure(RPCError)
        case end
    }
}
